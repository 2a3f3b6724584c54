//! What cannot be mapped is an error that names its place.

use serde_json::{Value, json};
use xtask::lower::lower;
use xtask::spec::Spec;

use crate::support::{at, small_value, spec};

const GET_PERSON: &str = "/paths/~1person~1{scheme}~1{identifier}/get";
const PUT_PERSON: &str = "/paths/~1person~1{scheme}~1{identifier}/put";
const FORM: &str =
    "/paths/~1person~1{scheme}~1{identifier}/put/requestBody/content/application~1x-www-form-urlencoded";
const LIST: &str = "/paths/~1person~1list/get";
const RESULT: &str = "/components/schemas/IbisResult/properties";

/// All errors of the small document after a change.
fn errors(change: impl FnOnce(&mut Value)) -> String {
    let mut document = small_value();
    change(&mut document);
    lower(&spec(&document)).unwrap_err().to_string()
}

/// The errors after one place has another value.
fn errors_with(pointer: &str, value: Value) -> String {
    errors(|document| *at(document, pointer) = value)
}

/// The errors after one key is gone.
fn errors_without(pointer: &str, key: &str) -> String {
    errors(|document| {
        at(document, pointer).as_object_mut().unwrap().remove(key).unwrap();
    })
}

#[test]
fn small_document_itself_is_mapped() {
    let spec = Spec::parse(&small_value().to_string()).unwrap();
    assert!(lower(&spec).is_ok());
}

/// Why a text is refused.
fn refused(text: &str) -> String {
    format!("{:#}", Spec::parse(text).unwrap_err())
}

#[test]
fn document_of_another_version_is_refused() {
    for (text, expected) in [
        (
            r#"{"openapi": "3.1.0"}"#,
            "OpenAPI `3.1.0` is not supported: expected 3.0, to which converters exist",
        ),
        (
            r#"{"openapi": "3.00"}"#,
            "OpenAPI `3.00` is not supported: expected 3.0, to which converters exist",
        ),
        (r#"{"swagger": "2.0"}"#, "OpenAPI `2.0` is not supported: expected 3.0, to which converters exist"),
        ("[]", "not an OpenAPI document: it has no `openapi` with the version"),
    ] {
        assert_eq!(refused(text), expected);
    }
}

#[test]
fn text_that_is_no_document_is_called_what_it_is() {
    for (text, expected) in [
        ("", "it is empty"),
        (
            "openapi: 3.0.3\ninfo:\n  title: Small\n",
            "it is YAML; convert it with `yq --output-format=json` first",
        ),
        ("---\nopenapi: 3.0.3\n", "it is YAML; convert it with `yq --output-format=json` first"),
        ("<!doctype html>\n<p>Small</p>", "it is HTML or XML, as a page about the document is"),
        ("{", "its syntax is wrong"),
    ] {
        let refused = refused(text);
        assert!(refused.starts_with(&format!("not a document in JSON: {expected}")), "{refused}");
    }
}

#[test]
fn byte_order_mark_is_skipped() {
    assert!(Spec::parse(&format!("\u{feff}{}", small_value())).is_ok());
}

/// All that is wrong with the form of the document, at once, without what follows from that.
#[test]
fn values_of_the_wrong_form_are_named_with_their_places() {
    let errors = errors(|document| {
        at(document, "/components/responses/Answer").as_object_mut().unwrap().remove("description");
        *at(document, "/components/parameters/Identifier/required") = json!("yes");
        *at(document, &format!("{LIST}/parameters/0")) = json!([]);
        *at(document, "/components/schemas/IbisLabel/properties/size/type") = json!(["integer", "null"]);
    });
    assert_eq!(
        errors,
        "#/components/parameters/Identifier/required: expected true or false, found text\n\
         #/components/responses/Answer: missing `description`: it describes the response\n\
         #/components/schemas/IbisLabel/properties/size/type: expected text, found a list\n\
         #/paths/~1person~1list/get/parameters/0: expected an object, found a list"
    );
    assert_eq!(errors_with("/paths", json!([])), "#/paths: expected an object, found a list");
    let mut extended = small_value();
    extended["paths"]["x-note"] = json!("of another tool's");
    assert!(lower(&spec(&extended)).is_ok());
    assert_eq!(errors_without("", "paths"), "#: missing `paths`: it has the operations");
}

#[test]
fn response_that_is_no_result_names_its_operation() {
    assert_eq!(
        errors_with(
            "/components/responses/Answer/content/application~1json/schema",
            json!({"type": "string"})
        )
        .lines()
        .next()
        .unwrap(),
        "#/paths/~1person~1list/get/responses/200: the response is not an object with the field `result`, as at \
         #/components/responses/Answer/content/application~1json/schema"
    );
}

#[test]
fn unknown_type_of_a_parameter() {
    assert_eq!(
        errors_with(&format!("{LIST}/parameters/0/schema"), json!({"type": "number"})),
        "#/paths/~1person~1list/get/parameters/0/schema: no Rust type for the type `number`: expected text, an integer, \
         true or false, a reference to a schema, or a list"
    );
    assert_eq!(
        errors_with(
            &format!("{LIST}/parameters/1/schema/items"),
            json!({"type": "array", "items": {"type": "string"}})
        ),
        "#/paths/~1person~1list/get/parameters/1/schema/items: no Rust type for the type `array`: expected a single \
         value or a reference to a record"
    );
    assert_eq!(
        errors_with(
            &format!("{LIST}/parameters/0/schema"),
            json!({"$ref": "#/components/schemas/IbisLabel"})
        ),
        "#/components/schemas/IbisLabel: no Rust type for the type `object`: expected text, an integer, true or false, \
         or a list of these"
    );
}

#[test]
fn unknown_type_of_a_field() {
    const SIZE: &str = "#/components/schemas/IbisLabel/properties/size";
    for (schema, expected) in [
        (
            json!({"type": "number"}),
            "no Rust type for the type `number`: expected text, an integer, true or false, a reference to a schema, or a \
             list",
        ),
        (
            json!({"type": "object"}),
            "no Rust type for the type `object`: expected a reference to a schema in `#/components/schemas/`",
        ),
        (json!({"type": "array"}), "missing `items`: it says what the list is of"),
        (
            json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
            "no Rust type for `oneOf`: expected a `type`, or a reference to one schema",
        ),
        (
            json!({"type": "string", "enum": ["a", "b"]}),
            "an enum has a name: move it to `#/components/schemas/` and refer to it",
        ),
    ] {
        assert_eq!(errors_with(&SIZE[1..], schema), format!("{SIZE}: {expected}"));
    }
}

#[test]
fn unknown_format_is_sent_as_it_is() {
    let mut document = small_value();
    *at(&mut document, &format!("{GET_PERSON}/summary")) = json!("Returns a person.");
    *at(&mut document, &format!("{LIST}/parameters/1/schema/items/format")) = json!("barcode");
    let spec = Spec::parse(&document.to_string()).unwrap();
    assert!(lower(&spec).is_ok());
}

#[test]
fn response_that_no_field_of_the_result_holds() {
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/x-ibis-result/field"), json!("parcel")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/x-ibis-result/field: no field `parcel` in \
         `#/components/schemas/IbisResult` that could hold the response"
    );
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/x-ibis-result/field"), json!("person.parcels")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/x-ibis-result/field: no field `parcels` in \
         `#/components/schemas/IbisPerson` that could hold the response"
    );
}

#[test]
fn response_that_the_field_holds_as_something_else() {
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/x-ibis-result/field"), json!("people")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/x-ibis-result: `people` holds a list of `IbisPerson`, but the \
         result is declared as one `IbisPerson`"
    );
    assert_eq!(
        errors_with(&format!("{PUT_PERSON}/x-ibis-result/type"), json!("number")),
        "#/paths/~1person~1{scheme}~1{identifier}/put/x-ibis-result/type: no Rust type for `number`: expected a single \
         `string`, `boolean` or `integer`"
    );
}

#[test]
fn response_that_is_not_declared() {
    assert_eq!(
        errors_without(GET_PERSON, "x-ibis-result"),
        "#/paths/~1person~1{scheme}~1{identifier}/get: missing `x-ibis-result`: the response does not \
         say which one field of the result holds it"
    );
    assert_eq!(
        errors_without(&format!("{GET_PERSON}/responses"), "200"),
        "#/paths/~1person~1{scheme}~1{identifier}/get/responses: missing `200`: it describes the response"
    );
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/x-ibis-result"), json!({"field": "person"})),
        "#/paths/~1person~1{scheme}~1{identifier}/get/x-ibis-result: `x-ibis-result` does not read: missing field `list`"
    );
}

#[test]
fn two_operations_of_one_name() {
    assert_eq!(
        errors_with(&format!("{LIST}/operationId"), json!("Person_getPerson")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/operationId: `get_person` is taken by #/paths/~1person~1list/get"
    );
}

#[test]
fn operation_without_a_group_or_with_a_name_that_is_none() {
    assert_eq!(
        errors_without(GET_PERSON, "tags"),
        "#/paths/~1person~1{scheme}~1{identifier}/get: missing `tags`: the first one names the group that has the method"
    );
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/operationId"), json!("Person_7")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/operationId: no Rust name can be made of `7`"
    );
}

#[test]
fn reference_that_leads_nowhere() {
    assert_eq!(
        errors_with(
            "/components/schemas/IbisPerson/properties/labels/items/$ref",
            json!("#/components/schemas/IbisTag")
        ),
        "#/components/schemas/IbisPerson/properties/labels/items: nothing at `#/components/schemas/IbisTag`: a reference \
         names an item of `#/components/schemas/`\n\
         #/x-ibis-fetch/person/pseudoAttributes/0/field: no field `labels` in `IbisPerson` that could hold it"
    );
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/responses/200/$ref"), json!("other.json#/Answer")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/responses/200: nothing at `other.json#/Answer`: a reference names \
         an item of `#/components/responses/`"
    );
}

#[test]
fn reference_that_leads_back_to_itself() {
    let reference = "#/components/parameters/Identifier";
    let errors = errors_with("/components/parameters/Identifier", json!({"$ref": reference}));
    assert!(errors.contains(&format!("{reference}: `{reference}` leads back to itself")), "{errors}");
    let schema = json!({"allOf": [{"$ref": "#/components/schemas/IbisLabel"}]});
    let errors = errors_with("/components/schemas/IbisLabel", schema);
    assert!(errors.contains("`#/components/schemas/IbisLabel` leads back to itself"), "{errors}");
}

#[test]
fn path_and_parameters_that_do_not_match() {
    assert_eq!(
        errors_with("/components/parameters/Identifier/name", json!("id")),
        "#/paths/~1person~1{scheme}~1{identifier}/get: `{identifier}` of the path and the path parameters do not match: \
         each needs the other\n\
         #/paths/~1person~1{scheme}~1{identifier}/get: `{id}` of the path and the path parameters do not match: each \
         needs the other\n\
         #/paths/~1person~1{scheme}~1{identifier}/put: `{identifier}` of the path and the path parameters do not match: \
         each needs the other\n\
         #/paths/~1person~1{scheme}~1{identifier}/put: `{id}` of the path and the path parameters do not match: each \
         needs the other"
    );
    let errors = errors(|document| {
        let item = document["paths"]["/person/list"].take();
        let paths = document["paths"].as_object_mut().unwrap();
        paths.remove("/person/list");
        paths.insert("/person/{list".to_owned(), item);
    });
    assert_eq!(
        errors,
        "#/paths/~1person~1{list/get: `/person/{list` is not a path template: a `{` needs its `}`"
    );
}

#[test]
fn parameter_that_no_declaration_can_have() {
    assert_eq!(
        errors_with(&format!("{LIST}/parameters/0/in"), json!("header")),
        "#/paths/~1person~1list/get/parameters/0/in: no declaration has this kind of parameter: expected path or query"
    );
    assert_eq!(
        errors_with(&format!("{LIST}/parameters/1/explode"), json!(true)),
        "#/paths/~1person~1list/get/parameters/1: a list is joined by commas: expected `style: form`, `explode: false`"
    );
    assert_eq!(
        errors_without("/components/parameters/Identifier", "required"),
        "#/components/parameters/Identifier: missing `required`: a path has all its parameters"
    );
}

#[test]
fn form_that_no_declaration_can_have() {
    assert_eq!(
        errors_with(&format!("{FORM}/encoding"), json!({})),
        "#/paths/~1person~1{scheme}~1{identifier}/put/requestBody/content/application~1x-www-form-urlencoded/schema/\
         properties/addIds: a list is joined by commas: expected `explode: false` in `encoding`"
    );
    assert_eq!(
        errors_with(&format!("{PUT_PERSON}/requestBody/content"), json!({"text/plain": {}})),
        "#/paths/~1person~1{scheme}~1{identifier}/put/requestBody/content: missing \
         `application/x-www-form-urlencoded`: a body is a form"
    );
    let errors = errors(|document| {
        let body = at(document, PUT_PERSON)["requestBody"].take();
        at(document, PUT_PERSON).as_object_mut().unwrap().remove("requestBody");
        at(document, GET_PERSON)["requestBody"] = body;
    });
    assert_eq!(
        errors,
        "#/paths/~1person~1{scheme}~1{identifier}/get/requestBody: a body where none belongs: only post and put have one"
    );
}

#[test]
fn http_method_that_no_declaration_has() {
    let errors = errors(|document| {
        let operation = at(document, LIST).take();
        let path = at(document, "/paths/~1person~1list").as_object_mut().unwrap();
        path.remove("get");
        path.insert("patch".to_owned(), operation);
    });
    assert_eq!(
        errors,
        "#/paths/~1person~1list/patch: no declaration has this: expected get, post, put or delete"
    );
}

#[test]
fn fetch_that_leads_to_no_field_or_has_a_name_twice() {
    assert_eq!(
        errors_with("/x-ibis-fetch/person/references/0/field", json!("foes")),
        "#/x-ibis-fetch/person/references/0/field: no field `foes` in `IbisPerson` that could hold it"
    );
    assert_eq!(
        errors_with("/x-ibis-fetch/person/attributeSchemes/0/name", json!("all_labels")),
        "#/x-ibis-fetch/person/attributeSchemes/0/name: `all_labels` is taken by \
         #/x-ibis-fetch/person/pseudoAttributes/0/name"
    );
    assert_eq!(
        errors_with("/x-ibis-fetch/person/attributeSchemes/0/name", json!("no name")),
        "#/x-ibis-fetch/person/attributeSchemes/0/name: no Rust name can be made of `no name`"
    );
    assert_eq!(
        errors_with("/x-ibis-fetch/chain", json!("/")),
        "#/x-ibis-fetch/chain: `fetch!` joins names by a comma and chains by a dot"
    );
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let errors = errors(|document| {
        *at(document, &format!("{LIST}/parameters/0/schema/type")) = json!("number");
        *at(document, &format!("{GET_PERSON}/x-ibis-result/field")) = json!("parcel");
        *at(document, &format!("{RESULT}/version/type")) = json!("number");
    });
    assert_eq!(errors.lines().count(), 3, "{errors}");
}
