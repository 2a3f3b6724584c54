//! The generator's model of a service, ready to be rendered as Rust.

use crate::pointer::Pointer;

/// A service.
#[derive(Debug)]
pub struct ApiSrc {
    /// The method groups, one per tag, by name.
    pub methods: Vec<MethodsSrc>,
    /// The records, by name.
    pub models: Vec<ModelSrc>,
    /// The open enums, by name.
    pub enums: Vec<EnumSrc>,
    /// The names in a fetch, if the document lists them.
    pub fetch: Option<FetchSrc>,
}

impl ApiSrc {
    /// All endpoints.
    pub fn endpoints(&self) -> impl Iterator<Item = &EndpointSrc> {
        self.methods.iter().flat_map(|group| &group.endpoints)
    }

    /// The names in a fetch of a kind of entity.
    pub fn fetch_names(&self, kind: KindSrc) -> &[FetchNameSrc] {
        let mut kinds = self.fetch.iter().flat_map(|fetch| &fetch.kinds);
        kinds.find(|names| names.kind == kind).map_or(&[], |names| &names.names)
    }
}

/// A method group: the operations of one tag.
#[derive(Debug)]
pub struct MethodsSrc {
    /// The struct with the methods, such as `PersonMethods`.
    pub name: String,
    /// The module of its requests, such as `person_methods`.
    pub module: String,
    /// The documentation.
    pub doc: String,
    /// The methods, by name.
    pub endpoints: Vec<EndpointSrc>,
}

/// An operation.
#[derive(Debug)]
pub struct EndpointSrc {
    /// The `operationId`.
    pub id: String,
    /// The name of the Rust method.
    pub name: String,
    /// The HTTP method in upper case.
    pub method: String,
    /// The path template, with `{name}` for a parameter.
    pub path: String,
    /// The first sentence of the documentation.
    pub summary: String,
    /// The rest of the documentation.
    pub description: String,
    /// The parameters, required ones first.
    pub params: Vec<ParamSrc>,
    /// The field of the result that the method returns.
    pub field: String,
    /// The return type.
    pub result: ResultSrc,
    /// The type of that field in the document.
    pub schema_type: SchemaType,
    /// Whether the API Gateway offers it, if the document says.
    pub gateway: Option<bool>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The location in the document.
    pub at: Pointer,
}

/// A parameter.
#[derive(Debug)]
pub struct ParamSrc {
    /// The API name.
    pub api_name: String,
    /// The Rust name.
    pub name: String,
    /// The `in` of the parameter.
    pub location: ParamIn,
    /// Whether it is required.
    pub required: bool,
    /// The Rust type.
    pub ty: TypeSrc,
    /// The type in the document.
    pub schema_type: SchemaType,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its role in a request that sends several calls.
    pub role: Option<ParamRole>,
    /// The documentation.
    pub doc: String,
    /// The location in the operation, before references are followed.
    pub at: Pointer,
}

/// The role of a parameter in a request that sends several calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
pub enum ParamRole {
    /// The identifier of the last entity received.
    #[serde(rename = "identifier")]
    After,
    /// The number of results to skip.
    #[serde(rename = "offset")]
    Offset,
    /// A list that may be too long for one URL.
    #[serde(skip)]
    Batch,
}

impl ParamRole {
    /// The marker in a declaration.
    pub fn word(self) -> &'static str {
        match self {
            Self::After => "after",
            Self::Offset => "offset",
            Self::Batch => "batch",
        }
    }
}

/// The `in` of a parameter; `Form` for a field of the request body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParamIn {
    /// A path parameter.
    Path,
    /// A query parameter.
    Query,
    /// A form parameter.
    Form,
}

impl ParamIn {
    /// The value of `in`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Form => "form",
        }
    }
}

/// A type in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaType {
    /// A string, or a string enum.
    Str {
        /// The `format`.
        format: Option<String>,
        /// The values of an enum; empty otherwise.
        values: Vec<String>,
    },
    /// An integer and its `format`.
    Integer(Option<String>),
    /// A boolean.
    Bool,
    /// A record, by the name of its schema.
    Record(String),
    /// An array.
    List(Box<SchemaType>),
}

impl SchemaType {
    /// Whether this is an array.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }

    /// The type in the words of OpenAPI.
    pub fn words(&self) -> String {
        let of = |format: &Option<String>| {
            format.as_ref().map(|format| format!(" ({format})")).unwrap_or_default()
        };
        match self {
            Self::Str { values, .. } if !values.is_empty() => format!("one of {}", values.join(", ")),
            Self::Str { format, .. } => format!("string{}", of(format)),
            Self::Integer(format) => format!("integer{}", of(format)),
            Self::Bool => "boolean".to_owned(),
            Self::Record(name) => name.clone(),
            Self::List(item) => format!("array of {}", item.words()),
        }
    }
}

/// The Rust type of a parameter, or of a single result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeSrc {
    /// A string.
    Str,
    /// A boolean.
    Bool,
    /// A 32-bit integer.
    Int32,
    /// A 64-bit integer.
    Int64,
    /// A public type of the client.
    Public(String),
    /// A fetch of a kind of entity.
    Fetch(KindSrc),
    /// A list.
    List(Box<TypeSrc>),
}

/// The return type of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultSrc {
    /// `T`.
    One(TypeSrc),
    /// `Option<T>`.
    Option(TypeSrc),
    /// `Vec<T>`.
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

    /// The type of its entities.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Institution => "Institution",
            Self::Group => "Group",
        }
    }

    /// Its name in the document.
    pub fn word(self) -> String {
        self.type_name().to_lowercase()
    }
}

/// A record.
#[derive(Debug)]
pub struct ModelSrc {
    /// The schema's name, such as `IbisPerson`.
    pub schema: String,
    /// The Rust name, such as `Person`.
    pub name: String,
    /// The documentation.
    pub doc: String,
    /// The role in a response.
    pub role: Role,
    /// The fields, in the document's order.
    pub fields: Vec<FieldSrc>,
    /// The location in the document.
    pub at: Pointer,
}

impl ModelSrc {
    /// Finds the record of a schema.
    pub fn find<'a>(models: &'a [Self], schema: &str) -> Option<&'a Self> {
        models.iter().find(|model| model.schema == schema)
    }

    /// The field that identifies an entity: the first required string or record.
    pub fn key(&self) -> Option<&FieldSrc> {
        let is_key = |shape: &ShapeSrc| matches!(shape, ShapeSrc::Str(_) | ShapeSrc::Value(_));
        self.fields.iter().find(|field| field.required && is_key(&field.shape))
    }

    /// The name of the handle or view.
    pub fn view(&self) -> String {
        if self.role == Role::Value { format!("{}Ref", self.name) } else { self.name.clone() }
    }

    /// The name of the owned form, if there is one. Callers pass an identifier as well, and the client's own error contains
    /// the service's.
    pub fn owned(&self) -> Option<String> {
        match (self.role, self.name.as_str()) {
            (Role::Result | Role::Pool, _) | (Role::Value, "Error") => None,
            (Role::Value, "Identifier") => Some(self.name.clone()),
            _ => Some(format!("{}Record", self.name)),
        }
    }

    /// The type in a return position: the owned form of a value, since its view borrows.
    pub fn return_type(&self) -> String {
        match (self.role, self.owned()) {
            (Role::Value, Some(owned)) => owned,
            _ => self.view(),
        }
    }

    /// The kind of entity, if it is one.
    pub fn kind(&self) -> Option<KindSrc> {
        match self.role {
            Role::Entity(kind) => Some(kind),
            _ => None,
        }
    }
}

/// The role of a record in a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Others refer to it.
    Entity(KindSrc),
    /// Part of another record, and refers to entities.
    Part,
    /// Part of another record.
    Value,
    /// The result itself.
    Result,
    /// Holds the entities of a flattened response.
    Pool,
}

/// A field of a record.
#[derive(Debug)]
pub struct FieldSrc {
    /// The API name.
    pub api_name: String,
    /// The Rust name.
    pub name: String,
    /// The documentation.
    pub doc: String,
    /// The shape of its value.
    pub shape: ShapeSrc,
    /// The type in the document.
    pub schema_type: SchemaType,
    /// Whether the service always sends it.
    pub required: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The fetches that include it, the most general first; empty if every response includes it.
    pub fetched_by: Vec<String>,
    /// An example value.
    pub example: Option<serde_json::Value>,
    /// The location in the document.
    pub at: Pointer,
}

/// The shape of a field's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShapeSrc {
    /// A boolean.
    Bool,
    /// An integer, and its newtype if it has one.
    Integer(Option<&'static str>),
    /// A string, and its newtype if it has one.
    Str(Option<&'static str>),
    /// An open enum.
    Enum(String),
    /// A date.
    Date,
    /// Bytes, in base64.
    Bytes,
    /// A list of strings.
    Strings,
    /// A nested record, by schema.
    Value(String),
    /// A list of nested records, by schema.
    Values(String),
    /// An entity, by schema.
    Entity(String),
    /// A list of entities, by schema.
    Entities(String),
    /// The key of the record in a flattened response.
    Id,
    /// A reference by key in a flattened response.
    Reference,
}

impl ShapeSrc {
    /// The schema of the record or records it holds.
    pub fn schema(&self) -> Option<&str> {
        match self {
            Self::Value(schema) | Self::Values(schema) | Self::Entity(schema) | Self::Entities(schema) => {
                Some(schema)
            }
            _ => None,
        }
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Strings | Self::Values(_) | Self::Entities(_))
    }
}

/// An open enum: values that the document does not list are allowed.
#[derive(Debug)]
pub struct EnumSrc {
    /// The Rust name.
    pub name: String,
    /// The documentation.
    pub doc: String,
    /// The known values.
    pub variants: Vec<VariantSrc>,
    /// The location in the document.
    pub at: Pointer,
}

/// A value of an enum.
#[derive(Debug, PartialEq, Eq)]
pub struct VariantSrc {
    /// The Rust name.
    pub name: String,
    /// The value in the API.
    pub value: String,
    /// The documentation.
    pub doc: String,
}

/// The names in a fetch.
#[derive(Debug)]
pub struct FetchSrc {
    /// The maximum number of references in a chain.
    pub max_reference_steps: usize,
    /// The names for each kind of entity, in the order of [`KindSrc::ALL`].
    pub kinds: Vec<FetchKindSrc>,
}

/// The names in a fetch of a kind of entity.
#[derive(Debug)]
pub struct FetchKindSrc {
    /// The kind.
    pub kind: KindSrc,
    /// References, then pseudo-attributes, then well-known attribute schemes.
    pub names: Vec<FetchNameSrc>,
}

/// A name in a fetch.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct FetchNameSrc {
    /// The name.
    pub name: String,
    /// The documentation.
    pub description: String,
    /// The field that it fetches; `None` for a scheme.
    pub field: Option<String>,
    /// The kind of entity with which a chain continues.
    #[serde(alias = "chainsTo")]
    pub target: Option<KindSrc>,
    /// Whether it refers to a list of entities.
    #[serde(default)]
    pub list: bool,
    /// The schemes that it abbreviates.
    #[serde(default)]
    pub expands_to: Vec<String>,
}
