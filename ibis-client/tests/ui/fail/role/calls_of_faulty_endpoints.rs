use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/people")]
    pub fn all(&self, #[after] last: Option<&str>, #[offset] from: Option<i32>) -> Vec<Person>;

    #[ibis(GET "/api/v1/people/list")]
    pub fn list(&self, #[batch] #[batch] ids: &[String]) -> Vec<Person>;
}

pub fn calls(rooms: Rooms) {
    let _ = rooms.all().from(3).pages();
    let _ = rooms.list(["a"]).timeout(std::time::Duration::MAX).batched();
}

fn main() {}

#[path = "../../case.rs"]
mod case;
