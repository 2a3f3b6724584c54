//! The client's runtime as far as the macros' expansions need it, by hand: what they rely on, in code.
//!
//! Test cases include it as a module and name it by `crate = crate::stub`.

#![allow(
    dead_code,
    missing_debug_implementations,
    unused_imports,
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic
)]

pub mod fetch;

pub struct Person;
pub struct Institution;
pub struct Group;

pub struct Call;
pub struct IbisResult;

#[derive(Debug)]
pub struct Error;

pub struct Fetch<T> {
    pub text: &'static str,
    pub root: std::marker::PhantomData<T>,
}

pub mod private {
    use std::fmt::Display;
    use std::future::Future;
    use std::marker::PhantomData;
    use std::pin::Pin;
    use std::time::Duration;

    pub use super::fetch::markers;
    pub use super::{Call, Error, Fetch, IbisResult};

    pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

    pub trait Connection: Send + Sync {
        fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>>;
    }

    pub trait BlockingConnection: Connection {}

    impl<C: Connection + ?Sized> Connection for &C {
        fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            (**self).invoke_method(call)
        }
    }

    #[diagnostic::on_unimplemented(message = "`{Self}` does not say how its connection is reached")]
    pub trait HasConnection {
        type Connection: Connection;
        fn connection(&self) -> Self::Connection;
    }

    #[diagnostic::on_unimplemented(message = "`{Self}` is nothing that an answer can hold")]
    pub trait FromResult: Sized + Send + 'static {
        fn from_result(result: &IbisResult) -> Result<Self, Error>;
    }

    impl FromResult for () {
        fn from_result(_: &IbisResult) -> Result<Self, Error> {
            Ok(())
        }
    }
    impl FromResult for String {
        fn from_result(_: &IbisResult) -> Result<Self, Error> {
            Ok(String::new())
        }
    }
    impl FromResult for bool {
        fn from_result(_: &IbisResult) -> Result<Self, Error> {
            Ok(true)
        }
    }
    impl FromResult for i32 {
        fn from_result(_: &IbisResult) -> Result<Self, Error> {
            Ok(1)
        }
    }
    impl FromResult for super::Person {
        fn from_result(_: &IbisResult) -> Result<Self, Error> {
            Ok(super::Person)
        }
    }
    impl<T: FromResult> FromResult for Option<T> {
        fn from_result(_: &IbisResult) -> Result<Self, Error> {
            Ok(None)
        }
    }
    impl<T: FromResult> FromResult for Vec<T> {
        fn from_result(_: &IbisResult) -> Result<Self, Error> {
            Ok(Vec::new())
        }
    }

    #[diagnostic::on_unimplemented(message = "`{Self}` is no list of entities")]
    pub trait Listing: FromResult {}

    impl Listing for Vec<super::Person> {}

    pub struct ParamValue(pub String);

    impl From<&str> for ParamValue {
        fn from(value: &str) -> Self {
            Self(value.to_owned())
        }
    }
    impl From<String> for ParamValue {
        fn from(value: String) -> Self {
            Self(value)
        }
    }
    impl From<bool> for ParamValue {
        fn from(value: bool) -> Self {
            Self(value.to_string())
        }
    }
    impl From<i32> for ParamValue {
        fn from(value: i32) -> Self {
            Self(value.to_string())
        }
    }
    impl From<i64> for ParamValue {
        fn from(value: i64) -> Self {
            Self(value.to_string())
        }
    }
    impl<T> From<Fetch<T>> for ParamValue {
        fn from(value: Fetch<T>) -> Self {
            Self(value.text.to_owned())
        }
    }

    #[diagnostic::on_unimplemented(message = "`{Self}` does not convert to `{T}`")]
    pub trait IntoParam<T> {
        fn into_param(self) -> Result<T, String>;
    }

    impl<T, V: TryInto<T, Error: Display>> IntoParam<T> for V {
        fn into_param(self) -> Result<T, String> {
            self.try_into().map_err(|error| error.to_string())
        }
    }

    pub trait IntoParamList<T> {
        fn into_param_list(self) -> Result<Vec<T>, String>;
    }

    impl<T, I: IntoIterator<Item: IntoParam<T>>> IntoParamList<T> for I {
        fn into_param_list(self) -> Result<Vec<T>, String> {
            self.into_iter().map(IntoParam::into_param).collect()
        }
    }

    pub fn value(value: impl Into<ParamValue>) -> ParamValue {
        value.into()
    }

    pub fn convert<T: Into<ParamValue>>(value: impl IntoParam<T>) -> ParamValue {
        value.into_param().map_or_else(|error| ParamValue(error), Into::into)
    }

    pub fn convert_list<T: Into<ParamValue>>(values: impl IntoParamList<T>) -> ParamValue {
        let values = values.into_param_list().unwrap_or_default();
        ParamValue(values.into_iter().map(|value| value.into().0).collect::<Vec<_>>().join(","))
    }

    /// The real one plans a call; this one keeps what it was given, for the tests to look at.
    pub struct Request<'c, C, T> {
        pub connection: C,
        pub endpoint: &'static Endpoint,
        pub values: Vec<(usize, String)>,
        pub result: PhantomData<(&'c (), fn() -> T)>,
    }

    impl<'c, C: Connection + 'c, T: FromResult> Request<'c, C, T> {
        pub fn new<M, const N: usize>(
            methods: &M,
            endpoint: &'static Endpoint,
            required: [ParamValue; N],
        ) -> Self
        where
            M: HasConnection<Connection = C>,
        {
            let indices = (0..endpoint.params.len()).filter(|index| endpoint.params[*index].required);
            let values = indices.zip(required.map(|value| value.0)).collect();
            Self { connection: methods.connection(), endpoint, values, result: PhantomData }
        }

        pub fn set(mut self, index: usize, value: ParamValue) -> Self {
            self.values.push((index, value.0));
            self
        }

        pub fn timeout(self, _: Duration) -> Self {
            self
        }

        pub fn send(self) -> Result<T, Error>
        where
            C: BlockingConnection,
        {
            T::from_result(&IbisResult)
        }

        pub fn into_future(self) -> BoxFuture<'c, Result<T, Error>> {
            Box::pin(async move {
                let result = self.connection.invoke_method(Call).await?;
                T::from_result(&result)
            })
        }
    }

    impl<C, T> std::fmt::Debug for Request<'_, C, T> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{:?} {}", self.endpoint.method, self.endpoint.path)
        }
    }

    /// The real one is a stream; this one keeps the request.
    pub struct Pages<'c, C, T: Listing> {
        pub request: Request<'c, C, T>,
    }

    impl<'c, C: Connection + 'c, T: Listing + 'c> Pages<'c, C, T> {
        pub fn new(request: Request<'c, C, T>) -> Self {
            Self { request }
        }
    }

    /// The real one splits the list; this one keeps the request.
    pub struct Batched<'c, C, T> {
        pub request: Request<'c, C, T>,
    }

    impl<'c, C: Connection + 'c, T: Listing + 'c> Batched<'c, C, T> {
        pub fn new(request: Request<'c, C, T>) -> Self {
            Self { request }
        }
    }

    #[non_exhaustive]
    pub struct Endpoint {
        pub name: &'static str,
        pub method: Method,
        pub path: &'static str,
        pub params: &'static [Param],
        pub result: &'static str,
    }

    impl Endpoint {
        pub const fn new(
            name: &'static str,
            method: Method,
            path: &'static str,
            params: &'static [Param],
            result: &'static str,
        ) -> Self {
            Self { name, method, path, params, result }
        }
    }

    #[derive(Debug, PartialEq)]
    #[non_exhaustive]
    pub enum Method {
        Get,
        Post,
        Put,
        Delete,
    }

    #[derive(Debug, PartialEq)]
    #[non_exhaustive]
    pub enum Place {
        Path,
        Query,
        Form,
    }

    #[derive(Debug, PartialEq)]
    #[non_exhaustive]
    pub struct Param {
        pub name: &'static str,
        pub place: Place,
        pub ty: &'static str,
        pub required: bool,
        pub role: Option<Role>,
    }

    #[derive(Debug, PartialEq)]
    #[non_exhaustive]
    pub enum Role {
        After,
        Offset,
        Batch,
    }

    impl Param {
        pub const fn path(name: &'static str, ty: &'static str) -> Self {
            Self { name, place: Place::Path, ty, required: true, role: None }
        }

        pub const fn query(name: &'static str, ty: &'static str) -> Self {
            Self { name, place: Place::Query, ty, required: true, role: None }
        }

        pub const fn form(name: &'static str, ty: &'static str) -> Self {
            Self { name, place: Place::Form, ty, required: true, role: None }
        }

        pub const fn optional(mut self) -> Self {
            self.required = false;
            self
        }

        pub const fn after(mut self) -> Self {
            self.role = Some(Role::After);
            self
        }

        pub const fn offset(mut self) -> Self {
            self.role = Some(Role::Offset);
            self
        }

        pub const fn batch(mut self) -> Self {
            self.role = Some(Role::Batch);
            self
        }
    }

    pub const fn fetch<T>(text: &'static str) -> Fetch<T> {
        Fetch { text, root: PhantomData }
    }
}

/// What the test cases declare their endpoints on.
pub mod case {
    pub use super::private::{BoxFuture, Connection, HasConnection};
    pub use super::{Call, Error, Fetch, Group, IbisResult, Institution, Person};

    #[derive(Clone, Copy)]
    pub struct Wire;

    impl Connection for Wire {
        fn invoke_method(&self, _: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            Box::pin(async { Ok(IbisResult) })
        }
    }

    impl super::private::BlockingConnection for Wire {}

    #[derive(Clone, Copy)]
    pub struct Rooms;

    impl HasConnection for Rooms {
        type Connection = Wire;
        fn connection(&self) -> Wire {
            Wire
        }
    }
}
