//! Methods that requests have, which a setter would clash with. `xtask` includes this file, and is told so in good time.

pub(crate) const RESERVED: [&str; 7] =
    ["timeout", "retries", "trace_header", "send", "into_future", "pages", "batched"];
