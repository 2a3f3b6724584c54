//! Endpoints as rows: what the document says, what is declared, and how the two differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Context, Result, bail};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, FnArg, ImplItem, Item, Lit, LitStr, Meta, Pat, ReturnType, Signature, Type};

use crate::lower::camel_case;
use crate::model::{EndpointSrc, MethodsSrc, ParamRole, Place};
use crate::render::{param_type, result_type, template};

/// All that is declared of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The struct that has the method, and the method.
    pub method: String,
    /// The HTTP method, in capitals.
    pub http: String,
    /// The path, as a format string.
    pub path: String,
    /// The parameters, in the order of the declaration.
    pub params: Vec<ParamRow>,
    /// The type of the result, without spaces.
    pub result: String,
}

/// All that is declared of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamRow {
    /// The name on the wire.
    pub wire: String,
    /// `path`, `query` or `form`.
    pub place: String,
    /// The type, inside of an `Option`, without spaces.
    pub ty: String,
    /// Whether it has to be given.
    pub required: bool,
    /// `after`, `offset` or `batch`, where one request can take several calls.
    pub role: Option<String>,
}

impl Row {
    /// What the document says.
    pub fn of_document(groups: &[MethodsSrc]) -> Vec<Self> {
        let rows = groups.iter().flat_map(|group| {
            group.endpoints.iter().map(|endpoint| Self::of_endpoint(&group.name, endpoint))
        });
        rows.collect()
    }

    fn of_endpoint(group: &str, endpoint: &EndpointSrc) -> Self {
        let params = endpoint.params.iter().map(|param| ParamRow {
            wire: param.wire.clone(),
            place: param.place.word().to_owned(),
            ty: unspaced(&param_type(&param.ty)),
            required: param.required,
            role: param.role.map(|role| role.word().to_owned()),
        });
        Self {
            method: format!("{group}::{}", endpoint.name),
            http: endpoint.http.to_owned(),
            path: template(endpoint),
            params: params.collect(),
            result: unspaced(&result_type(&endpoint.result)),
        }
    }

    /// What the declarations of a file say.
    ///
    /// # Errors
    /// If it is not Rust, or has a declaration that is none.
    pub fn of_declarations(text: &str) -> Result<Vec<Self>> {
        let mut rows = Vec::new();
        for item in syn::parse_file(text).context("not Rust")?.items {
            let Item::Impl(block) = item else { continue };
            if !block.attrs.iter().any(|attr| attr.path().is_ident("ibis_methods")) {
                continue;
            }
            let Type::Path(path) = &*block.self_ty else { bail!("an impl of something without a name") };
            let group = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            for item in block.items {
                if let ImplItem::Verbatim(tokens) = item {
                    let (attrs, sig) = declaration.parse2(tokens).context("no declaration of a method")?;
                    rows.push(Self::of_declaration(&group, &attrs, &sig)?);
                }
            }
        }
        Ok(rows)
    }

    fn of_declaration(group: &str, attrs: &[Attribute], sig: &Signature) -> Result<Self> {
        let method = format!("{group}::{}", sig.ident);
        let attr = attrs.iter().find(|attr| attr.path().is_ident("ibis"));
        let attr = attr.with_context(|| format!("no `#[ibis(…)]` on `{method}`"))?;
        let call = |input: ParseStream<'_>| Ok((input.parse::<syn::Ident>()?, input.parse::<LitStr>()?));
        let (http, path) = attr.parse_args_with(call).with_context(|| format!("the call of `{method}`"))?;
        let (http, path) = (http.to_string(), path.value());
        let params = sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(param) => Some(param),
            FnArg::Receiver(_) => None,
        });
        let params = params.map(|param| {
            let Pat::Ident(name) = &*param.pat else { bail!("a parameter of `{method}` without a name") };
            let wire = wire_name(&param.attrs).unwrap_or_else(|| camel_case(&name.ident.to_string()));
            let (ty, required) = match optional(&param.ty) {
                Some(inside) => (inside, false),
                None => (&*param.ty, true),
            };
            let place = if path.contains(&format!("%({wire})s")) {
                Place::Path
            } else if matches!(&*http, "GET" | "DELETE") {
                Place::Query
            } else {
                Place::Form
            };
            let ty = unspaced(&ty.to_token_stream().to_string());
            let role = role(&param.attrs);
            Ok(ParamRow { wire, place: place.word().to_owned(), ty, required, role })
        });
        let params = params.collect::<Result<Vec<_>>>()?;
        let result = match &sig.output {
            ReturnType::Type(_, ty) => unspaced(&ty.to_token_stream().to_string()),
            ReturnType::Default => bail!("`{method}` returns nothing"),
        };
        Ok(Self { method, http, path, params, result })
    }
}

/// `GET /api/v1/version VersionMethods::get(…) -> String`; a parameter that may be left out has a question mark,
/// and one with a role its marker.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let params = self.params.iter().map(|param| {
            let optional = if param.required { "" } else { "?" };
            let role = param.role.as_ref().map(|role| format!("#[{role}] ")).unwrap_or_default();
            format!("{role}{} {}: {}{optional}", param.place, param.wire, param.ty)
        });
        let params = params.collect::<Vec<_>>().join(", ");
        write!(f, "{} {} {}({params}) -> {}", self.http, self.path, self.method, self.result)
    }
}

/// Everything in which the declarations differ from the document, in both directions, row by row.
pub fn differences(document: &[Row], declared: &[Row]) -> Vec<String> {
    let mut found = Vec::new();
    let (wanted, present) = (
        by_method(document, "the document", &mut found),
        by_method(declared, "the declarations", &mut found),
    );
    let methods: BTreeSet<_> = wanted.keys().chain(present.keys()).collect();
    for method in methods {
        match (wanted.get(*method), present.get(*method)) {
            (Some(_), None) => found.push(format!("`{method}` is in the document, but is not declared")),
            (None, Some(_)) => found.push(format!("`{method}` is declared, but is not in the document")),
            (Some(wanted), Some(present)) => row_differences(wanted, present, &mut found),
            (None, None) => {}
        }
    }
    found
}

fn by_method<'a>(rows: &'a [Row], whose: &str, found: &mut Vec<String>) -> BTreeMap<&'a str, &'a Row> {
    let mut by_method = BTreeMap::new();
    for row in rows {
        if by_method.insert(row.method.as_str(), row).is_some() {
            found.push(format!("`{}` is there twice in {whose}", row.method));
        }
    }
    by_method
}

fn row_differences(wanted: &Row, present: &Row, found: &mut Vec<String>) {
    let method = &wanted.method;
    let mut differ = |what: &str, wanted: &dyn fmt::Display, present: &dyn fmt::Display| {
        let (wanted, present) = (wanted.to_string(), present.to_string());
        if wanted != present {
            found.push(format!(
                "{what} `{method}` is `{wanted}` in the document, but declared as `{present}`"
            ));
        }
    };
    differ("the HTTP method of", &wanted.http, &present.http);
    differ("the path of", &wanted.path, &present.path);
    differ("the result of", &wanted.result, &present.result);
    let names = |row: &Row| row.params.iter().map(|param| param.wire.clone()).collect::<Vec<_>>().join(", ");
    differ("the list of parameters of", &names(wanted), &names(present));
    for param in &wanted.params {
        let Some(other) = present.params.iter().find(|other| other.wire == param.wire) else { continue };
        let of = |what: &str| format!("the {what} of the parameter `{}` of", param.wire);
        differ(&of("place"), &param.place, &other.place);
        differ(&of("type"), &param.ty, &other.ty);
        let presence = |param: &ParamRow| if param.required { "required" } else { "optional" };
        differ(&of("presence"), &presence(param), &presence(other));
        let role = |param: &ParamRow| param.role.clone().unwrap_or_else(|| "none".to_owned());
        differ(&of("role"), &role(param), &role(other));
    }
}

fn declaration(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, Signature)> {
    let attrs = input.call(Attribute::parse_outer)?;
    input.parse::<syn::Visibility>()?;
    let sig = input.parse()?;
    input.parse::<syn::Token![;]>()?;
    Ok((attrs, sig))
}

fn role(attrs: &[Attribute]) -> Option<String> {
    let role = ParamRole::ALL.iter().find(|role| attrs.iter().any(|attr| attr.path().is_ident(role.word())));
    role.map(|role| role.word().to_owned())
}

fn wire_name(attrs: &[Attribute]) -> Option<String> {
    attrs.iter().find_map(|attr| match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("name") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(name) => Some(name.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

/// The type inside of an `Option`.
fn optional(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

/// A type's text, however it is laid out.
pub fn unspaced(ty: &str) -> String {
    ty.split_whitespace().collect()
}
