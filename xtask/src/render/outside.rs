//! The files of a crate of one's own: groups of methods with their structs, and the open enums.

use std::collections::BTreeSet;

use super::code::{Code, put};
use super::docs::{Docs, Scope};
use super::{FileSrc, enums, methods};
use crate::lower::module_name;
use crate::model::{ApiSrc, EnumSrc, MethodsSrc};

/// The module of the enums.
const ENUMS: &str = "open_enums";

/// Where the files belong.
#[derive(Clone, Copy, Debug)]
pub struct Outside<'a> {
    /// The name of the module that has them, which is that of the file beside their folder.
    pub module: &'a str,
    /// The path by which ibis-client is reached.
    pub client: &'a str,
}

/// The file of the module, and those in its folder.
pub fn outside_files(api: &ApiSrc, outside: Outside<'_>) -> (FileSrc, Vec<FileSrc>) {
    let docs = Docs::without_links(&api.methods);
    let used: BTreeSet<_> = api.methods.iter().flat_map(methods::public_types).collect();
    let own: Vec<&EnumSrc> = api.enums.iter().filter(|open| used.contains(&open.name)).collect();
    let mut files = Vec::new();
    let mut root = Code::default();
    put!(root, "//! The endpoints of `{}`, over a connection of `{}`.\n", outside.module, outside.client);
    for group in &api.methods {
        put!(root, "mod {};", file_name(group));
    }
    if !own.is_empty() {
        put!(root, "mod {ENUMS};\n");
        let names: Vec<_> = own.iter().map(|open| open.name.as_str()).collect();
        put!(root, "pub use self::{ENUMS}::{{{}}};", names.join(", "));
        files.push(FileSrc { name: format!("{ENUMS}.rs"), text: open_enums(&own, outside, &docs) });
    }
    for group in &api.methods {
        put!(root, "pub use self::{}::{{{}, {}}};", file_name(group), group.name, group.module);
        files.push(FileSrc {
            name: format!("{}.rs", file_name(group)),
            text: methods_file(group, &own, outside, &docs),
        });
    }
    (FileSrc { name: format!("{}.rs", outside.module), text: root.finish() }, files)
}

fn file_name(group: &MethodsSrc) -> String {
    module_name(group.name.strip_suffix("Methods").unwrap_or(&group.name))
}

fn methods_file(group: &MethodsSrc, own: &[&EnumSrc], outside: Outside<'_>, docs: &Docs) -> String {
    let Outside { client, .. } = outside;
    let name = &group.name;
    let mut code = Code::default();
    code.text(&docs.inner(&group.doc));
    put!(code, "");
    let (local, mut public): (BTreeSet<_>, BTreeSet<_>) =
        methods::imports(group).into_iter().partition(|name| own.iter().any(|open| open.name == *name));
    if public.remove("Date") {
        put!(code, "use jiff::civil::Date;");
    }
    public.extend(["HasConnection".to_owned(), "ibis_methods".to_owned()]);
    put!(code, "use {client}::{{{}}};\n", public.into_iter().collect::<Vec<_>>().join(", "));
    if !local.is_empty() {
        put!(code, "use super::{ENUMS}::{{{}}};\n", local.into_iter().collect::<Vec<_>>().join(", "));
    }
    code.text(&docs.outer(0, &group.doc, Scope::BARE));
    put!(code, "#[derive(Clone, Copy, Debug)]\npub struct {name}<C> {{ connection: C }}\n");
    put!(code, "impl<C: Connection> {name}<C> {{");
    put!(
        code,
        "/// The methods over a connection: a reference to one, an `Arc` or `Box` of one, or one itself."
    );
    put!(code, "pub const fn new(connection: C) -> Self {{ Self {{ connection }} }}\n}}\n");
    put!(code, "impl<C: Connection + Clone> HasConnection for {name}<C> {{\ntype Connection = C;\n");
    put!(code, "fn connection(&self) -> C {{ self.connection.clone() }}\n}}\n");
    let path = if client == "ibis_client" { String::new() } else { format!("(crate = {client})") };
    put!(code, "#[ibis_methods{path}]");
    methods::block(&mut code, group, docs);
    code.finish()
}

/// The enums, and what makes an open one of a list of values.
fn open_enums(own: &[&EnumSrc], outside: Outside<'_>, docs: &Docs) -> String {
    let mut code = Code::default();
    code.text(&docs.inner("Values of which the service may know more than is listed here."));
    put!(code, "\nuse std::fmt;\n\nuse {}::ParamValue;\n", outside.client);
    code.text(OPEN_ENUM);
    for open in own {
        enums::open_enum(&mut code, open, docs);
    }
    code.finish()
}

const OPEN_ENUM: &str = r"
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)*
        }
    ) => {
        $(#[$meta])*
        ///
        /// It stays open: a text that is none of these is [`Other`](Self::Other).
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A value that is not listed.
            Other(Box<str>),
        }

        impl $name {
            /// The value as the service spells it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::Other(other.into()),
                }
            }
        }

        impl From<$name> for ParamValue {
            fn from(value: $name) -> Self {
                Self::from(value.as_str())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
";
