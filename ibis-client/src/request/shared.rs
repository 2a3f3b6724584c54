//! What all request types have, as a macro that the expansion of `#[ibis_methods]` calls for each of them.

/// What all request types have: the options of a call, and the ways to send it.
///
/// It takes the visibility of the method, the request type and the type of the result.
#[doc(hidden)]
#[macro_export]
macro_rules! __request {
    ($vis:vis $request:ty => $output:ty) => {
        #[allow(dead_code)]
        impl $request {
            /// Limits this call as a whole, retries included. Defaults to the connection's own limit.
            $vis fn timeout(self, limit: ::core::time::Duration) -> Self {
                Self(self.0.timeout(limit))
            }
            /// Limits how often this call is retried. Defaults to the connection's own limit.
            ///
            /// An edit that may have been made is never retried, whatever the limit.
            $vis fn retries(self, retries: u32) -> Self {
                Self(self.0.retries(retries))
            }
            /// Adds a header, such as a request id, for tracing. The value must not be a secret: it may appear in logs.
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
}

/// Without the feature `blocking`, requests have no `send`.
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
            /// Sends the request and waits for the result, without an async runtime.
            ///
            /// # Errors
            ///
            /// The same as awaiting it; and [`WithinRuntime`]($crate::Error::WithinRuntime) inside an async runtime,
            /// which must not be blocked.
            $vis fn send(self) -> ::core::result::Result<$output, $crate::Error> {
                $crate::private::send(self)
            }
        }
    };
}
