//! A timeout that expires while a connection takes the request.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ibis_client::{IbisClientConnection, PersonMethods};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const RESPONSE: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 27\r\n\r\n\
                        {\"result\":{\"value\":\"true\"}}";

/// The number of times that each request line was received, over connections that stay open.
type Received = Arc<Mutex<HashMap<String, usize>>>;

async fn serve(listener: TcpListener, received: Received) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let received = Arc::clone(&received);
        tokio::spawn(async move {
            let mut bytes = Vec::new();
            while stream.read_buf(&mut bytes).await.is_ok_and(|read| read > 0) {
                while let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
                    bytes.drain(..end + 4);
                    let line = head.lines().next().unwrap_or_default().to_owned();
                    *received.lock().unwrap().entry(line).or_default() += 1;
                    if stream.write_all(RESPONSE.as_bytes()).await.is_err() {
                        return;
                    }
                }
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn edit_that_times_out_while_being_sent_is_sent_once_and_in_doubt() {
    const EDITS: i64 = 10_000;

    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let received = Received::default();
    let server = tokio::spawn(serve(listener, Arc::clone(&received)));
    let conn = IbisClientConnection::builder()
        .base_url(url)
        .max_concurrent(64)
        .retry_budget(1_000_000)
        .backoff(Duration::ZERO, Duration::ZERO)
        .attempt_timeout(Duration::from_millis(1))
        .build()
        .unwrap();
    let next = Arc::new(AtomicI64::new(0));
    let callers: Vec<_> = (0..64)
        .map(|_| {
            let (people, next) = (PersonMethods::new(&conn), Arc::clone(&next));
            tokio::spawn(async move {
                let mut not_sent = Vec::new();
                loop {
                    let id = next.fetch_add(1, Ordering::Relaxed);
                    if id >= EDITS {
                        return not_sent;
                    }
                    match people.delete_attribute("crsid", "spqr1", id).await {
                        Err(error) if !error.outcome_unknown() => not_sent.push(id),
                        _ => {}
                    }
                }
            })
        })
        .collect();
    let mut not_sent = Vec::new();
    for caller in callers {
        not_sent.extend(caller.await.unwrap());
    }
    server.abort();
    let received = received.lock().unwrap();
    let twice: Vec<_> = received.iter().filter(|(_, count)| **count > 1).collect();
    let line = |id| format!("DELETE /api/v1/person/crsid/spqr1/{id}?flatten=true HTTP/1.1");
    not_sent.retain(|id| received.contains_key(&line(*id)));
    assert!(twice.is_empty() && not_sent.is_empty(), "twice: {twice:?}, reported as not sent: {not_sent:?}");
}
