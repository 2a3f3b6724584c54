//! Fetching the next page ahead, whether or not the stream is polled.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ibis_client::{
    BoxFuture, Call, Connection, Error, IbisClientConnection, IbisMethods, IbisResult, Pages, Person,
    PersonMethods,
};
use ibis_sandbox::Sandbox;
use tokio::time::{Instant, sleep, timeout};

use super::people;

/// A connection with three pages, each of which takes several polls.
struct Stepwise {
    steps: fn() -> BoxFuture<'static, ()>,
}

impl Connection for Stepwise {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        let page = match call.query_param("identifier") {
            None => people(["a1", "b2"]),
            Some("b2") => people(["c3", "d4"]),
            Some(_) => people([]),
        };
        let limit = call.time_limit();
        Box::pin(async move {
            match limit {
                // Like a real connection, give up at the time limit.
                Some(limit) if timeout(limit, (self.steps)()).await.is_err() => {
                    Err(Error::unexpected_result("page in time"))
                }
                Some(_) => Ok(IbisResult::from_json(page).unwrap()),
                None => {
                    (self.steps)().await;
                    Ok(IbisResult::from_json(page).unwrap())
                }
            }
        })
    }
}

/// Is pending a few times, and wakes its task each time.
fn yields() -> BoxFuture<'static, ()> {
    let mut left = 3;
    Box::pin(std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }))
}

fn sleeps() -> BoxFuture<'static, ()> {
    Box::pin(async {
        for _ in 0..3 {
            sleep(Duration::from_millis(1)).await;
        }
    })
}

#[tokio::test(start_paused = true)]
async fn slow_consumer_does_not_time_out_pages_that_arrive_in_time() {
    let conn = Arc::new(Stepwise { steps: sleeps });
    let mut pages = PersonMethods::new(&conn).all_people().timeout(Duration::from_secs(1)).pages();
    let mut seen = 0;
    while let Some(person) = pages.next().await {
        person.unwrap();
        seen += 1;
        sleep(Duration::from_secs(60)).await;
    }
    assert_eq!(seen, 4);
}

#[test]
fn page_ahead_is_polled_in_place_without_a_tokio_runtime() {
    let conn = Arc::new(Stepwise { steps: yields });
    let mut pages = PersonMethods::new(&conn).all_people().pages();
    let mut context = Context::from_waker(Waker::noop());
    let mut seen = Vec::new();
    for _ in 0..100 {
        match pin!(pages.next()).poll(&mut context) {
            Poll::Ready(Some(person)) => seen.push(person.unwrap().identifier().value().to_owned()),
            Poll::Ready(None) => {
                assert_eq!(seen, ["a1", "b2", "c3", "d4"]);
                return;
            }
            Poll::Pending => {}
        }
    }
    panic!("the stream has not ended, and has returned {seen:?}");
}

#[tokio::test]
async fn task_of_the_page_ahead_is_aborted_when_the_stream_is_dropped() {
    /// A connection whose second page never arrives.
    #[derive(Default)]
    struct Endless {
        begun: AtomicUsize,
        dropped: Arc<AtomicUsize>,
    }

    struct CountDrop(Arc<AtomicUsize>);

    impl Drop for CountDrop {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    impl Connection for Endless {
        fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            Box::pin(async move {
                self.begun.fetch_add(1, Ordering::Relaxed);
                if call.query_param("identifier").is_none() {
                    return Ok(IbisResult::from_json(people(["a1", "b2"])).unwrap());
                }
                let _dropped = CountDrop(Arc::clone(&self.dropped));
                std::future::pending().await
            })
        }
    }

    let conn = Arc::new(Endless::default());
    let mut pages = PersonMethods::new(&conn).all_people().pages();
    pages.next().await.unwrap().unwrap();
    while conn.begun.load(Ordering::Relaxed) < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(conn.dropped.load(Ordering::Relaxed), 0);
    drop(pages);
    // This would never end if the task continued.
    while conn.dropped.load(Ordering::Relaxed) == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn stalled_stream_does_not_block_other_calls() {
    let sandbox = Sandbox::builder().people(100).start().await.unwrap();
    let builder = IbisClientConnection::builder().base_url(sandbox.url()).retries(0);
    let conn = builder.max_concurrent(1).build().unwrap();
    for polls in 0..10 {
        let mut stalled: Pages<Person> = PersonMethods::new(&conn).all_people().limit(5).pages();
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..polls {
            let _ = pin!(stalled.next()).poll(&mut context);
            tokio::task::yield_now().await;
        }
        let start = Instant::now();
        for _ in 0..3 {
            IbisMethods::new(&conn).get_version().timeout(Duration::from_secs(10)).await.unwrap();
        }
        assert!(start.elapsed() < Duration::from_secs(10));
        drop(stalled);
    }
}

#[cfg(feature = "blocking")]
#[test]
fn stream_continued_as_an_iterator_loses_nothing() {
    let sandbox = Sandbox::builder().people(40).start_blocking().unwrap();
    let conn = IbisClientConnection::builder().base_url(sandbox.url()).retries(0).build().unwrap();
    let everyone = PersonMethods::new(&conn).all_people().limit(1000).send().unwrap();
    for (taken, is_dropped) in [(1, false), (1, true), (7, false), (7, true), (10, true), (13, false)] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let conn = IbisClientConnection::builder().base_url(sandbox.url()).retries(0).build().unwrap();
        let mut pages = PersonMethods::new(&conn).all_people().limit(5).pages();
        let mut seen = Vec::new();
        for _ in 0..taken {
            seen.push(runtime.block_on(pages.next()).unwrap().unwrap());
        }
        if is_dropped {
            drop(runtime);
        }
        for person in pages {
            seen.push(person.unwrap());
        }
        assert_eq!(seen.len(), everyone.len());
        assert!(seen.iter().zip(&everyone).all(|(one, other)| one.same_entity(other)));
    }
}

#[cfg(feature = "blocking")]
#[tokio::test]
async fn iteration_within_a_runtime_is_one_error_and_then_the_end() {
    let conn = Arc::new(Stepwise { steps: yields });
    let mut pages = PersonMethods::new(&conn).all_people().pages();
    pages.next().await.unwrap().unwrap();
    let rest: Vec<_> = pages.into_iter().take(10).collect();
    assert!(matches!(&*rest, [Err(Error::WithinRuntime)]), "{rest:?}");
}
