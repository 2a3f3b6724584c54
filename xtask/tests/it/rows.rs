//! The endpoints of the client are those of the document, row by row, in both directions.

use std::fs;

use ibis_client::{Endpoint, Role, group_methods, ibis_methods, institution_methods, person_methods};
use xtask::file::rust_files;
use xtask::lower::lower;
use xtask::rows::{ParamRow, Row, differences, unspaced};

use crate::support::{folder, generate, lookup, small, workspace};

fn document() -> Vec<Row> {
    Row::of_document(&lower(&lookup()).unwrap().methods)
}

fn compiled(group: &str, endpoint: &Endpoint) -> Row {
    let params = endpoint.params.iter().map(|param| ParamRow {
        wire: param.name.to_owned(),
        place: param.location.to_string(),
        ty: unspaced(param.ty),
        required: param.required,
        role: param.role.map(role),
    });
    Row {
        method: format!("{group}::{}", endpoint.name),
        http: endpoint.method.to_string(),
        path: endpoint.path.to_owned(),
        params: params.collect(),
        result: unspaced(endpoint.result),
    }
}

/// The word for a role, as a declaration has it.
fn role(role: Role) -> String {
    match role {
        Role::After => "after".to_owned(),
        Role::Offset => "offset".to_owned(),
        Role::Batch => "batch".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn compiled_endpoints_are_those_of_the_document() {
    let groups = [
        ("GroupMethods", group_methods::ENDPOINTS),
        ("IbisMethods", ibis_methods::ENDPOINTS),
        ("InstitutionMethods", institution_methods::ENDPOINTS),
        ("PersonMethods", person_methods::ENDPOINTS),
    ];
    let compiled: Vec<_> = groups
        .into_iter()
        .flat_map(|(group, endpoints)| endpoints.iter().map(move |endpoint| compiled(group, endpoint)))
        .collect();
    assert_eq!(differences(&document(), &compiled), Vec::<String>::new());
    assert_eq!(document(), compiled);
}

#[test]
fn committed_declarations_are_those_of_the_document() {
    let mut declared = Vec::new();
    for file in rust_files(&workspace().join("ibis-client/src/api/generated")).unwrap() {
        declared.extend(Row::of_declarations(&fs::read_to_string(file).unwrap()).unwrap());
    }
    assert_eq!(document(), declared);
}

#[test]
fn names_of_the_wire_are_read_from_declarations() {
    let out = folder("rows");
    generate(&small(), &out);
    let text = fs::read_to_string(out.join("person_methods.rs")).unwrap();
    let rows = Row::of_declarations(&text).unwrap();
    let wires: Vec<_> = rows[1].params.iter().map(|param| param.wire.as_str()).collect();
    assert_eq!(wires, ["crsids", "maxCount", "min-age", "type"]);
}

#[test]
fn roles_are_read_from_declarations() {
    let text = "#[ibis_methods] impl<C> Own<C> {
        #[ibis(GET \"/own\")]
        fn own(&self, #[after] a: Option<&str>, #[offset] #[name = \"B\"] b: Option<i32>, #[batch] c: &[T], d: D) -> R;
    }";
    let rows = Row::of_declarations(text).unwrap();
    let roles: Vec<_> = rows[0].params.iter().map(|param| param.role.as_deref()).collect();
    assert_eq!(roles, [Some("after"), Some("offset"), Some("batch"), None]);
    assert_eq!(
        rows[0].to_string(),
        "GET /own Own::own(#[after] query a: &str?, #[offset] query B: i32?, #[batch] query c: &[T], query d: D) -> R"
    );
}

/// What is said of the document's rows after a change to the declared ones.
fn said(change: impl FnOnce(&mut Vec<Row>)) -> Vec<String> {
    let mut declared = document();
    change(&mut declared);
    differences(&document(), &declared)
}

fn row<'a>(rows: &'a mut [Row], method: &str) -> &'a mut Row {
    rows.iter_mut().find(|row| row.method == method).unwrap()
}

#[test]
fn each_difference_is_said_in_words() {
    const SEARCH: &str = "PersonMethods::search";
    assert_eq!(said(|_| {}), Vec::<String>::new());
    assert_eq!(
        said(|rows| rows.retain(|row| row.method != SEARCH)),
        ["`PersonMethods::search` is in the document, but is not declared"]
    );
    assert_eq!(
        said(|rows| {
            let copy = Row { method: "PersonMethods::find".to_owned(), ..rows[0].clone() };
            rows.push(copy);
        }),
        ["`PersonMethods::find` is declared, but is not in the document"]
    );
    assert_eq!(
        said(|rows| {
            let copy = row(rows, SEARCH).clone();
            rows.push(copy);
        }),
        ["`PersonMethods::search` is there twice in the declarations"]
    );
    assert_eq!(
        said(|rows| row(rows, SEARCH).http = "POST".to_owned()),
        ["the HTTP method of `PersonMethods::search` is `GET` in the document, but declared as `POST`"]
    );
    assert_eq!(
        said(|rows| row(rows, SEARCH).path.push('/')),
        ["the path of `PersonMethods::search` is `/api/v1/person/search` in the document, but declared as \
          `/api/v1/person/search/`"]
    );
    assert_eq!(
        said(|rows| row(rows, SEARCH).result = "Vec<Group>".to_owned()),
        [
            "the result of `PersonMethods::search` is `Vec<Person>` in the document, but declared as `Vec<Group>`"
        ]
    );
    assert_eq!(
        said(|rows| row(rows, "PersonMethods::all_people").params.swap(0, 1)),
        [
            "the list of parameters of `PersonMethods::all_people` is `includeCancelled, identifier, limit, fetch` in the \
          document, but declared as `identifier, includeCancelled, limit, fetch`"
        ]
    );
    assert_eq!(
        said(|rows| {
            let param = &mut row(rows, SEARCH).params[0];
            param.place = "form".to_owned();
            param.ty = "i32".to_owned();
            param.required = false;
        }),
        [
            "the place of the parameter `query` of `PersonMethods::search` is `query` in the document, but declared as \
             `form`",
            "the type of the parameter `query` of `PersonMethods::search` is `&str` in the document, but declared as \
             `i32`",
            "the presence of the parameter `query` of `PersonMethods::search` is `required` in the document, but \
             declared as `optional`",
        ]
    );
}

#[test]
fn role_that_is_missing_too_much_or_another_is_said() {
    const LIST: &str = "PersonMethods::list_people";
    let said_with = |method: &str, index: usize, role: Option<&str>| {
        said(|rows| row(rows, method).params[index].role = role.map(str::to_owned))
    };
    assert_eq!(
        said_with(LIST, 0, None),
        [
            "the role of the parameter `crsids` of `PersonMethods::list_people` is `batch` in the document, but declared \
             as `none`"
        ]
    );
    assert_eq!(
        said_with(LIST, 1, Some("offset")),
        [
            "the role of the parameter `fetch` of `PersonMethods::list_people` is `none` in the document, but declared \
             as `offset`"
        ]
    );
    assert_eq!(
        said_with("PersonMethods::all_people", 1, Some("offset")),
        [
            "the role of the parameter `identifier` of `PersonMethods::all_people` is `after` in the document, but \
             declared as `offset`"
        ]
    );
}
