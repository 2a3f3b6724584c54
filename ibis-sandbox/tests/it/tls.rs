use std::sync::Arc;

use ibis_sandbox::Sandbox;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::support::{Failure, Outcome};

async fn get(sandbox: &Sandbox, pem: &str, name: &'static str) -> Result<String, Failure> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(pem.as_bytes())?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = sandbox.tls_address().ok_or("no TLS")?;
    let stream = TcpStream::connect(address).await?;
    let mut stream =
        TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(name)?, stream).await?;
    stream.write_all(b"GET /api/v1/version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await?;
    let mut bytes = Vec::new();
    // The server closes without `close_notify`.
    let _ = stream.read_to_end(&mut bytes).await;
    Ok(String::from_utf8(bytes)?)
}

#[tokio::test]
async fn client_that_trusts_the_authority_is_served() -> Outcome {
    let sandbox = Sandbox::builder().tls().tls_name("lookup.example.org").start().await?;
    let pem = sandbox.ca_pem().ok_or("no authority")?.to_owned();
    let file = sandbox.ca_file().ok_or("no file")?.to_owned();
    assert_eq!(std::fs::read_to_string(&file)?, pem);
    for name in ["localhost", "127.0.0.1", "lookup.example.org"] {
        assert!(get(&sandbox, &pem, name).await?.contains("<value>1.2</value>"), "{name}");
    }
    assert!(get(&sandbox, &pem, "www.example.org").await.is_err(), "another name");
    let other = Sandbox::builder().tls().start().await?;
    assert!(
        get(&sandbox, other.ca_pem().unwrap_or_default(), "localhost").await.is_err(),
        "another authority"
    );
    drop(sandbox);
    assert!(!file.exists(), "the file goes with the sandbox");
    Ok(())
}

#[tokio::test]
async fn tls_is_off_by_default() -> Outcome {
    let sandbox = Sandbox::start().await?;
    assert_eq!((sandbox.tls_url(), sandbox.ca_pem(), sandbox.ca_file()), (None, None, None));
    Ok(())
}
