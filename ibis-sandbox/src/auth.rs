//! Identifies callers by HTTP Basic, at the service's own front door.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::directory::{Directory, GroupIx};
use crate::failure::Failure;

/// The name that means no name.
const ANONYMOUS: &str = "anonymous";

/// The sender of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Anonymous, outside the University's network.
    Outsider,
    /// Anonymous, within the University's network; or a program at the API Gateway.
    Insider,
    /// A group that sent its password.
    Group(GroupIx),
}

impl Caller {
    pub(crate) fn group(self) -> Option<GroupIx> {
        match self {
            Self::Group(group) => Some(group),
            Self::Insider | Self::Outsider => None,
        }
    }
}

/// A decoded name and password.
#[derive(Debug)]
pub(crate) struct Basic {
    pub(crate) name: String,
    pub(crate) password: String,
}

impl Basic {
    /// Reads the header, if present.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, Failure> {
        let Some(header) = headers.get(AUTHORIZATION) else { return Ok(None) };
        let refuse = |what: &str| Failure::unauthorized(format!("the authorization header {what}"));
        let text = header.to_str().map_err(|_| refuse("is not ASCII"))?;
        let (kind, encoded) = text.split_once(' ').unwrap_or((text, ""));
        if !kind.eq_ignore_ascii_case("basic") {
            return Err(refuse("is not `Basic`"));
        }
        let decoded = STANDARD.decode(encoded.trim()).map_err(|_| refuse("is not base64"))?;
        let decoded = String::from_utf8(decoded).map_err(|_| refuse("is not UTF-8"))?;
        let (name, password) = decoded.split_once(':').ok_or_else(|| refuse("has no colon"))?;
        Ok(Some(Self { name: name.to_owned(), password: password.to_owned() }))
    }
}

/// Identifies the caller. Callers without a name are `anonymous`; `None` refuses them.
pub(crate) fn identify(
    directory: &Directory,
    headers: &HeaderMap,
    anonymous: Option<Caller>,
) -> Result<Caller, Failure> {
    let named = Basic::from_headers(headers)?.filter(|basic| !["", ANONYMOUS].contains(&&*basic.name));
    let Some(basic) = named else {
        return anonymous.ok_or_else(|| {
            Failure::unauthorized("anonymous access works from the University's network only")
                .with_details("use the name and password of a group, or the API Gateway")
        });
    };
    // An unknown name and a wrong password get the same response, which so gives nothing away.
    let group = directory.group_by_name(&basic.name).filter(|&ix| {
        let group = directory.group(ix);
        !group.cancelled && group.password.as_deref() == Some(basic.password.as_str())
    });
    group.map(Caller::Group).ok_or_else(|| Failure::unauthorized("wrong name or password"))
}
