//! The words of the grammar, each set of them as an enum.

/// Defines enums whose variants are written as these words.
macro_rules! words {
    ($($(#[$doc:meta])* enum $name:ident { $($variant:ident = $word:literal),* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name {
            $($variant),*
        }

        impl $name {
            pub(crate) fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self {
                    $(Self::$variant => $word),*
                })
            }
        }
    )* };
}

words! {
    /// The HTTP methods that the service knows.
    enum Method { Get = "GET", Post = "POST", Put = "PUT", Delete = "DELETE" }

    /// Where a parameter goes in a request.
    enum ParamIn { Path = "path", Query = "query", Form = "form" }

    /// What a parameter is for, where a request can take more than one call.
    enum Role { After = "after", Offset = "offset", Batch = "batch" }
}

impl Method {
    /// Whether a request of this method carries a form.
    pub(crate) fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put)
    }
}

/// The indefinite article before a name.
pub(crate) fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" }
}
