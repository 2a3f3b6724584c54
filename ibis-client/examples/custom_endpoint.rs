//! Custom endpoints with a custom result type, over a custom connection.
//!
//!     cargo run --example custom_endpoint -- [INSTID [GROUP]]
//!
//! Uses a sandbox, or the server named by the environment: see `IbisClientConnection::from_env`.

#[path = "support/connect.rs"]
mod connect;

use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ibis_client::{
    BoxFuture, Cached, Call, Connection, Error, Fetch, FromResult, GroupId, HasConnection, IbisResult,
    InstId, Person, SharedConnection, fetch, ibis_methods,
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = env::args().skip(1);
    let instid = arguments.next().unwrap_or_else(|| "UIS".to_owned());
    let group = arguments.next().unwrap_or_else(|| "punting-society".to_owned());

    let (conn, _sandbox) = connect::connect()?;
    // Connections can be nested: this one logs the calls that the cache around it sends on.
    let conn = Arc::new(Logging::new(conn));
    let cached = Cached::new(Arc::clone(&conn), Duration::from_secs(60));
    let books = AddressBookMethods { conn: cached.into() };

    print(&instid, &books.of_institution(instid.as_str()).fetch(EMAIL).await?);
    print(&group, &books.of_group(group.as_str()).fetch(EMAIL).await?);
    books.of_group(group.as_str()).fetch(EMAIL).await?;
    println!("3 calls, {} of them sent", conn.calls());

    // The error names the missing fetch.
    if let Err(error) = books.of_institution(instid.as_str()).await {
        println!("without a fetch: {error}");
    }
    Ok(())
}

fn print(name: &str, book: &AddressBook) {
    println!("{name}: {} addresses, {} people without", book.addresses.len(), book.without);
    for address in book.addresses.iter().take(3) {
        println!("  {address}");
    }
}

/// The fetch that an address book needs.
pub(crate) const EMAIL: Fetch<Person> = fetch!(Person: email);

/// A method group like those of the crate.
pub(crate) struct AddressBookMethods {
    pub(crate) conn: SharedConnection,
}

impl HasConnection for AddressBookMethods {
    fn connection(&self) -> SharedConnection {
        self.conn.clone()
    }
}

#[ibis_methods]
impl AddressBookMethods {
    /// Returns the addresses of the members of an institution.
    #[ibis(GET "/api/v1/inst/%(instid)s/members")]
    pub(crate) fn of_institution(&self, instid: InstId, fetch: Option<Fetch<Person>>) -> AddressBook;

    /// Returns the addresses of the members of a group.
    #[ibis(GET "/api/v1/group/%(groupid)s/members")]
    pub(crate) fn of_group(&self, groupid: GroupId, fetch: Option<Fetch<Person>>) -> AddressBook;
}

/// Addresses in the form of an email header, and the number of people without a visible one.
#[derive(Debug)]
pub(crate) struct AddressBook {
    pub(crate) addresses: Vec<String>,
    pub(crate) without: usize,
}

impl FromResult for AddressBook {
    fn from_result(result: &IbisResult) -> Result<Self, Error> {
        let mut book = Self { addresses: Vec::new(), without: 0 };
        for person in result.people() {
            match person.attribute("email")?.and_then(|email| email.value()) {
                Some(email) => book.addresses.push(format!("{} <{email}>", person.best_name())),
                None => book.without += 1,
            }
        }
        Ok(book)
    }
}

/// A connection that counts and logs the calls of another one.
pub(crate) struct Logging<C> {
    inner: C,
    calls: AtomicUsize,
}

impl<C> Logging<C> {
    pub(crate) fn new(inner: C) -> Self {
        Self { inner, calls: AtomicUsize::new(0) }
    }

    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }
}

impl<C: Connection> Connection for Logging<C> {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            // A label names the endpoint and holds no personal data.
            let (label, start) = (call.label(), Instant::now());
            let result = self.inner.invoke_method(call).await;
            let outcome = if result.is_ok() { "succeeded" } else { "failed" };
            eprintln!("{label} {outcome} after {:.1?}", start.elapsed());
            result
        })
    }

    fn server(&self) -> Option<&str> {
        self.inner.server()
    }

    fn identity(&self) -> u64 {
        self.inner.identity()
    }
}
