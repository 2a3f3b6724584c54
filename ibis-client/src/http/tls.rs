//! TLS: trusted certificates and the cryptography provider.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::Error;

/// Configures TLS for a client. Certificates are read only if a URL is HTTPS.
pub(super) fn apply(
    client: reqwest::ClientBuilder,
    is_https: bool,
    accept_invalid_certs: bool,
    root_certificates: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, Error> {
    Ok(client.tls_backend_preconfigured(config(is_https, accept_invalid_certs, root_certificates)?))
}

fn config(
    is_https: bool,
    accept_invalid_certs: bool,
    root_certificates: &[Vec<u8>],
) -> Result<ClientConfig, Error> {
    let roots = parse(root_certificates)?;
    let provider = provider()?;
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::configuration("TLS", error))?;
    let builder = if !is_https {
        builder.with_root_certificates(RootCertStore::empty())
    } else if accept_invalid_certs {
        builder.dangerous().with_custom_certificate_verifier(Arc::new(AcceptAny(provider)))
    } else {
        let verifier = Verifier::new_with_extra_roots(roots, provider)
            .map_err(|error| Error::configuration("root certificates", error))?;
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    };
    let mut config = builder.with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn parse(root_certificates: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let fail = |problem: &dyn std::fmt::Display| Error::configuration("root certificates", problem);
    let mut roots = Vec::new();
    for pem in root_certificates {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.push(certificate.map_err(|error| fail(&format_args!("invalid PEM: {error}")))?);
        }
        if roots.len() == before {
            return Err(fail(&"no `BEGIN CERTIFICATE` in the PEM text"));
        }
    }
    Ok(roots)
}

/// Returns the provider that the application has installed, or else that of this crate's features.
fn provider() -> Result<Arc<CryptoProvider>, Error> {
    if let Some(provider) = CryptoProvider::get_default() {
        return Ok(Arc::clone(provider));
    }
    let from_features: Option<CryptoProvider> = None;
    #[cfg(feature = "aws-lc-rs")]
    let from_features = from_features.or_else(|| Some(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(feature = "ring")]
    let from_features = from_features.or_else(|| Some(rustls::crypto::ring::default_provider()));
    from_features.map(Arc::new).ok_or_else(|| Error::configuration(
        "TLS",
        "no cryptography provider: enable the feature `ring` or `aws-lc-rs`, or install a rustls `CryptoProvider`",
    ))
}

/// Accepts any certificate, but still checks the signatures of the handshake.
#[derive(Debug)]
struct AcceptAny(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptAny {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
