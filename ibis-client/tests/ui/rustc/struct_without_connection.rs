use ibis_client::ibis_methods;

pub struct Halls;

#[ibis_methods]
impl Halls { // here
    #[ibis(GET "/api/v1/halls")]
    pub fn list(&self, limit: Option<i32>) -> String;

    #[ibis(GET "/api/v1/halls/%(id)s")]
    pub fn get(&self, id: &str) -> Option<String>;
}

fn main() {}

#[path = "../case.rs"]
mod case;
