//! Renders a method group as declarations.

use std::collections::BTreeSet;

use super::code::{Code, put};
use super::docs::{Docs, Scope};
use crate::lower::camel_case;
use crate::model::{EndpointSrc, MethodsSrc, ParamIn, ParamSrc, ResultSrc, TypeSrc};

pub(super) fn render(group: &MethodsSrc, docs: &Docs<'_>) -> String {
    let mut code = Code::default();
    code.text(&docs.inner(&group.doc));
    put!(code, "\nuse ibis_macros::ibis_methods;");
    let mut imports = imports(group);
    if imports.remove("Date") {
        put!(code, "use jiff::civil::Date;");
    }
    put!(code, "\nuse crate::api::{};", group.name);
    put!(code, "use crate::{{{}}};\n", imports.into_iter().collect::<Vec<_>>().join(", "));
    put!(code, "#[ibis_methods(crate = crate)]");
    put!(code, "impl {} {{", group.name);
    for endpoint in &group.endpoints {
        declaration(&mut code, group, endpoint, docs);
    }
    put!(code, "}}");
    code.finish()
}

/// The types to import for the declarations.
fn imports(group: &MethodsSrc) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for endpoint in &group.endpoints {
        let (ResultSrc::One(result) | ResultSrc::Option(result) | ResultSrc::List(result)) = &endpoint.result;
        for ty in endpoint.params.iter().map(|param| &param.ty).chain([result]) {
            import(ty, &mut names);
        }
    }
    names
}

fn import(ty: &TypeSrc, names: &mut BTreeSet<String>) {
    match ty {
        TypeSrc::Public(name) => {
            names.insert(name.clone());
        }
        TypeSrc::Fetch(kind) => names.extend(["Fetch".to_owned(), kind.type_name().to_owned()]),
        TypeSrc::List(item) => import(item, names),
        TypeSrc::Str | TypeSrc::Bool | TypeSrc::Int32 | TypeSrc::Int64 => {}
    }
}

fn declaration(code: &mut Code, group: &MethodsSrc, endpoint: &EndpointSrc, docs: &Docs<'_>) {
    let names = endpoint.params.iter().map(|param| (param.api_name.as_str(), param.name.as_str()));
    let scope = Scope { group: &group.name, names: names.collect() };
    put!(code, "");
    code.text(&docs.outer(1, &method_doc(endpoint), &scope));
    if endpoint.deprecated {
        put!(code, "#[deprecated]");
    }
    put!(code, "#[ibis({} {:?})]", endpoint.method, template(endpoint));
    put!(code, "pub fn {}(&self,", endpoint.name);
    for param in &endpoint.params {
        if !param.required {
            code.text(&docs.outer(2, &setter_doc(param), &scope));
        }
        if let Some(role) = param.role {
            put!(code, "#[{}]", role.word());
        }
        // `POST` and `PUT` parameters default to the form.
        if param.location == ParamIn::Query && matches!(endpoint.method.as_str(), "POST" | "PUT") {
            put!(code, "#[query]");
        }
        if camel_case(&param.name) != param.api_name {
            put!(code, "#[name = {:?}]", param.api_name);
        }
        let ty = param_type(&param.ty);
        let ty = if param.required { ty } else { format!("Option<{ty}>") };
        put!(code, "{}: {ty},", param.name);
    }
    put!(code, ") -> {};", result_type(&endpoint.result));
}

fn method_doc(endpoint: &EndpointSrc) -> String {
    let required = endpoint.params.iter().filter(|param| param.required && !param.doc.is_empty());
    let required = required.map(|param| {
        let ParamSrc { api_name, doc, .. } = param;
        // Further blocks are indented to stay in the list item.
        if doc.contains('\n') {
            format!("- `{api_name}`:\n\n  {}", doc.replace('\n', "\n  "))
        } else {
            format!("- `{api_name}`: {doc}")
        }
    });
    let required: Vec<_> = required.collect();
    let elsewhere = if endpoint.gateway == Some(false) { " The API Gateway does not offer it." } else { "" };
    let sends = format!("Sends `{} /api/v1{}`.{elsewhere}", endpoint.method, endpoint.path);

    let parts = [&endpoint.summary, &endpoint.description, &required.join("\n"), &sends];
    let parts: Vec<_> = parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

fn setter_doc(param: &ParamSrc) -> String {
    if param.doc.is_empty() { format!("Sets `{}`.", param.api_name) } else { param.doc.clone() }
}

/// The path with `%(name)s` for a parameter.
pub fn template(endpoint: &EndpointSrc) -> String {
    format!("/api/v1{}", endpoint.path.replace('{', "%(").replace('}', ")s"))
}

/// The declared type of a parameter.
pub fn param_type(ty: &TypeSrc) -> String {
    match ty {
        TypeSrc::Str => "&str".to_owned(),
        TypeSrc::Bool => "bool".to_owned(),
        TypeSrc::Int32 => "i32".to_owned(),
        TypeSrc::Int64 => "i64".to_owned(),
        TypeSrc::Public(name) => name.clone(),
        TypeSrc::Fetch(kind) => format!("Fetch<{}>", kind.type_name()),
        TypeSrc::List(item) => format!("&[{}]", owned_type(item)),
    }
}

/// The declared type of a result.
pub fn result_type(result: &ResultSrc) -> String {
    match result {
        ResultSrc::One(ty) => owned_type(ty),
        ResultSrc::Option(ty) => format!("Option<{}>", owned_type(ty)),
        ResultSrc::List(ty) => format!("Vec<{}>", owned_type(ty)),
    }
}

fn owned_type(ty: &TypeSrc) -> String {
    match ty {
        TypeSrc::Str => "String".to_owned(),
        TypeSrc::List(item) => format!("Vec<{}>", owned_type(item)),
        other => param_type(other),
    }
}
