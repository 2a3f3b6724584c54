//! Reading all people of a directory, page by page.

use std::hint::black_box;
use std::time::Instant;

use ibis_client::{Credentials, Error, IbisClientConnection, Person, PersonMethods, fetch};

use super::memory::peak;
use super::{Outcome, print_figure};

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
    runtime.block_on(read_everyone(&conn, &mut read))?;
    print_figure("seconds", start.elapsed().as_secs_f64());
    print_figure("people", f64::from(people));
    print_figure("peak MiB", peak()? / 1024.0);
    Ok(())
}

async fn read_everyone(conn: &IbisClientConnection, read: &mut impl FnMut(&Person)) -> Result<(), Error> {
    let request = PersonMethods::new(conn).all_people().limit(PAGE).fetch(fetch!(Person: email, all_insts));
    let mut pages = request.pages();
    while let Some(person) = pages.next().await {
        read(&person?);
    }
    Ok(())
}
