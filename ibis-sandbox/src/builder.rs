//! A sandbox with wishes.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, RwLock};
use std::time::Duration;
use std::{fs, io};

use tokio_rustls::TlsAcceptor;

use crate::auth::Caller;
use crate::directory::{self, Directory};
use crate::error::StartError;
use crate::faults::{Fault, Faults};
use crate::gateway::Gateway;
use crate::record::Record;
use crate::sandbox::Sandbox;
use crate::server::{Listeners, Settings, Shared};
use crate::service::ENDPOINTS;
use crate::tls::Authority;
use crate::{GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET};

/// Makes a [`Sandbox`]. Without a wish it is as [`Sandbox::start`] makes it.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is started"]
pub struct SandboxBuilder {
    address: IpAddr,
    port: u16,
    tls_port: Option<u16>,
    tls_names: Vec<String>,
    source: Source,
    passwords: Vec<(String, String)>,
    faults: Vec<Fault>,
    recording: bool,
    pub(crate) settings: Settings,
    client: (String, String),
    token_lifetime: Duration,
}

#[derive(Debug, Clone)]
enum Source {
    BuiltIn,
    Synthetic(usize),
    File(PathBuf),
    Json(String),
    Toml(String),
}

/// What is ready before the server's thread runs it.
pub(crate) struct Prepared {
    pub(crate) shared: Shared,
    pub(crate) listeners: Listeners,
    pub(crate) http: SocketAddr,
    pub(crate) https: Option<(SocketAddr, Authority)>,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            tls_port: None,
            tls_names: ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec(),
            source: Source::BuiltIn,
            passwords: Vec::new(),
            faults: Vec::new(),
            recording: true,
            settings: Settings {
                endpoints: &ENDPOINTS,
                pretty: true,
                anonymous: Caller::Insider,
                log: false,
                patience: Duration::from_secs(10),
            },
            client: (GATEWAY_CLIENT_ID.to_owned(), GATEWAY_CLIENT_SECRET.to_owned()),
            token_lifetime: Duration::from_secs(3600),
        }
    }
}

impl SandboxBuilder {
    /// Listens on this port for plain HTTP; 0, as without this wish, is any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Listens on any free port for HTTPS too.
    pub fn tls(self) -> Self {
        self.tls_port(0)
    }

    /// Listens on this port for HTTPS too; 0 is any free one.
    pub fn tls_port(mut self, port: u16) -> Self {
        self.tls_port = Some(port);
        self
    }

    /// Puts a further name into the certificate, beside `localhost`, `127.0.0.1` and `::1`: for a test that
    /// directs a client with a fixed host to the sandbox.
    pub fn tls_name(mut self, name: impl Into<String>) -> Self {
        self.tls_names.push(name.into());
        self
    }

    /// Listens on this address instead of 127.0.0.1.
    pub fn address(mut self, address: IpAddr) -> Self {
        self.address = address;
        self
    }

    /// Serves a synthetic university of so many people instead of the built-in directory; the same at every
    /// start. It has the same group that may edit.
    pub fn people(mut self, people: usize) -> Self {
        self.source = Source::Synthetic(people);
        self
    }

    /// Serves what is in this file, `.json` or `.toml`, instead of the built-in directory. The format is that of
    /// the [fixtures](crate#fixtures).
    pub fn fixtures(mut self, file: impl AsRef<Path>) -> Self {
        self.source = Source::File(file.as_ref().to_owned());
        self
    }

    /// Serves these [fixtures](crate#fixtures), written in JSON.
    pub fn fixtures_json(mut self, json: impl Into<String>) -> Self {
        self.source = Source::Json(json.into());
        self
    }

    /// Serves these [fixtures](crate#fixtures), written in TOML.
    pub fn fixtures_toml(mut self, toml: impl Into<String>) -> Self {
        self.source = Source::Toml(toml.into());
        self
    }

    /// Gives the group of that name a password, with which it reads and edits.
    pub fn group_password(mut self, name: impl Into<String>, password: impl Into<String>) -> Self {
        self.passwords.push((name.into(), password.into()));
        self
    }

    /// Lets something go wrong from the start; [`Sandbox::inject`] does it later.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Whether requests are kept for [`Sandbox::requests`], as they are without this wish.
    pub fn recording(mut self, recording: bool) -> Self {
        self.recording = recording;
        self
    }

    /// Whether each request is written to the standard error.
    pub fn log_requests(mut self, log: bool) -> Self {
        self.settings.log = log;
        self
    }

    /// Writes JSON without white space, instead of as the service lays it out.
    pub fn compact_json(mut self) -> Self {
        self.settings.pretty = false;
        self
    }

    /// Treats anonymous callers as from outside the University's network: they see only what all the world may.
    pub fn outside_university(mut self) -> Self {
        self.settings.anonymous = Caller::Outsider;
        self
    }

    /// Gives up on a request whose body takes longer to arrive than this, 10 seconds without this wish; and on a
    /// connection that is silent for six times as long.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.settings.patience = patience;
        self
    }

    /// Accepts these client credentials at the API Gateway's front door, instead of
    /// [`GATEWAY_CLIENT_ID`] and [`GATEWAY_CLIENT_SECRET`].
    pub fn gateway_credentials(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.client = (id.into(), secret.into());
        self
    }

    /// Lets the gateway's tokens expire after this time; an hour without this wish.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// Starts the sandbox on a thread of its own.
    ///
    /// # Errors
    /// [`StartError`] where a port is taken, fixtures are not right, or a file cannot be written.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        Sandbox::launch(self).await
    }

    /// Starts the sandbox from a program without an async runtime.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_blocking(self) -> Result<Sandbox, StartError> {
        Sandbox::launch_blocking(self)
    }

    pub(crate) fn prepare(self) -> Result<Prepared, StartError> {
        let (listener, http) = listen(self.address, self.port)?;
        let https = self.tls_port.map(|port| self.listen_with_tls(port)).transpose()?;
        let mut directory = self.source.load()?;
        for (name, password) in &self.passwords {
            let group = directory.group_by_name(name).ok_or_else(|| StartError::no_group(name))?;
            directory.set_password(group, password);
        }
        let (id, secret) = self.client;
        let shared = Shared {
            directory: RwLock::new(directory),
            settings: self.settings,
            gateway: Gateway::new(id, secret, self.token_lifetime),
            faults: Faults::new(self.faults),
            record: Record::new(self.recording),
            panics: Mutex::default(),
        };
        let (tls_listener, https) = match https {
            Some((listener, address, authority, tls)) => (Some((listener, tls)), Some((address, authority))),
            None => (None, None),
        };
        Ok(Prepared { shared, listeners: Listeners { http: listener, https: tls_listener }, http, https })
    }

    fn listen_with_tls(
        &self,
        port: u16,
    ) -> Result<(TcpListener, SocketAddr, Authority, TlsAcceptor), StartError> {
        let (listener, address) = listen(self.address, port)?;
        let (authority, tls) = Authority::create(&self.tls_names)?;
        Ok((listener, address, authority, tls))
    }
}

fn listen(address: IpAddr, port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    let listen = || -> io::Result<_> {
        let listener = TcpListener::bind((address, port))?;
        listener.set_nonblocking(true)?;
        let bound = listener.local_addr()?;
        Ok((listener, bound))
    };
    listen().map_err(|cause| StartError::port(port, cause))
}

impl Source {
    fn load(&self) -> Result<Directory, StartError> {
        match self {
            Self::BuiltIn => {
                directory::built_in().map_err(|error| StartError::fixtures("the built-in directory", &error))
            }
            Self::Synthetic(people) => Ok(directory::synthetic(*people)),
            Self::File(file) => load_file(file),
            Self::Json(json) => {
                directory::from_json(json).map_err(|error| StartError::fixtures("the fixtures", &error))
            }
            Self::Toml(toml) => {
                directory::from_toml(toml).map_err(|error| StartError::fixtures("the fixtures", &error))
            }
        }
    }
}

fn load_file(file: &Path) -> Result<Directory, StartError> {
    let read = match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => directory::from_json,
        Some("toml") => directory::from_toml,
        _ => return Err(StartError::unknown_fixtures(file)),
    };
    let text = fs::read_to_string(file).map_err(|error| StartError::unreadable_fixtures(file, error))?;
    read(&text).map_err(|error| StartError::fixtures(format!("the fixtures `{}`", file.display()), &error))
}
