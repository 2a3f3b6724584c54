//! The macros of `ibis-client`, which re-exports them: use them from there.
//!
//! - [`macro@ibis_methods`], an attribute of an `impl` block, makes a typed method of each signature in it that
//!   carries `#[ibis(METHOD "path")]`.
//! - [`fetch!`] is the value of a `fetch` parameter, checked at build time.
//!
//! Everything that can be wrong with either is a compile error at the token that is wrong; all of them are
//! reported at once, and each says what to write instead.

mod attr;
mod block;
mod endpoint;
mod errors;
mod expand;
mod fetch;
mod methods;
mod names;
mod param;
mod reserved;
mod suggest;
mod template;
#[cfg(test)]
mod tests;
mod types;
mod words;

use proc_macro::TokenStream;

/// Makes typed methods of the declarations of endpoints in an `impl` block.
///
/// # A declaration
///
/// ```text
/// #[ibis_methods]
/// impl PersonMethods {
///     /// Returns the person with the given identifier, or `None` where there is none.
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
/// The method is called with its required parameters, and returns a request. Optional parameters are set on
/// the request, which is then awaited (or sent, without an async runtime):
///
/// ```text
/// let people = PersonMethods::new(&connection);
/// let person = people.get_person("crsid", "spqr1").fetch(fetch!(Person: email)).await?;
/// let person = people.get_person("crsid", "spqr1").timeout(Duration::from_secs(3)).send()?;
/// ```
///
/// A function in the block that has a body and no `#[ibis]` stays as it is.
///
/// # The endpoint
///
/// `#[ibis(METHOD "path")]` has the HTTP method, one of `GET`, `POST`, `PUT` and `DELETE`, and the path as a
/// string literal with a slash in front. `%(name)s` in the path stands for the parameter with that name,
/// `%%` for a percent sign.
///
/// # Parameters
///
/// | declared | given by the caller |
/// | --- | --- |
/// | `&str`, `bool`, `i32` or another primitive integer | as it is |
/// | `&[T]` | any iterator over what converts to `T` (`impl IntoParamList<T>`) |
/// | any other type `T` | what converts to `T` (`impl IntoParam<T>`) |
/// | `Option<X>` | nothing, or by the setter of its name what `X` is given by |
///
/// A parameter that the path names is part of the path. The others go into the query with `GET` and `DELETE`,
/// and into the form with `POST` and `PUT`. The service's name for a parameter is its own in camelCase. Markers
/// before a parameter change that, and a doc comment documents the setter of an optional one:
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
/// | `#[query]` | this parameter goes into the query |
/// | `#[form]` | this parameter goes into the form |
/// | `#[name = "wireName"]` | what the service calls this parameter |
/// | `#[after]` | this optional parameter takes the identifier of the last one received, to read on after it |
/// | `#[offset]` | this optional parameter takes how many results to skip |
/// | `#[batch]` | this list, a `&[T]`, may be longer than one URL can hold |
///
/// An optional parameter cannot be called `timeout`, `retries`, `trace_header`, `send`, `into_future`, `pages` or
/// `batched`: requests have methods of those names.
///
/// # More than one call
///
/// The last three markers are for parameters in the query of a `GET` whose result is a list of entities, one
/// for a method at most. With `#[after]` or `#[offset]`, the request has a method `pages`, which streams the
/// results of all pages; with `#[batch]` it has `batched`, which sends as many requests as the list needs.
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
/// The return type is what the response holds, by the trait `FromResult` of the client; awaiting the request
/// gives a `Result` of it. Types of your own implement that trait.
///
/// # What is emitted
///
/// Besides the methods, a module beside the block: `person_methods` for `PersonMethods`. It has
///
/// - a request type for each endpoint, named after its method and as visible: `person_methods::GetPerson`. Its
///   associated constant `ENDPOINT` describes the endpoint as data: method, path, parameters and result, as they
///   are declared;
/// - all these descriptions, in the order of the declarations: `person_methods::ENDPOINTS`.
///
/// A method's documentation is the declaration's, and names the optional parameters, the request and what awaiting
/// it gives. `#[deprecated]` and other attributes of a declaration are on the method; `#[cfg]` is on everything that
/// is emitted for it.
///
/// # Options
///
/// ```text
/// #[ibis_methods(crate = my::renamed_client, module = room_requests)]
/// ```
///
/// | option | meaning |
/// | --- | --- |
/// | `crate = path` | where the client crate is, if it is not `::ibis_client` |
/// | `module = name` | what the module of the requests is called; a second block for a type needs it |
///
/// # Endpoints of your own
///
/// The block may be for any struct, in any crate, that says by the client's trait `HasConnection` how its
/// connection is reached:
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
/// That attribute takes this one away; what is left of it anywhere else is an error that says so.
#[proc_macro_attribute]
pub fn ibis(_args: TokenStream, _item: TokenStream) -> TokenStream {
    let problem = "`#[ibis]` outside of `#[ibis_methods]`: write `#[ibis_methods]` above the impl block";
    syn::Error::new(proc_macro2::Span::call_site(), problem).into_compile_error().into()
}

/// What to fetch, checked at build time.
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
/// First comes the kind of entity that the call returns, `Person`, `Institution` or `Group`: keywords of the
/// macro, there is nothing to import. After the colon, with commas between them, come chains of names with
/// dots between them, spelt as on the wire. Each name is one that the entity before it has:
///
/// - a reference (`all_insts`, `managed_by_groups`), which the chain continues from;
/// - `contact_rows` of an institution, which the chain continues from with the people in the rows;
/// - an attribute scheme (`email`, `jpegPhoto`) or a group of attributes (`all_attrs`, `phone_numbers`,
///   `all_identifiers`), where the chain ends;
/// - a scheme that is not in the well-known list, as a string literal, where the chain ends too.
///
/// A name that is none of these is an error of rustc's at that name, which suggests the nearest. The service
/// follows ten references in a chain; the eleventh is an error, and so is an empty list.
///
/// The value is a `Fetch` of the kind, and a constant: there is nothing left to do at run time. Text that is
/// known at run time only is for `Fetch::parse`.
///
/// `fetch!(crate = my::renamed_client; Person: email)` says where the client crate is, when it is not
/// `::ibis_client`.
#[proc_macro]
pub fn fetch(input: TokenStream) -> TokenStream {
    fetch::fetch(input.into()).into()
}
