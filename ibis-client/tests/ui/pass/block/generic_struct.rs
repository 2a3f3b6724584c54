//! Structs with all kinds of generic parameters.

use case::*;
use ibis_client::ibis_methods;

pub struct Halls<'h, T: ?Sized, const N: usize> {
    connection: SharedConnection,
    name: &'h T,
}

impl<T: ?Sized, const N: usize> HasConnection for Halls<'_, T, N> {
    fn connection(&self) -> SharedConnection {
        self.connection.clone()
    }
}

#[ibis_methods]
impl<'h, T, const N: usize> Halls<'h, T, N>
where
    T: ?Sized,
{
    #[ibis(GET "/api/v1/halls/%(id)s")]
    pub fn get(&self, id: &str, limit: Option<i32>) -> String;

    pub fn name(&self) -> &'h T {
        self.name
    }
}

fn spawned<T: Send + 'static>(value: T) -> T {
    value
}

fn main() {
    let name = String::from("Hall");
    let halls: Halls<'_, str, 3> = Halls { connection: Double.into(), name: &name };
    assert_eq!(halls.name(), "Hall");
    let request = halls.get("a").limit(3);
    drop(halls);
    drop(name);
    let _ = spawned(spawned(request).into_future());
}

#[path = "../../case.rs"]
mod case;
