//! Property tests: any graph survives being written and read, and any bytes are read without a panic.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use ibis_client::{Entity, Group, IbisResult, Institution, NotFetched, Person};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::documents::walk;

/// The reference fields that the tests use: the kind of the source, the name, and the kind of the target.
const REFERENCES: [(Kind, &str, Kind); 6] = [
    (Kind::Person, "institutions", Kind::Institution),
    (Kind::Person, "groups", Kind::Group),
    (Kind::Institution, "members", Kind::Person),
    (Kind::Institution, "childInsts", Kind::Institution),
    (Kind::Group, "members", Kind::Person),
    (Kind::Group, "managedByGroups", Kind::Group),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Person,
    Institution,
    Group,
}

/// An entity, whose position in the model is its key.
#[derive(Clone, Debug)]
struct EntitySpec {
    kind: Kind,
    text: Option<String>,
    attributes: Option<Vec<String>>,
    /// For each reference field, the positions of the targets, or `None` if it is absent.
    references: [Option<Vec<usize>>; 2],
}

type Model = Vec<EntitySpec>;

/// Any entities that refer to each other, but only to later ones unless cycles are allowed.
fn model(size: usize, cycles: bool) -> impl Strategy<Value = Model> {
    let kind = prop_oneof![Just(Kind::Person), Just(Kind::Institution), Just(Kind::Group)];
    let text = option::of(any::<String>());
    let attributes = option::of(vec(any::<String>(), 0..3));
    let targets = || option::of(vec(0..size, 0..3));
    vec((kind, text, attributes, [targets(), targets()]), 1..=size).prop_map(move |specs| {
        let kinds: Vec<Kind> = specs.iter().map(|(kind, ..)| *kind).collect();
        let specs = specs.into_iter().enumerate().map(|(position, (kind, text, attributes, targets))| {
            let mut fields = REFERENCES.iter().filter(|(owner, ..)| *owner == kind);
            let references = targets.map(|targets| {
                let (_, _, target_kind) = fields.next().unwrap();
                let mut targets = targets?;
                let mut seen = BTreeSet::new();
                targets.retain(|target| {
                    kinds.get(*target) == Some(target_kind)
                        && (cycles || *target > position)
                        && seen.insert(*target)
                });
                Some(targets)
            });
            let attributes = attributes.filter(|_| kind != Kind::Group);
            EntitySpec { kind, text, attributes, references }
        });
        specs.collect()
    })
}

/// The fields of an entity as read by its handle, in comparable form.
type Seen = BTreeMap<&'static str, Option<Vec<String>>>;

fn key(position: usize) -> String {
    format!("e{position}")
}

fn expected(model: &Model) -> BTreeMap<String, Seen> {
    let mut all = BTreeMap::new();
    let mut queue = VecDeque::from([0]);
    while let Some(position) = queue.pop_front() {
        let spec = &model[position];
        let mut seen = Seen::new();
        seen.insert("text", spec.text.clone().map(|text| vec![text]));
        if spec.kind != Kind::Group {
            // Equal attributes of a repeated entity are merged.
            seen.insert("attributes", spec.attributes.clone());
        }
        for ((_, name, _), targets) in fields_of(spec.kind).zip(&spec.references) {
            seen.insert(name, targets.as_ref().map(|targets| targets.iter().map(|t| key(*t)).collect()));
            queue.extend(targets.iter().flatten().filter(|t| !all.contains_key(&key(**t))));
        }
        all.insert(key(position), seen);
    }
    all
}

fn fields_of(kind: Kind) -> impl Iterator<Item = &'static (Kind, &'static str, Kind)> {
    REFERENCES.iter().filter(move |(owner, ..)| *owner == kind)
}

fn basics(model: &Model, position: usize) -> Map<String, Value> {
    let spec = &model[position];
    let mut object = Map::new();
    object.insert("cancelled".into(), json!(false));
    let text = match spec.kind {
        Kind::Person => {
            object.insert("identifier".into(), json!({"scheme": "crsid", "value": key(position)}));
            "displayName"
        }
        Kind::Institution => {
            object.insert("instid".into(), json!(key(position)));
            object.insert("name".into(), json!("n"));
            "acronym"
        }
        Kind::Group => {
            object.insert("groupid".into(), json!(key(position)));
            object.insert("name".into(), json!("n"));
            object.insert("title".into(), json!("t"));
            "description"
        }
    };
    if let Some(value) = &spec.text {
        object.insert(text.into(), json!(value));
    }
    object
}

fn attributes(spec: &EntitySpec) -> Option<Value> {
    let attribute =
        |(number, value): (usize, &String)| json!({"attrid": number, "scheme": "x", "value": value});
    spec.attributes.as_ref().map(|values| values.iter().enumerate().map(attribute).collect())
}

/// The flattened document: each entity occurs once, and everything else refers to it.
fn flattened(model: &Model) -> Value {
    let mut entities = json!({"people": [], "institutions": [], "groups": []});
    for (position, spec) in model.iter().enumerate() {
        let mut object = basics(model, position);
        object.insert("id".into(), json!(format!("id{position}")));
        if let Some(attributes) = attributes(spec) {
            object.insert("attributes".into(), attributes);
        }
        for ((_, name, _), targets) in fields_of(spec.kind).zip(&spec.references) {
            if let Some(targets) = targets {
                let references = targets.iter().map(|target| json!({"ref": format!("id{target}")})).collect();
                object.insert((*name).into(), references);
            }
        }
        entities[plural(spec.kind)].as_array_mut().unwrap().push(object.into());
    }
    json!({"result": {"version": "1.2", singular(model[0].kind): {"ref": "id0"}, "entities": entities}})
}

/// The hierarchical document, with entities in place of references: complete the first time, and later, as the bits say,
/// complete or with the basic fields only.
fn hierarchical(model: &Model, bits: u64) -> Value {
    let mut writer = Hierarchical { model, bits, written: BTreeSet::new() };
    let root = writer.entity(0);
    json!({"result": {"version": "1.2", singular(model[0].kind): root}})
}

struct Hierarchical<'m> {
    model: &'m Model,
    bits: u64,
    written: BTreeSet<usize>,
}

impl Hierarchical<'_> {
    fn entity(&mut self, position: usize) -> Value {
        let spec = &self.model[position];
        let mut object = basics(self.model, position);
        self.bits = self.bits.rotate_left(1);
        if !self.written.insert(position) && self.bits & 1 == 0 {
            return object.into();
        }
        if let Some(attributes) = attributes(spec) {
            object.insert("attributes".into(), attributes);
        }
        for ((_, name, _), targets) in fields_of(spec.kind).zip(&spec.references) {
            if let Some(targets) = targets {
                let entities = targets.iter().map(|target| self.entity(*target)).collect();
                object.insert((*name).into(), entities);
            }
        }
        object.into()
    }
}

fn singular(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "person",
        Kind::Institution => "institution",
        Kind::Group => "group",
    }
}

fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "people",
        Kind::Institution => "institutions",
        Kind::Group => "groups",
    }
}

/// Reads a result through its handles. Fails if an entity has two nodes.
#[derive(Default)]
struct Reader {
    all: BTreeMap<String, Seen>,
    people: BTreeMap<String, Person>,
    institutions: BTreeMap<String, Institution>,
    groups: BTreeMap<String, Group>,
}

fn read(result: &IbisResult) -> BTreeMap<String, Seen> {
    let mut reader = Reader::default();
    result.person().into_iter().for_each(|person| _ = reader.person(&person));
    result.institution().into_iter().for_each(|institution| _ = reader.institution(&institution));
    result.group().into_iter().for_each(|group| _ = reader.group(&group));
    reader.all
}

impl Reader {
    fn person(&mut self, person: &Person) -> String {
        let key = person.identifier().value().to_owned();
        let known = self.people.entry(key.clone()).or_insert_with(|| person.clone());
        assert_eq!(known, person, "{key} is two nodes");
        if !self.all.contains_key(&key) {
            self.all.insert(key.clone(), Seen::new());
            let seen = Seen::from([
                ("text", person.display_name().map(|text| vec![text.to_owned()])),
                ("attributes", values(person.attributes().map(|all| all.map(|one| one.value())))),
                ("institutions", list(person.institutions(), |one| self.institution(&one))),
                ("groups", list(person.groups(), |one| self.group(&one))),
            ]);
            self.all.insert(key.clone(), seen);
        }
        key
    }

    fn institution(&mut self, institution: &Institution) -> String {
        let key = institution.instid().to_owned();
        let known = self.institutions.entry(key.clone()).or_insert_with(|| institution.clone());
        assert_eq!(known, institution, "{key} is two nodes");
        if !self.all.contains_key(&key) {
            self.all.insert(key.clone(), Seen::new());
            let seen = Seen::from([
                ("text", institution.acronym().map(|text| vec![text.to_owned()])),
                ("attributes", values(institution.attributes().map(|all| all.map(|one| one.value())))),
                ("members", list(institution.members(), |one| self.person(&one))),
                ("childInsts", list(institution.child_insts(), |one| self.institution(&one))),
            ]);
            self.all.insert(key.clone(), seen);
        }
        key
    }

    fn group(&mut self, group: &Group) -> String {
        let key = group.groupid().to_owned();
        let known = self.groups.entry(key.clone()).or_insert_with(|| group.clone());
        assert_eq!(known, group, "{key} is two nodes");
        if !self.all.contains_key(&key) {
            self.all.insert(key.clone(), Seen::new());
            let seen = Seen::from([
                ("text", group.description().map(|text| vec![text.to_owned()])),
                ("members", list(group.members(), |one| self.person(&one))),
                ("managedByGroups", list(group.managed_by_groups(), |one| self.group(&one))),
            ]);
            self.all.insert(key.clone(), seen);
        }
        key
    }
}

fn list<E: Entity>(
    references: Result<impl Iterator<Item = E>, NotFetched>,
    read: impl FnMut(E) -> String,
) -> Option<Vec<String>> {
    references.ok().map(|references| references.map(read).collect())
}

fn values<'a>(values: Result<impl Iterator<Item = Option<&'a str>>, NotFetched>) -> Option<Vec<String>> {
    values.ok().map(|values| values.map(|value| value.unwrap_or_default().to_owned()).collect())
}

proptest! {
    #[test]
    fn graph_with_cycles_is_read_from_its_flattened_form(model in model(12, true)) {
        let result = IbisResult::from_json(flattened(&model).to_string()).unwrap();
        prop_assert_eq!(result.warnings(), &[]);
        prop_assert_eq!(read(&result), expected(&model));
    }

    #[test]
    fn graph_without_cycles_is_the_same_flattened_or_hierarchical(model in model(7, false), bits: u64) {
        let flattened = IbisResult::from_json(flattened(&model).to_string()).unwrap();
        let hierarchical = IbisResult::from_json(serde_json::to_string_pretty(&hierarchical(&model, bits)).unwrap());
        let hierarchical = hierarchical.unwrap();
        prop_assert_eq!(hierarchical.warnings(), &[]);
        prop_assert_eq!(read(&hierarchical), expected(&model));
        prop_assert_eq!(read(&hierarchical), read(&flattened));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        if let Ok(result) = IbisResult::from_json(bytes) {
            walk(&result);
        }
    }

    #[test]
    fn damaged_document_is_read_or_refused(
        model in model(6, true),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = flattened(&model).to_string().into_bytes();
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(result) = IbisResult::from_json(bytes) {
            walk(&result);
        }
    }

    #[test]
    fn any_json_in_place_of_a_value_is_read(text in "[\\[\\]{}\",:a-z0-9\\\\u .-]{0,60}") {
        for document in [
            format!(r#"{{"result": {text}}}"#),
            format!(r#"{{"result": {{"person": {text}}}}}"#),
            format!(r#"{{"result": {{"people": [{{"attributes": {text}, "identifier": {text}}}]}}}}"#),
        ] {
            if let Ok(result) = IbisResult::from_json(document) {
                walk(&result);
            }
        }
    }
}
