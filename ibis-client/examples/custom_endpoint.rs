//! Endpoints of one's own, with a result of one's own, over a connection of one's own that remembers answers.
//!
//! By itself it asks a sandbox. With `IBIS_URL` (and `IBIS_USERNAME` and `IBIS_PASSWORD`) in the environment it asks
//! a real server.
//!
//!     cargo run --example custom_endpoint -- [INSTID [GROUP]]

#[path = "support/connect.rs"]
mod connect;

use std::collections::HashMap;
use std::env;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ibis_client::{
    BoxFuture, Call, Connection, Credentials, Endpoint, Error, Fetch, FromResult, GroupId, HasConnection,
    IbisResult, InstId, Person, SharedConnection, fetch, ibis_methods,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let instid = arguments.next().unwrap_or_else(|| "UIS".to_owned());
    let group = arguments.next().unwrap_or_else(|| "punting-society".to_owned());

    let (conn, _sandbox) = connect::connect(Credentials::anonymous()).await?;
    let conn = Arc::new(Remembering::new(conn, address_book_methods::ENDPOINTS, Duration::from_secs(60)));
    let books = AddressBookMethods { conn: SharedConnection::from(&conn) };

    books.of_institution(instid.as_str()).fetch(EMAIL).await?.print(&instid);
    books.of_group(group.as_str()).fetch(EMAIL).await?.print(&group);
    for _ in 0..3 {
        books.of_institution(instid.as_str()).fetch(EMAIL).await?;
    }
    println!("{} answers came from the server, {} from memory", conn.asked(), conn.remembered());

    // The result says what it needs.
    if let Err(error) = books.of_institution(instid.as_str()).await {
        println!("Without a fetch: {error}");
    }
    Ok(())
}

/// What an address book needs of each person.
const EMAIL: Fetch<Person> = fetch!(Person: email);

/// Whom to write to.
struct AddressBookMethods {
    conn: SharedConnection,
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
    fn of_institution(&self, instid: InstId, fetch: Option<Fetch<Person>>) -> AddressBook;

    /// Returns the addresses of the members of a group.
    #[ibis(GET "/api/v1/group/%(groupid)s/members")]
    fn of_group(&self, groupid: GroupId, fetch: Option<Fetch<Person>>) -> AddressBook;
}

/// Addresses as the header of an email has them, and how many people have none that one may see.
struct AddressBook {
    addresses: Vec<String>,
    without: usize,
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

impl AddressBook {
    fn print(&self, whose: &str) {
        println!("{whose}: {} addresses, {} without", self.addresses.len(), self.without);
        for address in self.addresses.iter().take(3) {
            println!("  {address}");
        }
    }
}

/// Remembers the answers of some endpoints for a while. All others, and edits above all, go to the server.
struct Remembering<C> {
    inner: C,
    endpoints: &'static [&'static Endpoint],
    lifetime: Duration,
    answers: Mutex<HashMap<Key, (Instant, IbisResult)>>,
    asked: AtomicUsize,
    remembered: AtomicUsize,
}

/// The path, and each parameter that the endpoint has.
type Key = (String, Vec<Option<String>>);

impl<C: Connection> Remembering<C> {
    fn new(inner: C, endpoints: &'static [&'static Endpoint], lifetime: Duration) -> Self {
        let (asked, remembered) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { inner, endpoints, lifetime, answers: Mutex::default(), asked, remembered }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    fn remembered(&self) -> usize {
        self.remembered.load(Ordering::Relaxed)
    }

    fn key(&self, call: &Call) -> Option<Key> {
        let endpoint = self.endpoints.iter().find(|endpoint| {
            endpoint.method.is_safe() && endpoint.method == call.method() && endpoint.path == call.path()
        })?;
        let value = |name| call.path_param(name).or_else(|| call.query_param(name)).map(str::to_owned);
        let values = endpoint.params.iter().map(|param| value(param.name)).collect();
        Some((call.path().to_owned(), values))
    }

    fn answers(&self) -> MutexGuard<'_, HashMap<Key, (Instant, IbisResult)>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Connection> Connection for Remembering<C> {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(async move {
            let key = self.key(&call);
            if let Some(key) = &key {
                let mut answers = self.answers();
                answers.retain(|_, (since, _)| since.elapsed() < self.lifetime);
                if let Some((_, answer)) = answers.get(key) {
                    self.remembered.fetch_add(1, Ordering::Relaxed);
                    // Cheap: an answer is one shared graph.
                    return Ok(answer.clone());
                }
            }
            self.asked.fetch_add(1, Ordering::Relaxed);
            let answer = self.inner.invoke_method(call).await?;
            if let Some(key) = key {
                self.answers().insert(key, (Instant::now(), answer.clone()));
            }
            Ok(answer)
        })
    }
}
