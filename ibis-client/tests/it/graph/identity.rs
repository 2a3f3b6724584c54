//! The same entity is the same node.

use std::collections::HashSet;
use std::panic::{RefUnwindSafe, UnwindSafe};

use ibis_client::{ContactRow, Group, IbisResult, Institution, Person};

const PARENT_AND_CHILDREN: &str = r#"{"result": {"institution": {"ref": "i1"}, "entities": {"institutions": [
    {"id": "i1", "cancelled": false, "instid": "UIS", "name": "Services", "parentInsts": [{"ref": "i2"}]},
    {"id": "i2", "cancelled": false, "instid": "CENT", "name": "Centre", "childInsts": [{"ref": "i3"}, {"ref": "i1"}]},
    {"id": "i3", "cancelled": false, "instid": "LIB", "name": "Library"}
]}}}"#;

fn uis(document: &str) -> Institution {
    IbisResult::from_json(document).unwrap().institution().unwrap()
}

#[test]
fn institution_equals_itself_among_its_parents_children() {
    let uis = uis(PARENT_AND_CHILDREN);
    let parent = uis.parent_insts().unwrap().next().unwrap();
    let children: Vec<Institution> = parent.child_insts().unwrap().collect();
    assert_eq!(children.iter().map(Institution::instid).collect::<Vec<_>>(), ["LIB", "UIS"]);
    assert_eq!(children[1], uis);
    assert_ne!(children[0], uis);
}

#[test]
fn two_paths_to_a_group_lead_to_the_same_handle() {
    let document = r#"{"result": {"person": {"ref": "p"}, "entities": {
        "people": [{"id": "p", "cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"},
                    "groups": [{"ref": "g"}], "institutions": [{"ref": "i"}]}],
        "institutions": [{"id": "i", "cancelled": false, "instid": "UIS", "name": "Services", "managedByGroups": [{"ref": "g"}]}],
        "groups": [{"id": "g", "cancelled": false, "groupid": "000001", "name": "uis-managers", "title": "Managers"}]
    }}}"#;
    let person = IbisResult::from_json(document).unwrap().person().unwrap();
    let directly = person.groups().unwrap().next().unwrap();
    let by_institution =
        person.institutions().unwrap().next().unwrap().managed_by_groups().unwrap().next().unwrap();
    assert_eq!(directly, by_institution);
    assert_eq!(std::collections::HashSet::from([directly, by_institution]).len(), 1);
}

#[test]
fn repetitions_in_a_hierarchical_document_are_one_node() {
    let document = r#"{"result": {"institution": {
        "cancelled": false, "instid": "UIS", "name": "Services", "parentInsts": [
            {"cancelled": false, "instid": "CENT", "name": "Centre", "childInsts": [
                {"cancelled": false, "instid": "LIB", "name": "Library"},
                {"cancelled": false, "instid": "UIS", "name": "Services", "acronym": "UIS"}
            ]}
        ]
    }}}"#;
    let uis = uis(document);
    let again = uis.parent_insts().unwrap().next().unwrap().child_insts().unwrap().next_back().unwrap();
    assert_eq!(again, uis);
    // A field that only the repetition has is added.
    assert_eq!(uis.acronym(), Some("UIS"));
    // A field that only the first occurrence has is kept.
    assert_eq!(again.parent_insts().unwrap().len(), 1);
}

#[test]
fn same_document_twice_is_two_graphs_of_the_same_entities() {
    let (one, other) = (uis(PARENT_AND_CHILDREN), uis(PARENT_AND_CHILDREN));
    assert_ne!(one, other);
    assert!(one.same_entity(&other));
    assert!(!one.same_entity(&one.parent_insts().unwrap().next().unwrap()));
}

#[test]
fn debug_terminates_on_cycles() {
    let text = format!("{:?}", uis(PARENT_AND_CHILDREN));
    assert_eq!(
        text,
        r#"Institution { cancelled: false, instid: "UIS", name: "Services", parentInsts: [1] }"#
    );
}

#[test]
fn handle_outlives_its_result() {
    let name = {
        let result = IbisResult::from_json(PARENT_AND_CHILDREN).unwrap();
        let institution = result.institution().unwrap();
        drop(result);
        institution.parent_insts().unwrap().next().unwrap()
    };
    assert_eq!(name.name(), "Centre");
}

#[test]
fn handles_results_and_iterators_are_send_and_sync() {
    fn assert_send_sync<T: Send + Sync + 'static>() {}
    assert_send_sync::<IbisResult>();
    assert_send_sync::<ibis_client::Person>();
    assert_send_sync::<Institution>();
    assert_send_sync::<ibis_client::Group>();
    assert_send_sync::<ibis_client::ContactRow>();
    assert_send_sync::<ibis_client::Entities<'static, Institution>>();
    assert_send_sync::<ibis_client::AttributeRef<'static>>();
}

#[test]
fn iterators_are_exact_size_and_double_ended() {
    let parent = uis(PARENT_AND_CHILDREN).parent_insts().unwrap().next().unwrap();
    let mut children = parent.child_insts().unwrap();
    assert_eq!(children.len(), 2);
    assert_eq!(children.next_back().unwrap().instid(), "UIS");
    assert_eq!(children.len(), 1);
    assert_eq!(children.next().unwrap().instid(), "LIB");
    assert!(children.next().is_none() && children.next_back().is_none());
}

#[test]
fn handles_are_set_keys_without_a_clippy_warning() {
    let uis = uis(PARENT_AND_CHILDREN);
    // Clippy checks the types of bindings: it would warn here if it found a cell in the key.
    let mut seen: HashSet<Institution> = HashSet::new();
    assert!(seen.insert(uis.clone()));
    assert!(uis.parent_insts().unwrap().all(|parent| seen.insert(parent)));
    assert!(!seen.insert(uis));
}

#[test]
fn results_and_handles_are_send_sync_and_unwind_safe() {
    fn assert_send_sync_and_unwind_safe<T: Send + Sync + UnwindSafe + RefUnwindSafe + 'static>() {}
    assert_send_sync_and_unwind_safe::<IbisResult>();
    assert_send_sync_and_unwind_safe::<Person>();
    assert_send_sync_and_unwind_safe::<Institution>();
    assert_send_sync_and_unwind_safe::<Group>();
    assert_send_sync_and_unwind_safe::<ContactRow>();
}
