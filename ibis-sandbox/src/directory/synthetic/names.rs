//! Names for a synthetic university.

use super::chance::Chance;

pub(super) const SCHOOLS: [&str; 6] = [
    "Improbable Technology",
    "Natural Wonders",
    "Arts and Riddles",
    "Remarkable Medicine",
    "Elementary Physics",
    "Human Affairs",
];

#[rustfmt::skip]
pub(super) const FIRST: [&str; 40] = [
    "Ada", "Basil", "Clover", "Dagmar", "Eudora", "Fergus", "Greta", "Horace", "Ione", "Jasper", "Kestrel",
    "Linnea", "Magnus", "Nerys", "Orla", "Percival", "Quentin", "Rosalind", "Soren", "Tabitha", "Ulric", "Vesper",
    "Winifred", "Xanthe", "Yvaine", "Zoë", "Anaïs", "Björn", "Célie", "Łucja", "Mary", "John", "Anna", "Peter",
    "Susan", "David", "Helen", "Thomas", "Emma", "James",
];

#[rustfmt::skip]
const SURNAMES: [&str; 60] = [
    "Abacus", "Bramble", "Candlewick", "Dovetail", "Elderberry", "Foxglove", "Gingham", "Hazelnut", "Inkwell",
    "Juniper", "Kettle", "Larkspur", "Marmalade", "Nightjar", "Oatmeal", "Pepperpot", "Quicksilver", "Ragwort",
    "Saltcellar", "Thimble", "Umber", "Vellum", "Windfall", "Yarrow", "Zither", "Ångström", "Müller", "O'Quill",
    "Ørsted", "Žižka", "Applecart", "Birdwhistle", "Cobblestone", "Daffodil", "Eiderdown", "Featherstone",
    "Gooseberry", "Honeycomb", "Icicle", "Jackdaw", "Kingfisher", "Lanternfly", "Mulberry", "Nutmeg", "Orchard",
    "Pumpernickel", "Quince", "Rosewater", "Sycamore", "Tumbleweed", "Smith", "Smith", "Jones", "Taylor", "Brown",
    "Williams", "Wilson", "Johnson", "Davies", "Patel",
];

pub(super) const TITLES: [&str; 6] =
    ["Professor", "Reader", "Lecturer", "Research Associate", "Clerk & Keeper", "Technician"];

#[rustfmt::skip]
const SUBJECTS: [&str; 24] = [
    "Talking Plants", "Pocket Astronomy", "Invented Languages", "Silent Music", "Perpetual Motion", "Dry Punting",
    "Paper Engineering", "Small Numbers", "Large Numbers", "Lost Maps", "Weather Prediction", "Applied Puns",
    "Hypothetical History", "Cloud Studies", "Comparative Tea", "Elvish & Runic Studies", "Slow Computing",
    "Fast Geology", "Dead Letters", "Living Memory", "Odd Chemistry", "Even Biology", "Soft Matter", "Hard Questions",
];

#[rustfmt::skip]
const COLLEGES: [&str; 16] = [
    "St Gemstone's", "Fireworks", "Candle", "Great Hall", "Small Hall", "Bridge", "St Otter's", "Lantern", "Willow",
    "Ferry", "Old Court", "New Court", "Orchard", "Sundial", "St Teasel's", "Mill",
];

pub(super) fn department(at: usize) -> String {
    let subject = SUBJECTS[at % SUBJECTS.len()];
    match at / SUBJECTS.len() {
        0 => format!("Department of {subject}"),
        series => format!("Department of {subject} {}", series + 1),
    }
}

pub(super) fn college(at: usize) -> String {
    let name = COLLEGES[at % COLLEGES.len()];
    if at < COLLEGES.len() { format!("{name} College") } else { format!("{name} Hall") }
}

pub(super) fn society(at: usize) -> String {
    format!("Society {} for {}", at + 1, SUBJECTS[at % SUBJECTS.len()])
}

/// Picks a surname; one in three is double-barrelled.
pub(super) fn surname(chance: &mut Chance) -> String {
    let name = chance.pick(&SURNAMES);
    if chance.one_in(3) { format!("{name}-{}", chance.pick(&SURNAMES)) } else { name.to_owned() }
}

/// The letter that a name contributes to a CRSid.
pub(super) fn initial(name: &str) -> u8 {
    name.bytes().next().filter(u8::is_ascii_alphabetic).map_or(b'x', |letter| letter.to_ascii_lowercase())
}
