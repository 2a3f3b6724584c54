//! A minimal server that sends the same document in every response.

use std::io::{self, Read as _, Write as _};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Serves on a free local port until the standard input ends, which happens when the parent process does. Prints the URL.
pub(crate) fn serve(content_type: &str, document: &str) -> io::Result<()> {
    let length = document.len();
    let response = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n{document}"
    );
    let response: &'static [u8] = response.leak().as_bytes();
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
                tokio::spawn(serve_connection(stream, response));
            }
        });
    });
    io::stdin().read_to_end(&mut Vec::new()).map(|_| ())
}

/// Requests have no body, so an empty line ends each.
async fn serve_connection(mut stream: TcpStream, response: &'static [u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::with_capacity(4096);
    while stream.read_buf(&mut received).await? > 0 {
        if received.ends_with(b"\r\n\r\n") {
            stream.write_all(response).await?;
            received.clear();
        }
    }
    Ok(())
}
