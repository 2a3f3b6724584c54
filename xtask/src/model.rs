//! What the generator knows of a service: a small model, ready to be written as Rust.

use crate::pointer::Pointer;

/// A whole service.
#[derive(Debug)]
pub struct ApiSrc {
    /// The groups of methods, by tag.
    pub methods: Vec<MethodsSrc>,
    /// The records, by name.
    pub models: Vec<ModelSrc>,
    /// The open enums, by name.
    pub enums: Vec<EnumSrc>,
    /// What a fetch may name, where the document says.
    pub fetch: Option<FetchSrc>,
}

impl ApiSrc {
    /// All endpoints.
    pub fn endpoints(&self) -> impl Iterator<Item = &EndpointSrc> {
        self.methods.iter().flat_map(|group| &group.endpoints)
    }

    /// What a fetch may name of a kind of entity.
    pub fn fetch_names(&self, kind: KindSrc) -> &[FetchNameSrc] {
        let mut kinds = self.fetch.iter().flat_map(|fetch| &fetch.kinds);
        kinds.find(|names| names.kind == kind).map_or(&[], |names| &names.names)
    }
}

/// A group of methods: the operations of one tag.
#[derive(Debug)]
pub struct MethodsSrc {
    /// The struct that has the methods, such as `PersonMethods`.
    pub name: String,
    /// The module of the struct's requests, such as `person_methods`.
    pub module: String,
    /// What the group is about.
    pub doc: String,
    /// The methods, by name.
    pub endpoints: Vec<EndpointSrc>,
}

/// An operation.
#[derive(Debug)]
pub struct EndpointSrc {
    /// The operation's id.
    pub id: String,
    /// The method's name.
    pub name: String,
    /// The HTTP method, in capitals.
    pub http: String,
    /// The path, as the document has it, with `{name}` for a parameter.
    pub path: String,
    /// The first sentence of the docs.
    pub summary: String,
    /// The rest of the docs.
    pub description: String,
    /// The parameters, the required ones first.
    pub params: Vec<ParamSrc>,
    /// The field of the answer that holds what the method returns.
    pub field: String,
    /// What the method returns.
    pub result: ResultSrc,
    /// What the field of the result holds.
    pub wire_type: WireType,
    /// Whether the API Gateway has it, where the document says.
    pub gateway: Option<bool>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Its place in the document.
    pub at: Pointer,
}

/// A parameter.
#[derive(Debug)]
pub struct ParamSrc {
    /// The name on the wire.
    pub wire: String,
    /// The Rust name.
    pub name: String,
    /// Where it is sent.
    pub place: Place,
    /// Whether it has to be given.
    pub required: bool,
    /// The type of its values.
    pub ty: TypeSrc,
    /// The type of its values, as the document states it.
    pub wire_type: WireType,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// What it is for, where one request can take several calls.
    pub role: Option<ParamRole>,
    /// What it is.
    pub doc: String,
    /// The place in the document where the operation has it.
    pub at: Pointer,
}

/// What a parameter is for, where one request can take several calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
pub enum ParamRole {
    /// It takes the identifier of the last one received.
    #[serde(rename = "identifier")]
    After,
    /// It takes how many results to skip.
    #[serde(rename = "offset")]
    Offset,
    /// It is a list that may be too long for one URL.
    #[serde(skip)]
    Batch,
}

impl ParamRole {
    /// The word for it, which is the marker in a declaration.
    pub fn word(self) -> &'static str {
        match self {
            Self::After => "after",
            Self::Offset => "offset",
            Self::Batch => "batch",
        }
    }
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In the form.
    Form,
}

impl Place {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Form => "form",
        }
    }
}

/// A type as a document states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireType {
    /// Text, of a format; the values of an enum.
    Text {
        /// The format.
        format: Option<String>,
        /// The values that are known.
        values: Vec<String>,
    },
    /// An integer, of a format.
    Integer(Option<String>),
    /// True or false.
    Flag,
    /// A record, by the name of its schema.
    Record(String),
    /// A list of these.
    List(Box<WireType>),
}

impl WireType {
    /// Whether there are several.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }

    /// The type in words.
    pub fn words(&self) -> String {
        let of = |format: &Option<String>| {
            format.as_ref().map(|format| format!(" ({format})")).unwrap_or_default()
        };
        match self {
            Self::Text { values, .. } if !values.is_empty() => format!("one of {}", values.join(", ")),
            Self::Text { format, .. } => format!("text{}", of(format)),
            Self::Integer(format) => format!("an integer{}", of(format)),
            Self::Flag => "true or false".to_owned(),
            Self::Record(name) => format!("one `{name}`"),
            Self::List(item) => format!("a list of {}", item.words().trim_start_matches("one ")),
        }
    }
}

/// The type of a parameter's values, or of a single answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeSrc {
    /// Text.
    Text,
    /// True or false.
    Flag,
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// A public type of the client, by name.
    Public(String),
    /// What to fetch with entities of a kind.
    Fetch(KindSrc),
    /// A list.
    List(Box<TypeSrc>),
}

/// What a method returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultSrc {
    /// Always one.
    One(TypeSrc),
    /// One or none.
    Option(TypeSrc),
    /// A list.
    List(TypeSrc),
}

/// The kinds of entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KindSrc {
    /// A person.
    Person,
    /// An institution.
    Institution,
    /// A group.
    Group,
}

impl KindSrc {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Person, Self::Institution, Self::Group];

    /// The type that stands for an entity of this kind.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Institution => "Institution",
            Self::Group => "Group",
        }
    }

    /// The word for it in the document.
    pub fn word(self) -> String {
        self.type_name().to_lowercase()
    }
}

/// A record.
#[derive(Debug)]
pub struct ModelSrc {
    /// The schema's name, such as `IbisPerson`.
    pub schema: String,
    /// The record's own name, such as `Person`.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// What part it plays.
    pub role: Role,
    /// The fields, in the document's order.
    pub fields: Vec<FieldSrc>,
    /// Its place in the document.
    pub at: Pointer,
}

impl ModelSrc {
    /// Finds the record of a schema.
    pub fn find<'a>(models: &'a [Self], schema: &str) -> Option<&'a Self> {
        models.iter().find(|model| model.schema == schema)
    }

    /// The field by which an entity is known: the first text or record that is always sent.
    pub fn key(&self) -> Option<&FieldSrc> {
        let is_key = |shape: &ShapeSrc| matches!(shape, ShapeSrc::Str(_) | ShapeSrc::Value(_));
        self.fields.iter().find(|field| field.required && is_key(&field.shape))
    }

    /// The name of its handle or view.
    pub fn view(&self) -> String {
        if self.role == Role::Value { format!("{}Ref", self.name) } else { self.name.clone() }
    }

    /// The name of its owned form; none where it has none. An identifier is also what callers pass, and the client's own
    /// error has all that the service's has.
    pub fn owned(&self) -> Option<String> {
        match (self.role, self.name.as_str()) {
            (Role::Answer | Role::Pool, _) | (Role::Value, "Error") => None,
            (Role::Value, "Identifier") => Some(self.name.clone()),
            _ => Some(format!("{}Record", self.name)),
        }
    }

    /// The name of the type by which a method returns it: a value's view borrows, so that its owned form is returned.
    pub fn returned(&self) -> String {
        match (self.role, self.owned()) {
            (Role::Value, Some(owned)) => owned,
            _ => self.view(),
        }
    }

    /// The kind, if it is an entity.
    pub fn kind(&self) -> Option<KindSrc> {
        match self.role {
            Role::Entity(kind) => Some(kind),
            _ => None,
        }
    }
}

/// What part a record plays in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It is referred to by others.
    Entity(KindSrc),
    /// It is a part of another, and refers to entities.
    Part,
    /// It is a part of another.
    Value,
    /// It is the answer itself.
    Answer,
    /// It holds the entities of a flattened answer.
    Pool,
}

/// A field of a record.
#[derive(Debug)]
pub struct FieldSrc {
    /// The name on the wire.
    pub wire: String,
    /// The Rust name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// What it holds.
    pub shape: ShapeSrc,
    /// What it holds, as the document states it.
    pub wire_type: WireType,
    /// Whether the service always sends it.
    pub required: bool,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// The fetches that bring it, the most general one first; none where it comes with every answer.
    pub fetched_by: Vec<String>,
    /// An example of its value.
    pub example: Option<serde_json::Value>,
    /// Its place in the document.
    pub at: Pointer,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShapeSrc {
    /// True or false.
    Bool,
    /// An integer; the name of its type where it has one of its own.
    Integer(Option<&'static str>),
    /// Text; the name of its type where it has one of its own.
    Str(Option<&'static str>),
    /// One of the values of an open enum.
    Enum(String),
    /// A day.
    Date,
    /// Bytes, in base64.
    Bytes,
    /// A list of texts.
    Strings,
    /// A record that is a part of this one, by its schema.
    Value(String),
    /// A list of these.
    Values(String),
    /// An entity, by its schema.
    Entity(String),
    /// A list of entities.
    Entities(String),
    /// The key of the record in a flattened answer.
    Id,
    /// The key of the record that stands here in a flattened answer.
    Reference,
}

impl ShapeSrc {
    /// The schema of the record that it holds, or holds several of.
    pub fn schema(&self) -> Option<&str> {
        match self {
            Self::Value(schema) | Self::Values(schema) | Self::Entity(schema) | Self::Entities(schema) => {
                Some(schema)
            }
            _ => None,
        }
    }

    /// Whether it may hold several.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Strings | Self::Values(_) | Self::Entities(_))
    }
}

/// An enum that stays open to values which the document does not know.
#[derive(Debug)]
pub struct EnumSrc {
    /// Its name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// The values that are known.
    pub variants: Vec<VariantSrc>,
    /// Its place in the document.
    pub at: Pointer,
}

/// A value of an enum.
#[derive(Debug, PartialEq, Eq)]
pub struct VariantSrc {
    /// The Rust name.
    pub name: String,
    /// The text on the wire.
    pub text: String,
    /// What it means.
    pub doc: String,
}

/// What a fetch may name.
#[derive(Debug)]
pub struct FetchSrc {
    /// The largest number of references in a chain.
    pub max_reference_steps: usize,
    /// The names, by the kind that they start from, in the order of [`KindSrc::ALL`].
    pub kinds: Vec<FetchKindSrc>,
}

/// What a fetch may name for a kind of entity.
#[derive(Debug)]
pub struct FetchKindSrc {
    /// The kind.
    pub kind: KindSrc,
    /// References to other entities, then pseudo-attributes, then the well-known schemes of attributes.
    pub names: Vec<FetchNameSrc>,
}

/// A name in a fetch.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct FetchNameSrc {
    /// The name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// The field that holds what it brings; none of a scheme.
    pub field: Option<String>,
    /// The kind of entity that a chain goes on to.
    #[serde(rename = "target", alias = "chainsTo")]
    pub leads_to: Option<KindSrc>,
    /// Whether it leads to several.
    #[serde(default)]
    pub list: bool,
    /// The schemes that it stands for.
    #[serde(default)]
    pub expands_to: Vec<String>,
}
