//! Configures and starts a sandbox.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;
use std::{fs, io};

use crate::auth::Caller;
use crate::directory::{self, Directory};
use crate::error::{Cause, StartError};
use crate::faults::{Fault, Faults};
use crate::gateway::Gateway;
use crate::record::Record;
use crate::sandbox::Sandbox;
use crate::search;
use crate::server::{Listeners, Settings, Shared};
use crate::service::ENDPOINTS;
use crate::tls::Authority;
use crate::{EDITOR_GROUP, GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET};

/// Longer timers could overflow.
const MAX_PATIENCE: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Configures and starts a [`Sandbox`].
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
    token_scope: Option<String>,
    lql: Vec<(String, Vec<String>)>,
}

#[derive(Debug, Clone)]
enum Source {
    BuiltIn,
    Synthetic(usize),
    File(PathBuf),
    Json(String),
    Toml(String),
}

/// A server that is ready to run.
pub(crate) struct Ready {
    pub(crate) shared: Arc<Shared>,
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
                allow_anonymous: true,
                log: false,
                patience: Duration::from_secs(10),
            },
            client: (GATEWAY_CLIENT_ID.to_owned(), GATEWAY_CLIENT_SECRET.to_owned()),
            token_lifetime: Duration::from_secs(3600),
            token_scope: None,
            lql: Vec::new(),
        }
    }
}

impl SandboxBuilder {
    /// Sets the port for plain HTTP. Defaults to 0, which means any free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Serves HTTPS too, on any free port.
    pub fn tls(self) -> Self {
        self.tls_port(0)
    }

    /// Serves HTTPS too, on this port. 0 means any free port.
    pub fn tls_port(mut self, port: u16) -> Self {
        self.tls_port = Some(port);
        self
    }

    /// Adds a name to the certificate, besides `localhost`, `127.0.0.1` and `::1`.
    ///
    /// It is for a client whose host name is fixed and whose connections a test redirects to the sandbox.
    pub fn tls_name(mut self, name: impl Into<String>) -> Self {
        self.tls_names.push(name.into());
        self
    }

    /// Sets the address to listen on. Defaults to 127.0.0.1.
    ///
    /// On other than a loopback address, the passwords of the built-in and the synthetic directory are not accepted,
    /// because they are public: the sandbox starts only if [`group_password`](Self::group_password) gives
    /// [`EDITOR_GROUP`] another one. The passwords in fixtures are accepted everywhere.
    pub fn address(mut self, address: IpAddr) -> Self {
        self.address = address;
        self
    }

    /// Serves a synthetic university of `people` people instead of the built-in directory.
    ///
    /// It is the same at every start, and [`EDITOR_GROUP`] may edit it.
    pub fn people(mut self, people: usize) -> Self {
        self.source = Source::Synthetic(people);
        self
    }

    /// Serves the [fixtures](crate#fixtures) in a `.json` or `.toml` file instead of the built-in directory.
    pub fn fixtures(mut self, file: impl AsRef<Path>) -> Self {
        self.source = Source::File(file.as_ref().to_owned());
        self
    }

    /// Serves these [fixtures](crate#fixtures), written in JSON, instead of the built-in directory.
    pub fn fixtures_json(mut self, json: impl Into<String>) -> Self {
        self.source = Source::Json(json.into());
        self
    }

    /// Serves these [fixtures](crate#fixtures), written in TOML, instead of the built-in directory.
    pub fn fixtures_toml(mut self, toml: impl Into<String>) -> Self {
        self.source = Source::Toml(toml.into());
        self
    }

    /// Gives a group a password, so that it can read and edit.
    pub fn group_password(mut self, name: impl Into<String>, password: impl Into<String>) -> Self {
        self.passwords.push((name.into(), password.into()));
        self
    }

    /// Registers the result of an LQL query, which the sandbox cannot evaluate itself.
    ///
    /// `query` begins with `person:`, `inst:` or `group:`; the amount of white space in it does not matter. `ids` are
    /// CRSids (or `scheme/value`), instids, or groupids and names of groups.
    ///
    /// As at the service, the result is in order of identifier; `offset`, `limit`, `includeCancelled` and (for people)
    /// `misStatus` apply to it, while `approxMatches`, `attributes` and `orderBy` are ignored. An LQL query without a
    /// registered result gets 400.
    ///
    /// ```
    /// # use ibis_sandbox::Sandbox;
    /// let sandbox = Sandbox::builder().lql("person: in inst(UIS)", ["spqr1", "mas1"]).start_blocking()?;
    /// # Ok::<(), ibis_sandbox::StartError>(())
    /// ```
    pub fn lql<I>(mut self, query: impl Into<String>, ids: I) -> Self
    where
        I: IntoIterator<Item: Into<String>>,
    {
        self.lql.push((query.into(), ids.into_iter().map(Into::into).collect()));
        self
    }

    /// Injects a fault from the start. [`Sandbox::inject`] injects one later.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Sets whether requests are kept for [`Sandbox::requests`]. Defaults to `true`.
    pub fn recording(mut self, recording: bool) -> Self {
        self.recording = recording;
        self
    }

    /// Sets whether each request is logged to standard error. Defaults to `false`.
    pub fn log_requests(mut self, log: bool) -> Self {
        self.settings.log = log;
        self
    }

    /// Writes JSON without white space. Defaults to the service's layout.
    pub fn compact_json(mut self) -> Self {
        self.settings.pretty = false;
        self
    }

    /// Sets whether anonymous callers are served. Defaults to `true`.
    ///
    /// `true` is how the service behaves within the University's network. From outside, anonymous callers get 401. The
    /// API Gateway's front door is not affected.
    pub fn anonymous(mut self, anonymous: bool) -> Self {
        self.settings.allow_anonymous = anonymous;
        self
    }

    /// Shows anonymous callers only what is visible to the world. Defaults to what is visible to the University.
    pub fn outside_university(mut self) -> Self {
        self.settings.anonymous = Caller::Outsider;
        self
    }

    /// Sets how long the body of a request may take to arrive. Defaults to 10 seconds.
    ///
    /// An idle connection is closed after six times as long.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.settings.patience = patience.min(MAX_PATIENCE);
        self
    }

    /// Sets the client credentials of the API Gateway's front door. Defaults to [`GATEWAY_CLIENT_ID`] and
    /// [`GATEWAY_CLIENT_SECRET`].
    pub fn gateway_credentials(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.client = (id.into(), secret.into());
        self
    }

    /// Sets how long the gateway's tokens are valid. Defaults to an hour.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// Issues tokens only to requests with this scope, and refuses others with `invalid_scope`. Defaults to accepting any
    /// scope, or none.
    ///
    /// [`Sandbox::token_scopes`] returns the requested scopes.
    pub fn token_scope(mut self, scope: impl Into<String>) -> Self {
        self.token_scope = Some(scope.into());
        self
    }

    /// Starts the sandbox on a thread of its own.
    ///
    /// # Errors
    /// Returns a [`StartError`] if a port is taken, the fixtures are invalid, a file cannot be written, or a password or
    /// LQL query names something that the directory does not have.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        Sandbox::launch(self).await
    }

    /// Starts the sandbox from a program without an async runtime.
    ///
    /// # Errors
    /// Returns an error in the same cases as [`start`](Self::start).
    pub fn start_blocking(self) -> Result<Sandbox, StartError> {
        Sandbox::launch_blocking(self)
    }

    pub(crate) fn prepare(self) -> Result<(Ready, Listeners), StartError> {
        let exposed =
            !self.address.is_loopback() && matches!(self.source, Source::BuiltIn | Source::Synthetic(_));
        if exposed && !self.passwords.iter().any(|(group, _)| group == EDITOR_GROUP) {
            return Err(StartError(Cause::WellKnownPassword(self.address)));
        }
        let (listener, http) = listen(self.address, self.port)?;
        let https = self.tls_port.map(|port| {
            let (listener, address) = listen(self.address, port)?;
            let (authority, tls) = Authority::create(&self.tls_names)?;
            Ok::<_, StartError>(((listener, tls), (address, authority)))
        });
        let (tls_listener, https) = https.transpose()?.unzip();
        let mut directory = self.source.load()?;
        if exposed {
            directory.remove_passwords();
        }
        for (name, password) in &self.passwords {
            let group =
                directory.group_by_name(name).ok_or_else(|| StartError(Cause::NoGroup(name.clone())))?;
            directory.set_password(group, password);
        }
        for (query, ids) in self.lql {
            search::register_lql(&mut directory, &query, ids)
                .map_err(|problem| StartError(Cause::Lql { query, problem }))?;
        }
        let (id, secret) = self.client;
        let shared = Shared {
            directory: RwLock::new(directory),
            settings: self.settings,
            gateway: Gateway::new(id, secret, self.token_lifetime, self.token_scope),
            faults: Faults::new(self.faults),
            record: Record::new(self.recording),
            panics: Mutex::default(),
        };
        let ready = Ready { shared: Arc::new(shared), http, https };
        Ok((ready, Listeners { http: listener, https: tls_listener }))
    }
}

fn listen(address: IpAddr, port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    let listen = || -> io::Result<_> {
        let listener = TcpListener::bind((address, port))?;
        listener.set_nonblocking(true)?;
        let bound = listener.local_addr()?;
        Ok((listener, bound))
    };
    listen().map_err(|cause| StartError(Cause::Port { port, cause }))
}

impl Source {
    fn load(&self) -> Result<Directory, StartError> {
        let (loaded, name) = match self {
            Self::BuiltIn => (directory::built_in(), "the built-in directory"),
            Self::Synthetic(people) => (directory::synthetic(*people), "the synthetic directory"),
            Self::File(file) => return load_file(file),
            Self::Json(json) => (directory::from_json(json), "the fixtures"),
            Self::Toml(toml) => (directory::from_toml(toml), "the fixtures"),
        };
        loaded.map_err(|error| StartError(Cause::Fixtures { name: name.to_owned(), error }))
    }
}

fn load_file(file: &Path) -> Result<Directory, StartError> {
    let read = match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => directory::from_json,
        Some("toml") => directory::from_toml,
        _ => return Err(StartError(Cause::UnknownFixtures(file.to_owned()))),
    };
    let text = fs::read_to_string(file)
        .map_err(|cause| StartError(Cause::UnreadableFixtures { file: file.to_owned(), cause }))?;
    let name = || format!("the fixtures `{}`", file.display());
    read(&text).map_err(|error| StartError(Cause::Fixtures { name: name(), error }))
}
