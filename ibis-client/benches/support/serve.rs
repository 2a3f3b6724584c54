//! A server that answers every request with the same document, and does little else.

use std::io::{self, Read as _, Write as _};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Serves on a free port of this machine, whose URL it prints, until its standard input ends: it is no longer
/// wanted when whoever started it is gone.
pub(crate) fn serve(content_type: &str, document: &str) -> io::Result<()> {
    let length = document.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n{document}"
    );
    let answer: &'static [u8] = answer.leak().as_bytes();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let accepting = runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let mut output = io::stdout();
        writeln!(output, "http://{}/", listener.local_addr()?)?;
        output.flush()?;
        io::Result::Ok(listener)
    })?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            while let Ok((stream, _)) = accepting.accept().await {
                tokio::spawn(answer_all(stream, answer));
            }
        });
    });
    io::stdin().read_to_end(&mut Vec::new()).map(|_| ())
}

/// Requests have no body, so that an empty line ends each.
async fn answer_all(mut stream: TcpStream, answer: &'static [u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::with_capacity(4096);
    while stream.read_buf(&mut received).await? > 0 {
        if received.ends_with(b"\r\n\r\n") {
            stream.write_all(answer).await?;
            received.clear();
        }
    }
    Ok(())
}
