//! Counts the allocations of one `get_person` against a local server, of the same call by hand, and of planning and
//! decoding alone. Prints `name<TAB>number` lines.
//!
//!     cargo bench --bench allocations

#[path = "support/callers.rs"]
mod callers;
#[path = "support/planning.rs"]
mod planning;
#[path = "support/response.rs"]
mod response;
#[path = "support/serve.rs"]
mod serve;
#[path = "support/server.rs"]
mod server;

use std::hint::black_box;

use allocation_counter::{AllocationInfo, measure};
use ibis_client::IbisResult;

use self::callers::ByHand;
use self::planning::Planning;
use self::server::Server;

/// The number of counted calls. One-time allocations, such as the connection, happen before them.
const CALLS: u64 = 100;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if server::is_server() {
        return Ok(());
    }
    // A current-thread runtime, since only the allocations of this thread are counted.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let server = Server::start()?;
    let conn = callers::connection(&server.url)?;
    let by_hand = ByHand::new(&server.url)?;
    let ours = || _ = black_box(runtime.block_on(callers::ours(&conn)).expect("the local server responds"));
    let theirs = || _ = black_box(runtime.block_on(by_hand.call()).expect("the local server responds"));
    print_allocations("call", &each(ours));
    print_allocations("call by hand", &each(theirs));
    let planning = Planning::new()?;
    print_allocations("plan get_person", &each(|| planning.get_person()));
    print_allocations("plan search", &each(|| planning.search()));
    print_allocations("decode", &each(|| _ = black_box(IbisResult::from_json(response::JSON))));
    Ok(())
}

fn each(run: impl Fn()) -> AllocationInfo {
    (0..CALLS).for_each(|_| run());
    measure(|| (0..CALLS).for_each(|_| run()))
}

fn print_allocations(what: &str, counted: &AllocationInfo) {
    println!("{what}: allocations\t{}", counted.count_total / CALLS);
    println!("{what}: bytes\t{}", counted.bytes_total / CALLS);
}
