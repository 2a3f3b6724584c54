//! Planning alone: from the typed method to the URL, until the call waits for a free slot.
//!
//! The plan of a call is private to the client. So the connection has a single slot, which is taken by a call that never
//! gets a response. Any further call is planned when it is first polled, and then waits; it does not touch a socket.

use std::net::TcpListener;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use ibis_client::{IbisClientConnection, PersonMethods, fetch};
use tokio::runtime::Runtime;

pub(crate) struct Planning {
    conn: IbisClientConnection,
    /// The call that takes the slot.
    _first: Pin<Box<dyn Future<Output = ()>>>,
    /// The target of that call, which accepts no connection.
    _listener: TcpListener,
    runtime: Runtime,
}

impl Planning {
    pub(crate) fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let base_url = format!("http://{}/", listener.local_addr()?);
        let conn = IbisClientConnection::builder().base_url(base_url).max_concurrent(1).build()?;
        let people = PersonMethods::new(conn.clone());
        let mut first: Pin<Box<dyn Future<Output = ()>>> =
            Box::pin(async move { _ = people.get_person("crsid", "spqr1").await });
        poll(&runtime, first.as_mut());
        Ok(Self { conn, _first: first, _listener: listener, runtime })
    }

    pub(crate) fn get_person(&self) {
        let people = PersonMethods::new(&self.conn);
        let request = people.get_person("crsid", "spqr1").fetch(fetch!(Person: email, all_insts));
        poll(&self.runtime, pin!(request.into_future()));
    }

    pub(crate) fn search(&self) {
        let people = PersonMethods::new(&self.conn);
        let request = people.search("senata romana").limit(50).fetch(fetch!(Person: all_attrs, all_insts));
        poll(&self.runtime, pin!(request.into_future()));
    }
}

/// Polls a call until it has to wait.
fn poll<O>(runtime: &Runtime, future: Pin<&mut (impl Future<Output = O> + ?Sized)>) {
    let _context = runtime.enter();
    let polled = future.poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(polled, Poll::Pending), "the call did not wait for a slot");
}
