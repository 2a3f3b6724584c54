//! Names, paths and text that would otherwise generate invalid code.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use serde_json::{Value, json};
use xtask::lower::{complete, lower, wrap};
use xtask::render::client_files;
use xtask::spec::lint::lint;

use crate::support::{at, small_value, spec, workspace};

const GET_PERSON: &str = "/paths/~1person~1{scheme}~1{identifier}/get";
const PUT_PERSON: &str = "/paths/~1person~1{scheme}~1{identifier}/put";
const LIST: &str = "/paths/~1person~1list/get";
const LABEL: &str = "/components/schemas/IbisLabel/properties";

/// The errors of lowering the small document after a change. The lint reports them, too.
fn unmapped(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut document = small_value();
    change(&mut document);
    let spec = spec(&document);
    let errors = lower(&spec).unwrap_err();
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    let found: Vec<_> = lint(&spec).iter().map(ToString::to_string).collect();
    assert!(found.starts_with(&errors), "the lint reports the same: {found:?}");
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
fn record_that_contains_itself_is_rejected() {
    let errors = unmapped(|document| {
        let items = json!({"type": "array", "items": {"$ref": "#/components/schemas/IbisLabel"}});
        at(document, LABEL)["parts"] = items;
    });
    let problem = "`IbisLabel` contains itself: only entities may refer to each other";
    assert_eq!(errors, [format!("#/components/schemas/IbisLabel: {problem}")]);
}

/// Only code generation requires these; documents of other forms lack them.
#[test]
fn entity_without_a_key_or_with_a_required_reference_is_rejected() {
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
        "#/components/schemas/IbisPerson: missing `required`: an entity needs a required string or record as its key"
    );
    assert_eq!(
        found(|document| {
            let person = at(document, "/components/schemas/IbisPerson");
            person["properties"]["mentor"] = json!({"$ref": "#/components/schemas/IbisPerson"});
            person["required"].as_array_mut().unwrap().push(json!("mentor"));
        }),
        "#/components/schemas/IbisPerson/properties/mentor: a reference to an entity cannot be required: it is only \
         sent if fetched"
    );
    assert_eq!(
        found(|document| {
            let fields = at(document, "/components/schemas/IbisResult/properties");
            fields["owner"] = fields["person"].clone();
            *at(document, &format!("{GET_PERSON}/x-ibis-result/field")) = json!("owner");
        }),
        "#/paths/~1person~1{scheme}~1{identifier}/get: the client has no `FromResult` for `owner` of type \
         `IbisPerson`: add one, and the field here"
    );
}

#[test]
fn enum_named_like_a_type_of_the_client_is_rejected() {
    for name in ["Box", "Connection", "Fetch", "ParamValue", "PersonMethods", "Self", "String"] {
        let errors = unmapped(|document| renamed(document, "/components/schemas", "Mood", name));
        let problem = format!("`{name}` is already a type of the client: rename the schema");
        assert_eq!(errors, [format!("#/components/schemas/{name}: {problem}")]);
    }
}

/// Every type that the client exports is reserved, except the records of our document.
#[test]
fn every_exported_type_is_reserved() {
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
        assert!(errors[0].contains("is already a type of the client"), "{errors:?}");
    }
}

#[test]
fn records_with_the_same_or_an_invalid_name_are_rejected() {
    let errors = unmapped(|document| {
        let label = at(document, "/components/schemas/IbisLabel").clone();
        document["components"]["schemas"]["Label"] = label;
    });
    assert_eq!(errors, ["#/components/schemas/Label: `Label` is taken by #/components/schemas/IbisLabel"]);
    let errors = unmapped(|document| renamed(document, "/components/schemas", "IbisLabel", "7 labels"));
    assert_eq!(errors, ["#/components/schemas/7 labels: cannot derive a Rust name from `7 labels`"]);
}

#[test]
fn operation_ids_that_differ_only_in_case_or_underscores_are_rejected() {
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
fn invalid_tag_is_rejected() {
    for tag in ["A/B", "iDEAL", "two words", ""] {
        let errors = unmapped(|document| *at(document, &format!("{LIST}/tags")) = json!([tag]));
        let problem = format!("invalid tag `{tag}`: expected one word, such as `Person`");
        assert_eq!(errors, [format!("#/paths/~1person~1list/get/tags: {problem}")]);
    }
}

#[test]
fn invalid_path_is_rejected() {
    for path in ["/person/a?b", "/person/a#b", "/person/a b", "/person/a%20b", "/person/100%", "person/list"]
    {
        let errors = unmapped(|document| {
            let item = at(document, "/paths/~1person~1list").take();
            document["paths"].as_object_mut().unwrap().remove("/person/list");
            document["paths"][path] = item;
        });
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].contains(&format!("invalid path `{path}`: ")), "{errors:?}");
    }
}

#[test]
fn duplicate_path_parameter_is_rejected() {
    let errors = unmapped(|document| {
        renamed(
            document,
            "/paths",
            "/person/{scheme}/{identifier}",
            "/person/{scheme}/{identifier}/{scheme}",
        );
    });
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].ends_with("duplicate `{scheme}` in the path"), "{errors:?}");
}

#[test]
fn invalid_api_name_is_rejected() {
    for name in ["a)", "a%", "a b", "a\nb", ""] {
        let errors = unmapped(|document| *at(document, &format!("{LIST}/parameters/0/name")) = json!(name));
        let problem =
            format!("invalid name `{}`: expected letters, digits, `-`, `_` and `.`", name.escape_debug());
        assert_eq!(errors, [format!("#/paths/~1person~1list/get/parameters/0: {problem}")]);
        let errors = unmapped(|document| at(document, LABEL)[name] = json!({"type": "string"}));
        assert!(errors[0].ends_with(&problem), "{errors:?}");
    }
}

#[test]
fn clashing_names_are_rejected() {
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

/// Text that rustdoc would misread as Rust code, a link or other markup.
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

/// The number of doctests in the generated documentation.
fn doctests(document: &Value) -> usize {
    let files = client_files(&lower(&spec(document)).unwrap());
    let mut count = 0;
    for file in &files {
        assert!(!file.text.contains(['\r', '\u{202e}', '\u{2066}', '\u{200f}']), "{}", file.name);
        let lines = file.text.lines().map(str::trim_start);
        let docs = lines.map(|line| line.strip_prefix("///").or(line.strip_prefix("//!")));
        // Comments are separated by lines of code.
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
fn text_of_a_document_never_becomes_a_doctest() {
    let clean = doctests(&small_value());
    assert!(clean > 0, "the generator writes examples of its own");
    for text in TEXTS {
        let mut document = small_value();
        for location in [
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
            *at(&mut document, location) = json!(text);
        }
        assert_eq!(doctests(&document), clean, "{text:?}");
    }
}

/// A description as the generator normalizes and wraps it.
fn shown(text: &str) -> String {
    let mut document = small_value();
    *at(&mut document, &format!("{GET_PERSON}/description")) = json!(text);
    let api = lower(&spec(&document)).unwrap();
    wrap(&api.methods[0].endpoints[0].description, 40)
}

#[test]
fn plain_prose_lists_and_tables_are_unchanged() {
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

/// Deep nesting does not overflow the stack.
#[test]
fn deeply_nested_quotes_and_lists_are_wrapped() {
    for mark in ["> ", "- ", "1. "] {
        let text = format!("{}deep", mark.repeat(1_000));
        assert!(shown(&text).ends_with("deep"));
    }
}

#[test]
fn links_urls_brackets_and_html_are_shown_as_intended() {
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
