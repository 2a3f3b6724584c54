//! The methods of requests, which setters must not clash with. `xtask` includes this file.

pub(crate) const RESERVED: [&str; 7] =
    ["timeout", "retries", "trace_header", "send", "into_future", "pages", "batched"];
