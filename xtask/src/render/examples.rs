//! Examples for the docs: the smallest answer that has a field, the way to it, and what it holds there.

use std::collections::{BTreeSet, VecDeque};

use super::code::{Code, put};
use crate::lower::snake_name;
use crate::model::{ApiSrc, EnumSrc, FieldSrc, ModelSrc, Role, ShapeSrc};

/// The code that reads a field; none where the document has no example for it.
pub(super) fn example(api: &ApiSrc, model: &ModelSrc, field: &FieldSrc) -> Option<String> {
    let (mut code, owner) = start(api, model, Some(field))?;
    code.text(&assertion(api, &owner, model, field)?);
    put!(code, "# Ok::<(), Box<dyn std::error::Error>>(())");
    Some(code.finish())
}

/// The code that makes an owned copy.
pub(super) fn copy_example(api: &ApiSrc, model: &ModelSrc) -> Option<String> {
    let (mut code, owner) = start(api, model, None)?;
    put!(code, "let record = {owner}.to_record();");
    let (read, expected) = record_probe(&api.models, model)?;
    code.text(&holds(&format!("record.{read}"), &expected));
    put!(code, "# Ok::<(), Box<dyn std::error::Error>>(())");
    Some(code.finish())
}

/// The code that decodes an answer and finds a record in it, and the variable that is the record.
fn start(api: &ApiSrc, model: &ModelSrc, more: Option<&FieldSrc>) -> Option<(Code, String)> {
    let models = &api.models;
    let answer = models.iter().find(|model| model.role == Role::Answer)?;
    let way = way(models, answer, model)?;
    let mut document = record(models, model, more)?;
    for step in way.iter().rev() {
        let inside = if step.list { format!("[{document}]") } else { document };
        document = record_with(models, step.model, &step.field.wire, &inside)?;
    }
    let mut code = Code::default();
    let hashes = hashes(&document);
    put!(code, "# let answer = r{hashes}\"{{\"result\": {document}}}\"{hashes};");
    put!(code, "# let result = ibis_client::IbisResult::from_json(answer)?;");
    let mut owner = "result".to_owned();
    for step in &way {
        let name = snake_name(&step.target.name);
        let fetched = if step.field.is_fetched() { "?" } else { "" };
        let next = if step.list { ".next()" } else { "" };
        let missing = format!(".ok_or(\"no {}\")?", name.replace('_', " "));
        let missing = if step.field.required && !step.list { "" } else { &missing };
        put!(code, "let {name} = {owner}.{}(){fetched}{next}{missing};", step.field.name);
        owner = name;
    }
    Some((code, owner))
}

/// As many as a raw string needs.
fn hashes(text: &str) -> String {
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    hashes
}

/// A step from a record to another.
#[derive(Clone)]
struct Step<'a> {
    model: &'a ModelSrc,
    field: &'a FieldSrc,
    list: bool,
    target: &'a ModelSrc,
}

/// The shortest way from the answer to a record.
fn way<'a>(models: &'a [ModelSrc], answer: &'a ModelSrc, goal: &ModelSrc) -> Option<Vec<Step<'a>>> {
    let mut reached = BTreeSet::from([answer.schema.as_str()]);
    let mut queue: VecDeque<(&ModelSrc, Vec<Step<'a>>)> = VecDeque::from([(answer, Vec::new())]);
    while let Some((model, way)) = queue.pop_front() {
        if model.schema == goal.schema {
            return Some(way);
        }
        for field in model.fields.iter().filter(|field| !field.is_internal(models)) {
            let Some((schema, list)) = target(&field.shape) else { continue };
            let Some(target) = ModelSrc::find(models, schema) else { continue };
            if reached.insert(schema) {
                let mut way = way.clone();
                way.push(Step { model, field, list, target });
                queue.push_back((target, way));
            }
        }
    }
    None
}

fn target(shape: &ShapeSrc) -> Option<(&str, bool)> {
    match shape {
        ShapeSrc::Value(schema) | ShapeSrc::Entity(schema) => Some((schema, false)),
        ShapeSrc::Values(schema) | ShapeSrc::Entities(schema) => Some((schema, true)),
        _ => None,
    }
}

/// The smallest record, with one field more.
fn record(models: &[ModelSrc], model: &ModelSrc, more: Option<&FieldSrc>) -> Option<String> {
    match more {
        Some(field) => record_with(models, model, &field.wire, &value(models, field)?),
        None => record_with(models, model, "", ""),
    }
}

fn record_with(models: &[ModelSrc], model: &ModelSrc, wire: &str, given: &str) -> Option<String> {
    let mut fields = Vec::new();
    for field in &model.fields {
        let value = match &field.shape {
            _ if field.wire == wire => given.to_owned(),
            _ if !field.required => continue,
            ShapeSrc::Texts | ShapeSrc::Values(_) | ShapeSrc::Entities(_) => "[]".to_owned(),
            _ => value(models, field)?,
        };
        fields.push(format!("{:?}: {value}", field.wire));
    }
    Some(format!("{{{}}}", fields.join(", ")))
}

fn value(models: &[ModelSrc], field: &FieldSrc) -> Option<String> {
    if let Some(example) = &field.example {
        return Some(example.to_string());
    }
    let (schema, list) = target(&field.shape)?;
    let inside = record(models, ModelSrc::find(models, schema)?, None)?;
    Some(if list { format!("[{inside}]") } else { inside })
}

fn assertion(api: &ApiSrc, owner: &str, model: &ModelSrc, field: &FieldSrc) -> Option<String> {
    let models = &api.models;
    let read = format!("{owner}.{}()", field.name);
    let example = field.example.as_ref();
    let fetched = if field.is_fetched() { "?" } else { "" };
    let equal = |literal: String| {
        let expected = if field.required { literal } else { format!("Some({literal})") };
        format!("assert_eq!({read}, {expected});\n")
    };
    Some(match &field.shape {
        ShapeSrc::Flag if field.required => {
            let not = if example?.as_bool()? { "" } else { "!" };
            format!("assert!({not}{read});\n")
        }
        ShapeSrc::Flag => equal(example?.as_bool()?.to_string()),
        ShapeSrc::Integer(None) => equal(example?.as_i64()?.to_string()),
        ShapeSrc::Integer(Some(name)) => equal(format!("ibis_client::{name}::new({})", example?.as_i64()?)),
        ShapeSrc::Text(_) => equal(format!("{:?}", example?.as_str()?)),
        ShapeSrc::Enum(name) => {
            equal(format!("ibis_client::{}", variant(&api.enums, name, example?.as_str()?)?))
        }
        ShapeSrc::Date => {
            format!(
                "assert_eq!({read}.map(|day| day.to_string()).as_deref(), Some({:?}));\n",
                example?.as_str()?
            )
        }
        ShapeSrc::Bytes => {
            let bytes = example?.as_str()?.trim_end_matches('=').len() * 3 / 4;
            format!("assert_eq!({read}.map(|bytes| bytes.len()), Some({bytes}));\n")
        }
        ShapeSrc::Texts => {
            let texts = example?.as_array()?.iter().map(|text| text.as_str());
            format!("assert!({read}.eq({:?}));\n", texts.collect::<Option<Vec<_>>>()?)
        }
        ShapeSrc::Value(schema) => {
            let (probe, expected) = probe(models, schema)?;
            let name = snake_name(&field.name);
            if field.required {
                holds(&format!("{read}.{probe}"), &expected)
            } else {
                format!("let {name} = {read}.ok_or(\"none\")?;\n")
                    + &holds(&format!("{name}.{probe}"), &expected)
            }
        }
        ShapeSrc::Entity(schema) => {
            let (probe, expected) = probe(models, schema)?;
            let (name, fetched) = (&field.name, if model.role == Role::Answer { "" } else { "?" });
            format!("let {name} = {read}{fetched}.ok_or(\"none\")?;\n")
                + &holds(&format!("{name}.{probe}"), &expected)
        }
        ShapeSrc::Values(schema) | ShapeSrc::Entities(schema) => {
            let (probe, expected) = probe(models, schema)?;
            let name = &field.name;
            format!("let {name}: Vec<_> = {read}{fetched}.collect();\n")
                + &holds(&format!("{name}[0].{probe}"), &expected)
        }
        ShapeSrc::Id | ShapeSrc::Reference => return None,
    })
}

/// The path of a known value of an enum.
fn variant(enums: &[EnumSrc], name: &str, text: &str) -> Option<String> {
    let variants = &enums.iter().find(|open| open.name == name)?.variants;
    let variant = variants.iter().find(|variant| variant.text == text)?;
    Some(format!("{name}::{}", variant.name))
}

fn holds(read: &str, expected: &str) -> String {
    match expected {
        "true" => format!("assert!({read});\n"),
        "false" => format!("assert!(!{read});\n"),
        _ => format!("assert_eq!({read}, {expected});\n"),
    }
}

/// What tells the smallest record of a schema from others: a call, and what it gives.
fn probe(models: &[ModelSrc], schema: &str) -> Option<(String, String)> {
    let model = ModelSrc::find(models, schema)?;
    let required = || model.fields.iter().filter(|field| field.required);
    let text = required().rfind(|field| matches!(field.shape, ShapeSrc::Text(_)) && is_key(model, field));
    if let Some(field) = text.or_else(|| required().find(|field| matches!(field.shape, ShapeSrc::Text(_)))) {
        return Some((format!("{}()", field.name), format!("{:?}", field.example.as_ref()?.as_str()?)));
    }
    for field in required() {
        if let ShapeSrc::Value(schema) = &field.shape {
            let (inner, expected) = probe(models, schema)?;
            return Some((format!("{}().{inner}", field.name), expected));
        }
    }
    required().find_map(|field| match field.shape {
        ShapeSrc::Flag | ShapeSrc::Integer(None) => {
            Some((format!("{}()", field.name), field.example.as_ref()?.to_string()))
        }
        _ => None,
    })
}

/// What tells the owned form of the smallest record from others: a field, and what it holds.
fn record_probe(models: &[ModelSrc], model: &ModelSrc) -> Option<(String, String)> {
    let required = || model.fields.iter().filter(|field| field.required);
    if let Some(field) = required().find(|field| field.shape == ShapeSrc::Text(None)) {
        return Some((field.name.clone(), format!("{:?}", field.example.as_ref()?.as_str()?)));
    }
    for field in required() {
        if let ShapeSrc::Value(schema) = &field.shape {
            let (inner, expected) = probe(models, schema)?;
            return Some((format!("{}.{inner}", field.name), expected));
        }
    }
    let flag = required().find(|field| field.shape == ShapeSrc::Flag)?;
    Some((flag.name.clone(), flag.example.as_ref()?.to_string()))
}

/// An identifier is told from others by its value, not by its scheme.
fn is_key(model: &ModelSrc, field: &FieldSrc) -> bool {
    model.fields.len() == 2 && field.wire == "value"
}
