//! TLS, with a certificate authority that is created at start.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::TlsAcceptor;

use crate::error::{Cause, StartError};
use crate::gateway::random_text;

/// A certificate authority that lasts as long as the sandbox, with its certificate in a file.
#[derive(Debug)]
pub(crate) struct Authority {
    pub(crate) pem: String,
    pub(crate) file: PathBuf,
    folder: PathBuf,
}

impl Authority {
    /// Creates an authority, and an acceptor with a certificate for these names.
    pub(crate) fn create(names: &[String]) -> Result<(Self, TlsAcceptor), StartError> {
        let (pem, config) = certify(names).map_err(|error| StartError(Cause::Tls(error.to_string())))?;
        let unique = random_text().ok_or_else(|| StartError(Cause::Tls("no randomness".to_owned())))?;
        let folder = std::env::temp_dir().join(format!("ibis-sandbox-{unique}"));
        let file = folder.join("ca.pem");
        let written = fs::create_dir(&folder).and_then(|()| fs::write(&file, &pem));
        written.map_err(|cause| StartError(Cause::AuthorityFile { file: file.clone(), cause }))?;
        Ok((Self { pem, file, folder }, TlsAcceptor::from(Arc::new(config))))
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        // If this fails, the file remains in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn certify(names: &[String]) -> Result<(String, ServerConfig), Box<dyn std::error::Error>> {
    let mut authority = CertificateParams::default();
    authority.distinguished_name.push(DnType::CommonName, "ibis-sandbox certificate authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority_key = KeyPair::generate()?;
    let pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let mut server = CertificateParams::new(names.to_vec())?;
    server.distinguished_name.push(DnType::CommonName, "ibis-sandbox");
    server.use_authority_key_identifier_extension = true;
    let server_key = KeyPair::generate()?;
    let certificate = server.signed_by(&server_key, &issuer)?;

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivatePkcs8KeyDer::from(server_key.serialize_der());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key.into())?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((pem, config))
}
