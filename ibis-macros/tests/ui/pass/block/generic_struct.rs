//! Structs with generic parameters of all kinds, with a lifetime of the name that the macro would take.

use ibis_macros::ibis_methods;
use stub::case::*;

pub struct Halls<'c, C: ?Sized, const N: usize> {
    connection: &'c C,
}

impl<'c, C: Connection + ?Sized, const N: usize> HasConnection for Halls<'c, C, N>
where
    C: 'static,
{
    type Connection = &'c C;
    fn connection(&self) -> &'c C {
        self.connection
    }
}

#[ibis_methods(crate = crate::stub)]
impl<'c, C, const N: usize> Halls<'c, C, N>
where
    C: Connection + ?Sized + 'static,
{
    #[ibis(GET "/api/v1/halls/%(id)s")]
    pub fn get(&self, id: &str, limit: Option<i32>) -> String;
}

fn spawned<T: Send + 'static>(value: T) -> T {
    value
}

fn main() {
    let halls: Halls<'_, Wire, 3> = Halls { connection: &Wire };
    let request = halls.get("a").limit(3);
    drop(halls);
    let _ = spawned(request).into_future();
    let dynamic: &'static dyn Connection = &Wire;
    let halls: Halls<'_, dyn Connection, 1> = Halls { connection: dynamic };
    let _ = spawned(halls.get("a")).into_future();
}

#[path = "../../../stub/stub.rs"]
mod stub;
