//! The methods and traits that all request types have in common.

/// Implements the options of a call and the ways to send it for a request type.
///
/// The expansion of `#[ibis_methods]` calls this macro with the visibility of the method, the request type and the type
/// of the result.
#[doc(hidden)]
#[macro_export]
macro_rules! __request {
    ($vis:vis $request:ty => $output:ty) => {
        #[allow(dead_code)]
        impl $request {
            /// Sets the time limit of this call, retries included. Defaults to the connection's limit.
            ///
            /// One attempt at a read may use half of it, or all of it with `retries(0)`.
            $vis fn timeout(self, limit: ::core::time::Duration) -> Self {
                Self(self.0.timeout(limit))
            }
            /// Sets the maximum number of retries of this call. Defaults to the connection's limit.
            ///
            /// An edit that may have been applied is never retried.
            $vis fn retries(self, retries: u32) -> Self {
                Self(self.0.retries(retries))
            }
            /// Adds a header for tracing, such as a request id.
            ///
            /// The value may appear in logs, so it must not be a secret.
            $vis fn trace_header(self, name: &str, value: &str) -> Self {
                Self(self.0.trace_header(name, value))
            }
        }
        $crate::__send! { $vis $request => $output }
        impl ::core::future::IntoFuture for $request {
            type Output = ::core::result::Result<$output, $crate::Error>;
            type IntoFuture = $crate::BoxFuture<'static, Self::Output>;
            fn into_future(self) -> Self::IntoFuture {
                self.0.future::<$output>()
            }
        }
        impl ::core::fmt::Debug for $request {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
    // The module of a block's requests. The macro is called by its second name, `write_ibis_methods_module_equals_name`.
    ($vis:vis $outer:ident::$module:ident) => {
        #[allow(unused_imports)]
        $vis use $outer::$module;
    };
}

/// Does nothing without the feature `blocking`.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __send {
    ($vis:vis $request:ty => $output:ty) => {};
}

#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! __send {
    ($vis:vis $request:ty => $output:ty) => {
        #[allow(dead_code)]
        impl $request {
            /// Sends the request and blocks until the result arrives. Requires the feature `blocking`.
            ///
            /// # Errors
            ///
            /// Returns the same errors as awaiting the request, and
            /// [`WithinRuntime`]($crate::Error::WithinRuntime) inside an async runtime.
            $vis fn send(self) -> ::core::result::Result<$output, $crate::Error> {
                $crate::private::send(self)
            }
        }
    };
}
