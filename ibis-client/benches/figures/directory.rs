//! Reading all people of a directory, page by page.

use std::hint::black_box;
use std::time::Instant;

use ibis_client::{Credentials, Error, IbisClientConnection, Person, PersonMethods, fetch};

use super::memory::peak;
use super::{Outcome, tell};

const PAGE: i32 = 1_000;

pub(crate) fn measure(url: &str) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let conn = IbisClientConnection::builder().base_url(url).credentials(Credentials::anonymous()).build()?;
    let start = Instant::now();
    let mut people = 0_u32;
    let mut read = |person: &Person| {
        people += 1;
        black_box((person.visible_name(), person.values_of("email").into_iter().flatten().count()));
        for institution in person.institutions().into_iter().flatten() {
            black_box(institution.name());
        }
    };
    runtime.block_on(everybody(&conn, &mut read))?;
    tell("seconds", start.elapsed().as_secs_f64());
    tell("people", f64::from(people));
    tell("peak MiB", peak()? / 1024.0);
    Ok(())
}

async fn everybody(conn: &IbisClientConnection, read: &mut impl FnMut(&Person)) -> Result<(), Error> {
    let request = PersonMethods::new(conn).all_people().limit(PAGE).fetch(fetch!(Person: email, all_insts));
    let mut pages = request.pages();
    while let Some(person) = pages.next().await {
        read(&person?);
    }
    Ok(())
}
