use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
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

#[path = "../../../stub/stub.rs"]
mod stub;
