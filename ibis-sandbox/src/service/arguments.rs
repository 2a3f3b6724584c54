//! The parameters that endpoints declare, and their values in a request.

use std::collections::HashMap;

use super::AttributeText;
use crate::directory::Schemes;
use crate::failure::Failure;
use crate::fetch::{Fetch, Kind};

/// A parameter of an endpoint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) location: ParamIn,
    pub(crate) required: bool,
    form: Form,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParamIn {
    Query,
    Form,
}

/// The type of a parameter.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    Str,
    List,
    Bool,
    Int,
    Long,
    Attribute,
    Fetch(Kind),
}

impl Param {
    pub(crate) const fn new(name: &'static str, form: Form) -> Self {
        Self { name, location: ParamIn::Query, required: false, form }
    }

    pub(crate) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(crate) const fn in_form(self) -> Self {
        Self { location: ParamIn::Form, ..self }
    }
}

/// The parameters of a request.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    values: HashMap<&'static str, Argument>,
    path: HashMap<String, String>,
    fetch: Fetch,
}

#[derive(Debug)]
enum Argument {
    Str(String),
    List(Vec<String>),
    Bool(bool),
    Number(i64),
    Attribute(AttributeText),
}

impl Arguments {
    /// Reads the parameters that an endpoint declares. Others are ignored, as the service does.
    pub(crate) fn read(
        schemes: &Schemes,
        params: &[Param],
        path: HashMap<String, String>,
        query: &str,
        form: &str,
    ) -> Result<Self, Failure> {
        if let Some(attrid) = path.get("attrid").filter(|attrid| attrid.parse::<i64>().is_err()) {
            return Err(Failure::not_found(format!("`{attrid}` is not an attrid")));
        }
        let mut arguments = Self { path, ..Self::default() };
        let (query, form) = (pairs(query)?, pairs(form)?);
        for param in params {
            let pairs = if param.location == ParamIn::Query { &query } else { &form };
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

    /// The value of a path parameter.
    pub(crate) fn path(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// The attrid in the path.
    pub(crate) fn attribute_id(&self) -> i64 {
        self.path("attrid").parse().unwrap_or_default()
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let Argument::Str(text) = self.values.get(name)? else { return None };
        Some(text)
    }

    pub(crate) fn list(&self, name: &str) -> Option<&[String]> {
        let Argument::List(items) = self.values.get(name)? else { return None };
        Some(items)
    }

    pub(crate) fn bool(&self, name: &str) -> bool {
        matches!(self.values.get(name), Some(Argument::Bool(true)))
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        let Argument::Number(number) = self.values.get(name)? else { return None };
        Some(*number)
    }

    /// A number that must not be negative.
    pub(crate) fn count(&self, name: &str, default: i64) -> Result<usize, Failure> {
        let number = self.number(name).unwrap_or(default);
        let refuse = |_| Failure::bad_request(format!("`{name}` is {number}: it must not be negative"));
        usize::try_from(number).map_err(refuse)
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&AttributeText> {
        let Argument::Attribute(attribute) = self.values.get(name)? else { return None };
        Some(attribute)
    }

    pub(crate) fn fetch(&self) -> &Fetch {
        &self.fetch
    }

    /// Takes the fetch out, to wrap it in another.
    pub(crate) fn take_fetch(&mut self) -> Fetch {
        std::mem::take(&mut self.fetch)
    }

    fn set(&mut self, schemes: &Schemes, param: Param, text: &str) -> Result<(), Failure> {
        let wrong = |what: &str| Failure::bad_request(format!("`{}` is `{text}`: use {what}", param.name));
        let argument = match param.form {
            Form::Str => Argument::Str(text.to_owned()),
            Form::List => Argument::List(items(text)),
            Form::Bool => Argument::Bool(parse_bool(text).ok_or_else(|| wrong("`true` or `false`"))?),
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

/// The items of a comma-separated list, except for empty ones.
fn items(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// Parses a boolean, ignoring case.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// The decoded names and values of a query or a form.
pub(crate) fn pairs(text: &str) -> Result<Vec<(String, String)>, Failure> {
    let parts = text.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Ok((percent_decode(&name.replace('+', " "))?, percent_decode(&value.replace('+', " "))?))
        })
        .collect()
}

/// Decodes percent-encoding. An error if it is malformed or the result is not UTF-8.
pub(crate) fn percent_decode(text: &str) -> Result<String, Failure> {
    let lone = text.split('%').skip(1).find(|after| {
        let mut digits = after.bytes();
        !(0..2).all(|_| digits.next().is_some_and(|digit| digit.is_ascii_hexdigit()))
    });
    if let Some(after) = lone {
        let start: String = after.chars().take(2).collect();
        return Err(Failure::bad_request(format!("`%{start}` is not percent-encoding")));
    }
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| Failure::bad_request("a parameter is not UTF-8"))
}
