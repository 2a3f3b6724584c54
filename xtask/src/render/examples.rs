//! An example for the docs of a record: the smallest answer that has one, the way to it, and what tells it from others.

use std::collections::{BTreeSet, VecDeque};

use super::code::{Code, put};
use crate::lower::snake_name;
use crate::model::{FieldSrc, ModelSrc, Role, ShapeSrc};

/// The code that decodes an answer and finds the record in it; none where the document has no examples for its fields.
pub(super) fn example(models: &[ModelSrc], model: &ModelSrc) -> Option<String> {
    let answer = models.iter().find(|model| model.role == Role::Answer)?;
    let way = way(models, answer, model)?;
    let mut document = record(models, model, None)?;
    for step in way.iter().rev() {
        let inside = if step.list { format!("[{document}]") } else { document };
        document = record(models, step.model, Some((&step.field.wire, &inside)))?;
    }
    let (read, expected) = probe(models, model)?;
    let mut code = Code::default();
    code.text(&hidden_lines(&format!("let document = r##\"{{\"result\": {document}}}\"##;")));
    put!(code, "let result = ibis_client::IbisResult::from_json(document)?;");
    let mut owner = "result".to_owned();
    for step in &way {
        let name = snake_name(&step.target.name);
        let fetched = if step.field.fetched_by.is_empty() { "" } else { "?" };
        let next = if step.list { ".next()" } else { "" };
        let missing = format!(".ok_or(\"no {}\")?", name.replace('_', " "));
        let missing = if step.field.required && !step.list { "" } else { &missing };
        put!(code, "let {name} = {owner}.{}(){fetched}{next}{missing};", step.field.name);
        owner = name;
    }
    put!(code, "assert_eq!({owner}.{read}, {expected});");
    put!(code, "# Ok::<(), Box<dyn std::error::Error>>(())");
    Some(code.finish())
}

/// Code that the docs do not show, in lines of which none is too long: JSON may be broken before any key.
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
        for field in &model.fields {
            let Some((schema, list)) = target(&field.shape) else { continue };
            let Some(target) = ModelSrc::find(models, schema).filter(|target| target.role != Role::Pool)
            else {
                continue;
            };
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

/// The smallest record, with a given value in one field.
fn record(models: &[ModelSrc], model: &ModelSrc, given: Option<(&str, &str)>) -> Option<String> {
    let mut fields = Vec::new();
    for field in &model.fields {
        let value = match (&field.shape, given) {
            (_, Some((wire, given))) if field.wire == wire => given.to_owned(),
            _ if !field.required => continue,
            (ShapeSrc::Strings | ShapeSrc::Values(_) | ShapeSrc::Entities(_), _) => "[]".to_owned(),
            (ShapeSrc::Value(schema) | ShapeSrc::Entity(schema), _) => {
                record(models, ModelSrc::find(models, schema)?, None)?
            }
            _ => field.example.as_ref()?.to_string(),
        };
        fields.push(format!("{:?}: {value}", field.wire));
    }
    Some(format!("{{{}}}", fields.join(", ")))
}

/// What tells the smallest record from others: a call, and what it gives. A value is told by its last text, so that an
/// identifier is by its value.
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
