//! The keywords of the grammar, as enums.

/// Defines enums with a keyword for each variant.
macro_rules! keywords {
    ($($(#[$doc:meta])* enum $name:ident { $($variant:ident = $keyword:literal),* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name {
            $($variant),*
        }

        impl $name {
            pub(crate) fn from_keyword(keyword: &str) -> Option<Self> {
                match keyword {
                    $($keyword => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self {
                    $(Self::$variant => $keyword),*
                })
            }
        }
    )* };
}

keywords! {
    /// The HTTP methods that the service supports.
    enum Method { Get = "GET", Post = "POST", Put = "PUT", Delete = "DELETE" }

    /// The location of a parameter in a request.
    enum ParamIn { Path = "path", Query = "query", Form = "form" }

    /// The role of a parameter in a request that sends several calls.
    enum Role { After = "after", Offset = "offset", Batch = "batch" }
}

impl Method {
    /// Whether a request with this method has a form.
    pub(crate) fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put)
    }
}

/// The indefinite article before a name.
pub(crate) fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" }
}
