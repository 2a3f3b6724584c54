use ibis_client::fetch;

fn main() {
    let _ = fetch!(Person: institutions.members, groups, photo);
    let _ = fetch!(Institution: groups);
    let _ = fetch!(Group: members);
}
