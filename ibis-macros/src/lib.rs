//! The macros of `ibis-client`, which re-exports them: use them from there.
//!
//! - [`macro@ibis_methods`], an attribute of an `impl` block, turns each signature with `#[ibis(METHOD "path")]` into a
//!   typed method.
//! - [`fetch!`] creates the value of a `fetch` parameter, checked at compile time.
//!
//! Every mistake in either is a compile error at the token that causes it. All mistakes are reported at once, and each
//! message says what to write instead.

mod attr;
mod block;
mod endpoint;
mod errors;
mod expand;
mod fetch;
mod keywords;
mod methods;
mod names;
mod param;
mod reserved;
mod suggest;
mod template;
#[cfg(test)]
mod tests;
mod types;

use proc_macro::TokenStream;

/// Turns the endpoint declarations in an `impl` block into typed methods.
///
/// # A declaration
///
/// ```text
/// #[ibis_methods]
/// impl PersonMethods {
///     /// Returns the person with the given identifier, or `None` if there is none.
///     #[ibis(GET "/api/v1/person/%(scheme)s/%(identifier)s")]
///     pub fn get_person(
///         &self,
///         scheme: &str,
///         identifier: &str,
///         /// What to fetch besides the basic fields.
///         fetch: Option<Fetch<Person>>,
///     ) -> Option<Person>;
/// }
/// ```
///
/// The method takes the required parameters and returns a request. Optional parameters are setters on the request. Await
/// the request to send it, or call `send` without an async runtime:
///
/// ```text
/// let people = PersonMethods::new(&connection);
/// let person = people.get_person("crsid", "spqr1").fetch(fetch!(Person: email)).await?;
/// let person = people.get_person("crsid", "spqr1").timeout(Duration::from_secs(3)).send()?;
/// ```
///
/// Functions in the block that have a body and no `#[ibis]` stay unchanged.
///
/// # The endpoint
///
/// `#[ibis(METHOD "path")]` contains the HTTP method, one of `GET`, `POST`, `PUT` and `DELETE`, and the path, a string
/// literal that starts with a slash. In the path, `%(name)s` stands for the parameter with that name and `%%` for a percent
/// sign.
///
/// # Parameters
///
/// | declared type | the caller passes |
/// | --- | --- |
/// | `&str`, `bool`, `i32` or another primitive integer | a value of that type |
/// | `&[T]` | an iterable whose items convert to `T` (`impl IntoParamList<T>`) |
/// | any other type `T` | a value that converts to `T` (`impl IntoParam<T>`) |
/// | `Option<X>` | nothing, or the same as for `X` to the setter of that name |
///
/// A parameter named in the path is a path parameter. The others are query parameters for `GET` and `DELETE`, and form
/// parameters for `POST` and `PUT`. A parameter's API name defaults to its own name in camelCase. Markers before a parameter
/// change these defaults, and a doc comment on an optional parameter documents its setter:
///
/// ```text
/// #[ibis(PUT "/api/v1/rooms/%(roomId)s")]
/// pub fn update_room(
///     &self,
///     room_id: &str,
///     #[name = "n"] name: &str,
///     /// Whether to check the change without saving it. Defaults to `false`.
///     #[query] dry_run: Option<bool>,
/// ) -> Room;
/// ```
///
/// | marker | meaning |
/// | --- | --- |
/// | `#[query]` | a query parameter |
/// | `#[form]` | a form parameter |
/// | `#[name = "apiName"]` | the API name of the parameter |
/// | `#[after]` | an optional parameter: results continue after the entity with this identifier |
/// | `#[offset]` | an optional parameter: the number of results to skip |
/// | `#[batch]` | a list, `&[T]`, that may be too long for a single URL |
///
/// An optional parameter cannot be called `timeout`, `retries`, `trace_header`, `send`, `into_future`, `pages` or
/// `batched`: requests have methods of those names.
///
/// # More than one call
///
/// The last three markers are for query parameters of a `GET` that returns a list of entities; a method can have only one
/// of them. With `#[after]` or `#[offset]`, the request has a method `pages`, which streams the results of all pages. With
/// `#[batch]` it has a method `batched`, which sends as many requests as the list needs.
///
/// ```text
/// #[ibis(GET "/api/v1/rooms/keepers")]
/// pub fn list_keepers(&self, #[batch] rooms: &[String], fetch: Option<Fetch<Person>>) -> Vec<Person>;
///
/// let keepers = rooms.list_keepers(numbers).batched().await?;
/// ```
///
/// # The result
///
/// The return type implements the client's trait `FromResult`, which extracts it from the response. Awaiting the request
/// gives a `Result` of that type. Implement the trait for types of your own.
///
/// # Generated items
///
/// Besides the methods, the macro generates a module next to the block, `person_methods` for `PersonMethods`, with
///
/// - a request type for each endpoint, such as `person_methods::GetPerson`, with the visibility of the method. Its
///   associated constant `ENDPOINT` describes the endpoint as declared: method, path, parameters and result;
/// - the constant `ENDPOINTS`, which lists these descriptions in the order of the declarations.
///
/// The documentation of a method is that of its declaration, followed by the optional parameters, the request type and
/// the type that awaiting it gives. `#[deprecated]` and other attributes of a declaration apply to the method, and `#[cfg]`
/// to everything generated for it.
///
/// # Options
///
/// ```text
/// #[ibis_methods(crate = my::renamed_client, module = room_requests)]
/// ```
///
/// | option | meaning |
/// | --- | --- |
/// | `crate = path` | the path of the client crate. Defaults to `::ibis_client` |
/// | `module = name` | the name of the module with the requests; required for a second block of the same type |
///
/// # Endpoints of your own
///
/// The block can be for any struct, in any crate, that implements the client's trait `HasConnection`:
///
/// ```text
/// pub struct Rooms(SharedConnection);
///
/// impl HasConnection for Rooms {
///     fn connection(&self) -> SharedConnection {
///         self.0.clone()
///     }
/// }
///
/// #[ibis_methods]
/// impl Rooms {
///     /// Lists the rooms of an institution.
///     #[ibis(GET "/api/v1/inst/%(instid)s/rooms")]
///     pub fn list_rooms(&self, instid: InstId, limit: Option<i32>) -> Vec<Room>;
/// }
/// ```
#[proc_macro_attribute]
pub fn ibis_methods(args: TokenStream, item: TokenStream) -> TokenStream {
    methods::ibis_methods(args.into(), item.into()).into()
}

/// Declares an endpoint, in an `impl` block under [`macro@ibis_methods`].
///
/// `ibis_methods` removes this attribute. Anywhere else it is a compile error.
#[proc_macro_attribute]
pub fn ibis(_args: TokenStream, _item: TokenStream) -> TokenStream {
    let problem = "`#[ibis]` outside of `#[ibis_methods]`: write `#[ibis_methods]` above the impl block";
    syn::Error::new(proc_macro2::Span::call_site(), problem).into_compile_error().into()
}

/// Creates the value of a `fetch` parameter, checked at compile time.
///
/// ```text
/// let person = people
///     .get_person("crsid", "spqr1")
///     .fetch(fetch!(Person: email, all_insts.managed_by_groups.all_members.email))
///     .await?;
///
/// const STAFF: Fetch<Institution> = fetch!(Institution: contact_rows.jpegPhoto, all_members, "parkingPermit");
/// ```
///
/// The input starts with the kind of entity that the call returns: `Person`, `Institution` or `Group`. These are keywords
/// of the macro, so there is nothing to import. After the colon follow chains of names, separated by commas. The names of a
/// chain are separated by dots and spelt as in the API. Each name belongs to the entity that precedes it:
///
/// - a reference, such as `all_insts` or `managed_by_groups`: the chain continues with the entities it leads to;
/// - `contact_rows` of an institution: the chain continues with the people in the rows;
/// - an attribute scheme, such as `email` or `jpegPhoto`, or a group of attributes (`all_attrs`, `phone_numbers`,
///   `all_identifiers`): the chain ends;
/// - any other scheme, as a string literal: the chain ends.
///
/// An unknown name is a compile error that suggests the most similar one. The service follows at most ten references in a
/// chain; an eleventh is a compile error, as is an empty list.
///
/// The value is a constant of type `Fetch<Person>`, `Fetch<Institution>` or `Fetch<Group>`, and costs nothing at run time.
/// Use `Fetch::parse` for text that is only known at run time.
///
/// `fetch!(crate = my::renamed_client; Person: email)` names the client crate if it is not `::ibis_client`.
#[proc_macro]
pub fn fetch(input: TokenStream) -> TokenStream {
    fetch::fetch(input.into()).into()
}
