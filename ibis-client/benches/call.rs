//! `get_person` against a local server with a constant response of about 1 kB, compared with the same call by hand with
//! reqwest. The server is this program again, as a separate process.
//!
//!     cargo bench --bench call

#[path = "support/callers.rs"]
mod callers;
#[path = "support/response.rs"]
mod response;
#[path = "support/serve.rs"]
mod serve;
#[path = "support/server.rs"]
mod server;

use criterion::Criterion;

use self::callers::ByHand;
use self::server::Server;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if server::is_server() {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let server = Server::start()?;
    let conn = callers::connection(&server.url)?;
    let by_hand = ByHand::new(&server.url)?;
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("get_person against a local server");
    group.bench_function("by hand over reqwest", |bench| {
        bench.iter(|| runtime.block_on(by_hand.call()).expect("the local server responds"));
    });
    group.bench_function("by the client", |bench| {
        bench.iter(|| runtime.block_on(callers::ours(&conn)).expect("the local server responds"));
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}
