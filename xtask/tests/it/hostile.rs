//! What the generator would otherwise leave to rustc: names, paths and text that make no code.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use serde_json::{Value, json};
use xtask::lower::{complete, layout, lower};
use xtask::render::client_files;
use xtask::spec::lint::lint;

use crate::support::{at, small_value, spec, workspace};

const GET_PERSON: &str = "/paths/~1person~1{scheme}~1{identifier}/get";
const PUT_PERSON: &str = "/paths/~1person~1{scheme}~1{identifier}/put";
const LIST: &str = "/paths/~1person~1list/get";
const LABEL: &str = "/components/schemas/IbisLabel/properties";

/// What the lint finds that the generator cannot map, after a change to the small document.
fn unmapped(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut document = small_value();
    change(&mut document);
    let spec = spec(&document);
    let errors = lower(&spec).unwrap_err();
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    let found: Vec<_> = lint(&spec).iter().map(ToString::to_string).collect();
    assert!(found.starts_with(&errors), "the lint finds the same: {found:?}");
    errors
}

fn renamed(document: &mut Value, section: &str, old: &str, new: &str) {
    let items = at(document, section).as_object_mut().unwrap();
    let item = items.remove(old).unwrap();
    items.insert(new.to_owned(), item);
    let old = format!("\"#{section}/{old}\"");
    *document =
        serde_json::from_str(&document.to_string().replace(&old, &format!("\"#{section}/{new}\""))).unwrap();
}

#[test]
fn record_that_contains_itself_is_found() {
    let errors = unmapped(|document| {
        let items = json!({"type": "array", "items": {"$ref": "#/components/schemas/IbisLabel"}});
        at(document, LABEL)["parts"] = items;
    });
    let problem = "`IbisLabel` contains itself: only entities may refer to each other";
    assert_eq!(errors, [format!("#/components/schemas/IbisLabel: {problem}")]);
}

/// What only code needs: documents of other forms than ours are read without it.
#[test]
fn entity_without_a_key_or_with_one_that_never_ends_is_found() {
    let found = |change: fn(&mut Value)| {
        let mut document = small_value();
        change(&mut document);
        let spec = spec(&document);
        assert!(lower(&spec).is_ok());
        complete(&spec).unwrap_err().to_string()
    };
    assert_eq!(
        found(|document| _ =
            at(document, "/components/schemas/IbisPerson").as_object_mut().unwrap().remove("required")),
        "#/components/schemas/IbisPerson: missing `required`: an entity has a field that is `required`, by which others \
         know it"
    );
    assert_eq!(
        found(|document| {
            let person = at(document, "/components/schemas/IbisPerson");
            person["properties"]["mentor"] = json!({"$ref": "#/components/schemas/IbisPerson"});
            person["required"].as_array_mut().unwrap().push(json!("mentor"));
        }),
        "#/components/schemas/IbisPerson/properties/mentor: a reference to an entity is never required: it has to be fetched"
    );
    assert_eq!(
        found(|document| {
            let fields = at(document, "/components/schemas/IbisResult/properties");
            fields["owner"] = fields["person"].clone();
            *at(document, &format!("{GET_PERSON}/x-ibis-result/field")) = json!("owner");
        }),
        "#/paths/~1person~1{scheme}~1{identifier}/get: the client reads no result of one `IbisPerson` in `owner`: add a \
         `FromResult` to it, and the field here"
    );
}

#[test]
fn name_of_an_enum_that_the_client_has_already_is_found() {
    for name in ["Box", "Connection", "Fetch", "ParamValue", "PersonMethods", "Self", "String"] {
        let errors = unmapped(|document| renamed(document, "/components/schemas", "Mood", name));
        let problem = format!("`{name}` is a type that the client has already: call the schema otherwise");
        assert_eq!(errors, [format!("#/components/schemas/{name}: {problem}")]);
    }
}

/// What is exported beside generated code is in the list of names that are taken, but for the records of our document.
#[test]
fn no_exported_type_is_missing_from_the_names_that_are_taken() {
    let lib = std::fs::read_to_string(workspace().join("ibis-client/src/lib.rs")).unwrap();
    let exports = lib.split("pub use self::").skip(1).filter_map(|rest| rest.split(';').next());
    let names = exports.filter(|export| !export.starts_with("api::")).flat_map(|export| {
        export
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter(|name| name.starts_with(char::is_uppercase))
    });
    let names: Vec<_> =
        names.filter(|name| !["Entities", "Error", "IbisResult", "Identifier"].contains(name)).collect();
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        let errors =
            unmapped(|document| renamed(document, "/components/schemas", "Mood", &format!("Ibis{name}")));
        assert!(errors[0].contains("is a type that the client has already"), "{errors:?}");
    }
}

#[test]
fn records_of_one_name_or_none_are_found() {
    let errors = unmapped(|document| {
        let label = at(document, "/components/schemas/IbisLabel").clone();
        document["components"]["schemas"]["Label"] = label;
    });
    assert_eq!(errors, ["#/components/schemas/Label: `Label` is taken by #/components/schemas/IbisLabel"]);
    let errors = unmapped(|document| renamed(document, "/components/schemas", "IbisLabel", "7 labels"));
    assert_eq!(errors, ["#/components/schemas/7 labels: no Rust name can be made of `7 labels`"]);
}

#[test]
fn operations_whose_ids_differ_in_case_or_an_underscore_alone_are_found() {
    for id in ["Person_getperson", "Person_get_person", "Person_GetPerson"] {
        let errors = unmapped(|document| *at(document, &format!("{LIST}/operationId")) = json!(id));
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(
            errors[0].contains("/operationId: `get") && errors[0].contains("is taken by #/paths/"),
            "{errors:?}"
        );
    }
}

#[test]
fn tag_that_names_no_group_is_found() {
    for tag in ["A/B", "iDEAL", "two words", ""] {
        let errors = unmapped(|document| *at(document, &format!("{LIST}/tags")) = json!([tag]));
        let problem = format!("the tag `{tag}` names no group: expected one word, as `Person`");
        assert_eq!(errors, [format!("#/paths/~1person~1list/get/tags: {problem}")]);
    }
}

#[test]
fn path_that_would_be_sent_as_something_else_is_found() {
    for path in ["/person/a?b", "/person/a#b", "/person/a b", "/person/a%20b", "/person/100%", "person/list"]
    {
        let errors = unmapped(|document| {
            let item = at(document, "/paths/~1person~1list").take();
            document["paths"].as_object_mut().unwrap().remove("/person/list");
            document["paths"][path] = item;
        });
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].contains(&format!("`{path}` is not a path template: ")), "{errors:?}");
    }
}

#[test]
fn path_parameter_that_is_twice_in_the_path_is_found() {
    let errors = unmapped(|document| {
        renamed(
            document,
            "/paths",
            "/person/{scheme}/{identifier}",
            "/person/{scheme}/{identifier}/{scheme}",
        );
    });
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].ends_with("`{scheme}` is twice in the path: name each once"), "{errors:?}");
}

#[test]
fn name_on_the_wire_that_no_declaration_can_have_is_found() {
    for name in ["a)", "a%", "a b", "a\nb", ""] {
        let errors = unmapped(|document| *at(document, &format!("{LIST}/parameters/0/name")) = json!(name));
        let problem =
            format!("`{}` is not a name: expected letters, digits, `-`, `_` and `.`", name.escape_debug());
        assert_eq!(errors, [format!("#/paths/~1person~1list/get/parameters/0: {problem}")]);
        let errors = unmapped(|document| at(document, LABEL)[name] = json!({"type": "string"}));
        assert!(errors[0].ends_with(&problem), "{errors:?}");
    }
}

#[test]
fn names_that_clash_are_found() {
    let errors =
        unmapped(|document| *at(document, &format!("{LIST}/parameters/2/name")) = json!("max-count"));
    assert_eq!(
        errors,
        [
            "#/paths/~1person~1list/get/parameters/2: `max_count` is taken by #/paths/~1person~1list/get/parameters/0"
        ]
    );
    let errors =
        unmapped(|document| *at(document, "/components/schemas/Mood/x-enum-varnames/1") = json!("Glad"));
    assert_eq!(
        errors,
        ["#/components/schemas/Mood/enum/1: `Glad` is taken by #/components/schemas/Mood/enum/0"]
    );
}

#[test]
fn query_parameter_of_an_operation_with_a_form_is_marked() {
    let mut document = small_value();
    at(&mut document, PUT_PERSON)["parameters"] =
        json!([{"name": "dryRun", "in": "query", "schema": {"type": "boolean"}}]);
    let files = client_files(&lower(&spec(&document)).unwrap());
    let text = &files.iter().find(|file| file.name == "person_methods.rs").unwrap().text;
    assert!(text.contains("#[query]\ndry_run: Option<bool>,"), "{text}");
    assert_eq!(text.matches("#[query]").count(), 1);
}

/// Text that rustdoc would take for Rust, for a link, or for something else than it is.
const TEXTS: &[&str] = &[
    "```\nlet x = 1;\n```",
    "```edition2024\nlet x;\n```",
    "```should_panic\npanic!();\n```",
    "```json,rust\n{}\n```",
    "~~~\nlet x;\n~~~",
    "~~~rust\nlet x;\n~~~",
    "Text:\n\n    let indented = 1;\n",
    "- item\n\n      let in_item = 1;\n",
    "- item\n  ```rust\n  let fenced_in_item;\n  ```\n",
    "> ```rust\n> let quoted;\n> ```\n",
    "<div>\n```rust\nlet in_html;\n```\n</div>",
    "<pre>\n\n```\nlet after_html;\n```",
    "```rust\nnever closed",
    "1. one\n2. ```\n   code\n   ```\n",
    "A lone\rcarriage return, and\r\n```\r\ncode\r\n```",
    "Right \u{202e}to left\u{2066} and \u{200f}more",
    "`a\n```\nb`",
    "\\```\nlet escaped;\n\\```",
    "a ``` b\n```\nc\n``` d",
    "# Examples\n\n```\nassert!(false);\n```",
    "````\n```\ninner\n```\n````",
    "\t```\n\tlet tab;\n\t```",
    "| a | b |\n| - | - |\n| ``` | x |\n",
];

/// The blocks of code in all documentation that rustdoc takes for Rust.
fn doctests(document: &Value) -> usize {
    let files = client_files(&lower(&spec(document)).unwrap());
    let mut count = 0;
    for file in &files {
        assert!(!file.text.contains(['\r', '\u{202e}', '\u{2066}', '\u{200f}']), "{}", file.name);
        let lines = file.text.lines().map(str::trim_start);
        let docs = lines.map(|line| line.strip_prefix("///").or(line.strip_prefix("//!")));
        // One comment after the other, with a line that is none between them.
        let docs: Vec<_> = docs.map(|doc| doc.map(|doc| doc.strip_prefix(' ').unwrap_or(doc))).collect();
        for comment in docs.split(|line| line.is_none()) {
            let comment: Vec<_> = comment.iter().flatten().copied().collect();
            let text = comment.join("\n");
            let blocks = Parser::new_ext(&text, Options::ENABLE_TABLES).filter(|event| match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => &**language != "text",
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => true,
                _ => false,
            });
            count += blocks.count();
        }
    }
    count
}

#[test]
fn text_of_the_document_never_becomes_a_doctest() {
    let clean = doctests(&small_value());
    assert!(clean > 0, "the generator writes examples of its own");
    for text in TEXTS {
        let mut document = small_value();
        for place in [
            "/tags/0/description",
            &format!("{GET_PERSON}/summary"),
            &format!("{GET_PERSON}/description"),
            &format!("{GET_PERSON}/parameters/0/description"),
            "/components/parameters/Identifier/description",
            "/components/schemas/IbisLabel/description",
            "/components/schemas/IbisPerson/properties/mood/description",
            "/components/schemas/IbisPerson/properties/labels/description",
            "/components/schemas/Mood/description",
            "/components/schemas/Mood/x-enum-descriptions/0",
            "/x-ibis-fetch/person/attributeSchemes/0/description",
        ] {
            *at(&mut document, place) = json!(text);
        }
        assert_eq!(doctests(&document), clean, "{text:?}");
    }
}

/// Text as it is laid out in a width, after it was cleaned as the generator does with every description.
fn shown(text: &str) -> String {
    let mut document = small_value();
    *at(&mut document, &format!("{GET_PERSON}/description")) = json!(text);
    let api = lower(&spec(&document)).unwrap();
    layout(&api.methods[0].endpoints[0].description, 40)
}

#[test]
fn plain_prose_lists_and_tables_stay_as_they_are() {
    for text in [
        "Returns a person.",
        "One.\n\nTwo, with `code [x]` and `<T>`.\n\n- an item\n- another",
        "- one\n  - inner\n    - innermost\n  - second\n- two",
        "1. first\n2. second\n   - a part\n   - another",
        "- loose\n\n  with a paragraph\n\n- items",
        "See <https://example.org/manual>.",
        "# A heading\n\nText with *stress* and **more**.",
        "| a | b |\n| --- | --- |\n| 1 | `x` |",
        "> quoted\n\n-----\n\nafter",
        "- a list\n\n```text\nand code\n```",
    ] {
        assert_eq!(shown(text), text);
    }
}

/// Nesting that has no end is shown all the same.
#[test]
fn deep_quotations_and_lists_are_laid_out() {
    for mark in ["> ", "- ", "1. "] {
        let text = format!("{}deep", mark.repeat(1_000));
        assert!(shown(&text).ends_with("deep"));
    }
}

#[test]
fn links_urls_brackets_and_html_are_shown_as_they_are_meant() {
    for (text, expected) in [
        ("See https://example.org/a_b_c.", "See <https://example.org/a_b_c>."),
        ("(see http://example.org/x(y))", "(see <http://example.org/x(y)>)"),
        ("`https://example.org`", "`https://example.org`"),
        ("[required] The id of [a person].", "\\[required\\] The id of \\[a person\\]."),
        ("Already \\[escaped\\].", "Already \\[escaped\\]."),
        ("See [the *list*](#list) and [it](../it.html).", "See the *list* and it."),
        ("A ![photo](photo.png).", "A photo."),
        ("See [the manual][m].\n\n[m]: https://example.org/m\n", "See [the manual](https://example.org/m)."),
        ("```json\n{}\n```", "```text\n{}\n```"),
        ("Send:\n\n    a=b\n    c=[d]\n\nDone.", "Send:\n\n```text\na=b\nc=[d]\n```\n\nDone."),
        ("Title\n=====\n\nText.", "# Title\n\nText."),
        ("Less is a < b, and more is b > a.", "Less is a \\< b, and more is b \\> a."),
        ("A List<String> of <crsid>.", "A List\\<String\\> of \\<crsid\\>."),
        ("One line\n\\- of two", "One line - of two"),
        (
            "A long sentence that begins no list but - no, never",
            "A long sentence that begins no list\nbut - no, never",
        ),
    ] {
        assert_eq!(shown(text), expected);
    }
}
