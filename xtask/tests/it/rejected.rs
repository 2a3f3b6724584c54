//! Anything that cannot be mapped is an error with its location.

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

/// The errors after setting a value.
fn errors_with(pointer: &str, value: Value) -> String {
    errors(|document| *at(document, pointer) = value)
}

/// The errors after removing a key.
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

/// The error of parsing a text.
fn refused(text: &str) -> String {
    format!("{:#}", Spec::parse(text).unwrap_err())
}

#[test]
fn document_of_another_version_is_refused() {
    for (text, expected) in [
        (r#"{"openapi": "3.1.0"}"#, "OpenAPI `3.1.0` is not supported: convert the document to 3.0"),
        (r#"{"openapi": "3.00"}"#, "OpenAPI `3.00` is not supported: convert the document to 3.0"),
        (r#"{"swagger": "2.0"}"#, "OpenAPI `2.0` is not supported: convert the document to 3.0"),
        ("[]", "not an OpenAPI document: missing `openapi`"),
    ] {
        assert_eq!(refused(text), expected);
    }
}

#[test]
fn text_that_is_not_json_is_identified() {
    for (text, expected) in [
        ("", "the text is empty"),
        (
            "openapi: 3.0.3\ninfo:\n  title: Small\n",
            "this is YAML; convert it with `yq --output-format=json`",
        ),
        ("---\nopenapi: 3.0.3\n", "this is YAML; convert it with `yq --output-format=json`"),
        ("<!doctype html>\n<p>Small</p>", "this is HTML or XML"),
        ("{", "syntax error"),
    ] {
        let refused = refused(text);
        assert!(refused.starts_with(&format!("invalid JSON: {expected}")), "{refused}");
    }
}

#[test]
fn byte_order_mark_is_skipped() {
    assert!(Spec::parse(&format!("\u{feff}{}", small_value())).is_ok());
}

/// All type errors are reported at once, without the errors they cause.
#[test]
fn values_of_the_wrong_type_are_reported_with_their_locations() {
    let errors = errors(|document| {
        at(document, "/components/responses/Response").as_object_mut().unwrap().remove("description");
        *at(document, "/components/parameters/Identifier/required") = json!("yes");
        *at(document, &format!("{LIST}/parameters/0")) = json!([]);
        *at(document, "/components/schemas/IbisLabel/properties/size/type") = json!(["integer", "null"]);
    });
    assert_eq!(
        errors,
        "#/components/parameters/Identifier/required: expected a boolean, found a string\n\
         #/components/responses/Response: missing `description`: it describes the response\n\
         #/components/schemas/IbisLabel/properties/size/type: expected a string, found an array\n\
         #/paths/~1person~1list/get/parameters/0: expected an object, found an array"
    );
    assert_eq!(errors_with("/paths", json!([])), "#/paths: expected an object, found an array");
    let mut extended = small_value();
    extended["paths"]["x-note"] = json!("for another tool");
    assert!(lower(&spec(&extended)).is_ok());
    assert_eq!(errors_without("", "paths"), "#: missing `paths`: it lists the operations");
}

#[test]
fn response_without_a_result_names_its_operation() {
    assert_eq!(
        errors_with(
            "/components/responses/Response/content/application~1json/schema",
            json!({"type": "string"})
        )
        .lines()
        .next()
        .unwrap(),
        "#/paths/~1person~1list/get/responses/200: expected an object with the field `result` at \
         #/components/responses/Response/content/application~1json/schema"
    );
}

#[test]
fn unknown_type_of_a_parameter() {
    assert_eq!(
        errors_with(&format!("{LIST}/parameters/0/schema"), json!({"type": "number"})),
        "#/paths/~1person~1list/get/parameters/0/schema: no Rust type for `number`: expected `string`, `integer`, \
         `boolean`, `array` or a reference to a schema"
    );
    assert_eq!(
        errors_with(
            &format!("{LIST}/parameters/1/schema/items"),
            json!({"type": "array", "items": {"type": "string"}})
        ),
        "#/paths/~1person~1list/get/parameters/1/schema/items: no Rust type for `array`: expected a scalar or a \
         reference to a record"
    );
    assert_eq!(
        errors_with(
            &format!("{LIST}/parameters/0/schema"),
            json!({"$ref": "#/components/schemas/IbisLabel"})
        ),
        "#/components/schemas/IbisLabel: no Rust type for `object`: expected `string`, `integer`, `boolean`, or an \
         array of these"
    );
}

#[test]
fn unknown_type_of_a_field() {
    const SIZE: &str = "#/components/schemas/IbisLabel/properties/size";
    for (schema, expected) in [
        (
            json!({"type": "number"}),
            "no Rust type for `number`: expected `string`, `integer`, `boolean`, `array` or a reference to a schema",
        ),
        (
            json!({"type": "object"}),
            "no Rust type for `object`: expected a reference to a schema in `#/components/schemas/`",
        ),
        (json!({"type": "array"}), "missing `items`: it is the type of the items"),
        (
            json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
            "no Rust type for `oneOf`: expected a `type`, or a reference to one schema",
        ),
        (
            json!({"type": "string", "enum": ["a", "b"]}),
            "inline enum: move it to `#/components/schemas/` and refer to it",
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
fn result_field_that_does_not_exist() {
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/x-ibis-result/field"), json!("parcel")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/x-ibis-result/field: no field `parcel` in \
         `#/components/schemas/IbisResult`"
    );
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/x-ibis-result/field"), json!("person.parcels")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/x-ibis-result/field: no field `parcels` in \
         `#/components/schemas/IbisPerson`"
    );
}

#[test]
fn result_field_of_another_type() {
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/x-ibis-result/field"), json!("people")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/x-ibis-result: mismatched types: `people` is `array of \
         IbisPerson`, declared as `IbisPerson`"
    );
    assert_eq!(
        errors_with(&format!("{PUT_PERSON}/x-ibis-result/type"), json!("number")),
        "#/paths/~1person~1{scheme}~1{identifier}/put/x-ibis-result/type: no Rust type for `number`: expected a \
         single `string`, `boolean` or `integer`"
    );
}

#[test]
fn result_that_is_not_declared() {
    assert_eq!(
        errors_without(GET_PERSON, "x-ibis-result"),
        "#/paths/~1person~1{scheme}~1{identifier}/get: missing `x-ibis-result`: the response does not determine the \
         field of the result"
    );
    assert_eq!(
        errors_without(&format!("{GET_PERSON}/responses"), "200"),
        "#/paths/~1person~1{scheme}~1{identifier}/get/responses: missing `200`: it describes the response"
    );
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/x-ibis-result"), json!({"field": "person"})),
        "#/paths/~1person~1{scheme}~1{identifier}/get/x-ibis-result: invalid `x-ibis-result`: missing field `list`"
    );
}

#[test]
fn two_operations_with_the_same_name() {
    assert_eq!(
        errors_with(&format!("{LIST}/operationId"), json!("Person_getPerson")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/operationId: `get_person` is taken by #/paths/~1person~1list/get"
    );
}

#[test]
fn operation_without_a_tag_or_with_an_invalid_id() {
    assert_eq!(
        errors_without(GET_PERSON, "tags"),
        "#/paths/~1person~1{scheme}~1{identifier}/get: missing `tags`: the first tag names the method group"
    );
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/operationId"), json!("Person_7")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/operationId: cannot derive a Rust name from `7`"
    );
}

#[test]
fn unresolved_reference() {
    assert_eq!(
        errors_with(
            "/components/schemas/IbisPerson/properties/labels/items/$ref",
            json!("#/components/schemas/IbisTag")
        ),
        "#/components/schemas/IbisPerson/properties/labels/items: `#/components/schemas/IbisTag` is not an item of \
         `#/components/schemas/`\n\
         #/x-ibis-fetch/person/pseudoAttributes/0/field: no field `labels` in `IbisPerson`"
    );
    assert_eq!(
        errors_with(&format!("{GET_PERSON}/responses/200/$ref"), json!("other.json#/Response")),
        "#/paths/~1person~1{scheme}~1{identifier}/get/responses/200: `other.json#/Response` is not an item of \
         `#/components/responses/`"
    );
}

#[test]
fn circular_reference() {
    let reference = "#/components/parameters/Identifier";
    let errors = errors_with("/components/parameters/Identifier", json!({"$ref": reference}));
    assert!(errors.contains(&format!("{reference}: `{reference}` is circular")), "{errors}");
    let schema = json!({"allOf": [{"$ref": "#/components/schemas/IbisLabel"}]});
    let errors = errors_with("/components/schemas/IbisLabel", schema);
    assert!(errors.contains("`#/components/schemas/IbisLabel` is circular"), "{errors}");
}

#[test]
fn path_and_parameters_that_do_not_match() {
    assert_eq!(
        errors_with("/components/parameters/Identifier/name", json!("id")),
        "#/paths/~1person~1{scheme}~1{identifier}/get: `{identifier}` must be both in the path and a path parameter\n\
         #/paths/~1person~1{scheme}~1{identifier}/get: `{id}` must be both in the path and a path parameter\n\
         #/paths/~1person~1{scheme}~1{identifier}/put: `{identifier}` must be both in the path and a path parameter\n\
         #/paths/~1person~1{scheme}~1{identifier}/put: `{id}` must be both in the path and a path parameter"
    );
    let errors = errors(|document| {
        let item = document["paths"]["/person/list"].take();
        let paths = document["paths"].as_object_mut().unwrap();
        paths.remove("/person/list");
        paths.insert("/person/{list".to_owned(), item);
    });
    assert_eq!(errors, "#/paths/~1person~1{list/get: invalid path `/person/{list`: unterminated `{`");
}

#[test]
fn unsupported_parameter() {
    assert_eq!(
        errors_with(&format!("{LIST}/parameters/0/in"), json!("header")),
        "#/paths/~1person~1list/get/parameters/0/in: unsupported location: expected `path` or `query`"
    );
    assert_eq!(
        errors_with(&format!("{LIST}/parameters/1/explode"), json!(true)),
        "#/paths/~1person~1list/get/parameters/1: arrays are comma-separated: expected `style: form` and `explode: \
         false`"
    );
    assert_eq!(
        errors_without("/components/parameters/Identifier", "required"),
        "#/components/parameters/Identifier: missing `required`: a path parameter is always required"
    );
}

#[test]
fn unsupported_form() {
    assert_eq!(
        errors_with(&format!("{FORM}/encoding"), json!({})),
        "#/paths/~1person~1{scheme}~1{identifier}/put/requestBody/content/application~1x-www-form-urlencoded/schema/\
         properties/addIds: arrays are comma-separated: expected `explode: false` in `encoding`"
    );
    assert_eq!(
        errors_with(&format!("{PUT_PERSON}/requestBody/content"), json!({"text/plain": {}})),
        "#/paths/~1person~1{scheme}~1{identifier}/put/requestBody/content: missing \
         `application/x-www-form-urlencoded`: a request body is a form"
    );
    let errors = errors(|document| {
        let body = at(document, PUT_PERSON)["requestBody"].take();
        at(document, PUT_PERSON).as_object_mut().unwrap().remove("requestBody");
        at(document, GET_PERSON)["requestBody"] = body;
    });
    assert_eq!(
        errors,
        "#/paths/~1person~1{scheme}~1{identifier}/get/requestBody: unexpected request body: only `post` and `put` \
         have one"
    );
}

#[test]
fn unsupported_http_method() {
    let errors = errors(|document| {
        let operation = at(document, LIST).take();
        let path = at(document, "/paths/~1person~1list").as_object_mut().unwrap();
        path.remove("get");
        path.insert("patch".to_owned(), operation);
    });
    assert_eq!(
        errors,
        "#/paths/~1person~1list/patch: unsupported: expected `get`, `post`, `put` or `delete`"
    );
}

#[test]
fn invalid_names_in_a_fetch() {
    assert_eq!(
        errors_with("/x-ibis-fetch/person/references/0/field", json!("foes")),
        "#/x-ibis-fetch/person/references/0/field: no field `foes` in `IbisPerson`"
    );
    assert_eq!(
        errors_with("/x-ibis-fetch/person/attributeSchemes/0/name", json!("all_labels")),
        "#/x-ibis-fetch/person/attributeSchemes/0/name: `all_labels` is taken by \
         #/x-ibis-fetch/person/pseudoAttributes/0/name"
    );
    assert_eq!(
        errors_with("/x-ibis-fetch/person/attributeSchemes/0/name", json!("no name")),
        "#/x-ibis-fetch/person/attributeSchemes/0/name: cannot derive a Rust name from `no name`"
    );
    assert_eq!(
        errors_with("/x-ibis-fetch/chain", json!("/")),
        "#/x-ibis-fetch/chain: expected `.`, as in `fetch!`"
    );
}

#[test]
fn all_errors_are_reported_at_once() {
    let errors = errors(|document| {
        *at(document, &format!("{LIST}/parameters/0/schema/type")) = json!("number");
        *at(document, &format!("{GET_PERSON}/x-ibis-result/field")) = json!("parcel");
        *at(document, &format!("{RESULT}/version/type")) = json!("number");
    });
    assert_eq!(errors.lines().count(), 3, "{errors}");
}
