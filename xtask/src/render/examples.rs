//! Renders the example of a record: the smallest response that contains one, its accessors, and an assertion.

use std::collections::{BTreeSet, VecDeque};

use heck::ToSnakeCase;

use super::code::{Code, put};
use crate::model::{FieldSrc, ModelSrc, Role, ShapeSrc};

/// Code that decodes a response and accesses the record in it. `None` if the document lacks examples for its fields.
pub(super) fn example(models: &[ModelSrc], model: &ModelSrc) -> Option<String> {
    let result = models.iter().find(|model| model.role == Role::Result)?;
    let path = path(models, result, model)?;
    let mut document = record(models, model, None)?;
    for (model, field) in path.iter().rev() {
        let inside = if field.shape.is_list() { format!("[{document}]") } else { document };
        document = record(models, model, Some((&field.api_name, &inside)))?;
    }
    let (read, expected) = probe(models, model)?;
    let mut code = Code::default();
    code.text(&hidden_lines(&format!("let document = r##\"{{\"result\": {document}}}\"##;")));
    put!(code, "let result = ibis_client::IbisResult::from_json(document)?;");
    let mut owner = "result".to_owned();
    for (_, field) in &path {
        let is_list = field.shape.is_list();
        let name = ModelSrc::find(models, field.shape.schema()?)?.name.to_snake_case();
        let fetched = if field.fetched_by.is_empty() { "" } else { "?" };
        let next = if is_list { ".next()" } else { "" };
        let missing = format!(".ok_or(\"no {}\")?", name.replace('_', " "));
        let missing = if field.required && !is_list { "" } else { &missing };
        put!(code, "let {name} = {owner}.{}(){fetched}{next}{missing};", field.name);
        owner = name;
    }
    put!(code, "assert_eq!({owner}.{read}, {expected});");
    put!(code, "# Ok::<(), Box<dyn std::error::Error>>(())");
    Some(code.finish())
}

/// Doctest lines that rustdoc hides. Long lines are broken before a JSON key.
fn hidden_lines(code: &str) -> String {
    const WIDTH: usize = 96;
    let mut lines = Vec::<String>::new();
    for part in code.split_inclusive(", ") {
        match lines.last_mut() {
            Some(line) if line.len() + part.len() <= WIDTH || !part.starts_with('"') => line.push_str(part),
            _ => lines.push(part.to_owned()),
        }
    }
    let mut code = Code::default();
    for line in lines {
        put!(code, "# {}", line.trim_end());
    }
    code.finish()
}

/// The shortest path from the result to a record: each record on it, with the field to follow.
fn path<'a>(
    models: &'a [ModelSrc],
    result: &'a ModelSrc,
    goal: &ModelSrc,
) -> Option<Vec<(&'a ModelSrc, &'a FieldSrc)>> {
    let mut reached = BTreeSet::from([result.schema.as_str()]);
    let mut queue = VecDeque::from([(result, Vec::new())]);
    while let Some((model, path)) = queue.pop_front() {
        if model.schema == goal.schema {
            return Some(path);
        }
        for field in &model.fields {
            let target = field.shape.schema().and_then(|schema| ModelSrc::find(models, schema));
            if let Some(target) = target.filter(|target| target.role != Role::Pool)
                && reached.insert(&target.schema)
            {
                queue.push_back((target, [&path[..], &[(model, field)]].concat()));
            }
        }
    }
    None
}

/// The smallest JSON of a record, with a given value for one field.
fn record(models: &[ModelSrc], model: &ModelSrc, given: Option<(&str, &str)>) -> Option<String> {
    let mut fields = Vec::new();
    for field in &model.fields {
        let value = match (&field.shape, given) {
            (_, Some((api_name, given))) if field.api_name == api_name => given.to_owned(),
            _ if !field.required => continue,
            (shape, _) if shape.is_list() => "[]".to_owned(),
            (ShapeSrc::Value(schema) | ShapeSrc::Entity(schema), _) => {
                record(models, ModelSrc::find(models, schema)?, None)?
            }
            _ => field.example.as_ref()?.to_string(),
        };
        fields.push(format!("{:?}: {value}", field.api_name));
    }
    Some(format!("{{{}}}", fields.join(", ")))
}

/// A call that identifies the smallest record, and its result. For a value it reads the last string, so that for an
/// identifier it reads the value rather than the scheme.
fn probe(models: &[ModelSrc], model: &ModelSrc) -> Option<(String, String)> {
    let mut required = model.fields.iter().filter(|field| field.required);
    let mut texts = required.clone().filter(|field| matches!(field.shape, ShapeSrc::Str(_)));
    let text = if model.role == Role::Value { texts.next_back() } else { texts.next() };
    if let Some(field) = text {
        return Some((format!("{}()", field.name), format!("{:?}", field.example.as_ref()?.as_str()?)));
    }
    required.find_map(|field| match &field.shape {
        ShapeSrc::Value(schema) => {
            let (inner, expected) = probe(models, ModelSrc::find(models, schema)?)?;
            Some((format!("{}().{inner}", field.name), expected))
        }
        ShapeSrc::Bool | ShapeSrc::Integer(None) if model.kind().is_none() => {
            Some((format!("{}()", field.name), field.example.as_ref()?.to_string()))
        }
        _ => None,
    })
}
