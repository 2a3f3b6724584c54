//! The parameters of a request: declared by each endpoint, read and checked in one place.

use std::collections::HashMap;

use super::AttributeText;
use crate::directory::Schemes;
use crate::failure::Failure;
use crate::fetch::{Fetch, Kind};

/// A parameter that an endpoint takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    pub(crate) required: bool,
    form: Form,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Query,
    Form,
}

/// What a parameter is made of.
#[derive(Debug, Clone, Copy)]
enum Form {
    Text,
    List,
    Flag,
    Int,
    Long,
    Attribute,
    Fetch(Kind),
}

impl Param {
    pub(crate) const fn text(name: &'static str) -> Self {
        Self { name, place: Place::Query, required: false, form: Form::Text }
    }

    pub(crate) const fn list(name: &'static str) -> Self {
        Self { form: Form::List, ..Self::text(name) }
    }

    pub(crate) const fn flag(name: &'static str) -> Self {
        Self { form: Form::Flag, ..Self::text(name) }
    }

    pub(crate) const fn int(name: &'static str) -> Self {
        Self { form: Form::Int, ..Self::text(name) }
    }

    pub(crate) const fn long(name: &'static str) -> Self {
        Self { form: Form::Long, ..Self::text(name) }
    }

    pub(crate) const fn attribute(name: &'static str) -> Self {
        Self { form: Form::Attribute, ..Self::text(name) }
    }

    pub(crate) const fn fetch(root: Kind) -> Self {
        Self { form: Form::Fetch(root), ..Self::text("fetch") }
    }

    pub(crate) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(crate) const fn in_form(self) -> Self {
        Self { place: Place::Form, ..self }
    }
}

/// The parameters of one request, read.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    values: HashMap<&'static str, Argument>,
    path: HashMap<String, String>,
    fetch: Fetch,
}

#[derive(Debug)]
enum Argument {
    Text(String),
    List(Vec<String>),
    Flag(bool),
    Number(i64),
    Attribute(AttributeText),
}

impl Arguments {
    /// Reads what an endpoint declares; what it does not declare is left alone, as the service does.
    pub(crate) fn read(
        schemes: &Schemes,
        params: &[Param],
        path: HashMap<String, String>,
        query: &str,
        form: &str,
    ) -> Result<Self, Failure> {
        if let Some(attrid) = path.get("attrid").filter(|attrid| attrid.parse::<i64>().is_err()) {
            return Err(Failure::not_found(format!("`{attrid}` is no number of an attribute")));
        }
        let mut arguments = Self { path, ..Self::default() };
        let (query, form) = (pairs(query)?, pairs(form)?);
        for param in params {
            let pairs = if param.place == Place::Query { &query } else { &form };
            let text = pairs.iter().find(|(name, _)| name == param.name).map(|(_, value)| value.as_str());
            match text {
                Some(text) => arguments.set(schemes, *param, text)?,
                None if param.required => {
                    return Err(Failure::bad_request(format!("the parameter `{}` is missing", param.name)));
                }
                None => {}
            }
        }
        Ok(arguments)
    }

    /// A part of the path.
    pub(crate) fn path(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// The number of an attribute in the path.
    pub(crate) fn attribute_id(&self) -> i64 {
        self.path("attrid").parse().unwrap_or_default()
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.values.get(name) {
            Some(Argument::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn list(&self, name: &str) -> Option<&[String]> {
        match self.values.get(name) {
            Some(Argument::List(items)) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.values.get(name), Some(Argument::Flag(true)))
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        match self.values.get(name) {
            Some(Argument::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&AttributeText> {
        match self.values.get(name) {
            Some(Argument::Attribute(attribute)) => Some(attribute),
            _ => None,
        }
    }

    pub(crate) fn fetch(&self) -> &Fetch {
        &self.fetch
    }

    /// Takes the fetch out, to wrap it.
    pub(crate) fn take_fetch(&mut self) -> Fetch {
        std::mem::take(&mut self.fetch)
    }

    fn set(&mut self, schemes: &Schemes, param: Param, text: &str) -> Result<(), Failure> {
        let wrong = |what: &str| Failure::bad_request(format!("`{}` is `{text}`: write {what}", param.name));
        let argument = match param.form {
            Form::Text => Argument::Text(text.to_owned()),
            Form::List => Argument::List(items(text)),
            Form::Flag => Argument::Flag(flag(text).ok_or_else(|| wrong("`true` or `false`"))?),
            Form::Int => Argument::Number(
                text.trim().parse::<i32>().map_err(|_| wrong("a whole number of 32 bits"))?.into(),
            ),
            Form::Long => {
                Argument::Number(text.trim().parse().map_err(|_| wrong("a whole number of 64 bits"))?)
            }
            Form::Attribute => Argument::Attribute(AttributeText::parse(text)?),
            Form::Fetch(root) => {
                self.fetch = Fetch::parse(schemes, root, text)?;
                return Ok(());
            }
        };
        self.values.insert(param.name, argument);
        Ok(())
    }
}

/// The items of a comma-separated list; empty ones do not count.
fn items(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// A boolean as clients write it.
pub(crate) fn flag(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// The names and values of a query or a form, decoded.
pub(crate) fn pairs(text: &str) -> Result<Vec<(String, String)>, Failure> {
    let parts = text.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Ok((percent_decode(&name.replace('+', " "))?, percent_decode(&value.replace('+', " "))?))
        })
        .collect()
}

/// Decodes `%20` and its like, and refuses what is no encoding of text.
pub(crate) fn percent_decode(text: &str) -> Result<String, Failure> {
    let lone = text.split('%').skip(1).find(|after| {
        let mut digits = after.bytes();
        !(0..2).all(|_| digits.next().is_some_and(|digit| digit.is_ascii_hexdigit()))
    });
    if let Some(after) = lone {
        let start: String = after.chars().take(2).collect();
        return Err(Failure::bad_request(format!("`%{start}` is no percent-encoding")));
    }
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| Failure::bad_request("a parameter is not UTF-8"))
}
