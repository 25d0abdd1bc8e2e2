//! TLS as `libpq` has it: `require` and `prefer` encrypt without asking who answers; `verify-ca` and `verify-full`
//! check the certificate against `sslrootcert`, and the latter the host's name as well.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::sync::Arc;
use stheno_kernel::{Error, Result};
use tokio_postgres_rustls::MakeRustlsConnect;

pub(super) type Tls = MakeRustlsConnect;

/// Takes what the driver does not know out of the URL and makes the connector that it asks for.
pub(super) fn of_url(url: &str) -> Result<(String, Tls)> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut kept = Vec::new();
    let (mut verify, mut names, mut roots) = (false, false, None);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", "verify-ca")) => verify = true,
            Some(("sslmode", "verify-full")) => (verify, names) = (true, true),
            // An older word for wishing no encryption; the driver knows `prefer` as the nearest.
            Some(("sslmode", "allow")) => kept.push("sslmode=prefer"),
            Some(("sslrootcert", path)) => roots = Some(path.replace("%2F", "/")),
            _ => kept.push(pair),
        }
    }
    if verify {
        kept.push("sslmode=require");
    }
    let mut url = base.to_owned();
    for (i, pair) in kept.iter().enumerate() {
        url.push(if i == 0 { '?' } else { '&' });
        url.push_str(pair);
    }
    Ok((url, connector(verify, names, roots.as_deref())?))
}

fn connector(verify: bool, names: bool, roots: Option<&str>) -> Result<Tls> {
    let provider = Arc::new(ring::default_provider());
    let chain = if verify { Some(chain(&provider, roots)?) } else { None };
    let unusable = |e: rustls::Error| Error::unexpected_state("TLS cannot be set up").with_source(e);
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier { provider, chain, names }))
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn chain(provider: &Arc<CryptoProvider>, roots: Option<&str>) -> Result<Arc<WebPkiServerVerifier>> {
    let path = roots
        .ok_or_else(|| Error::invalid_data("sslmode=verify-ca and verify-full need sslrootcert=FILE"))?;
    let unusable = || Error::invalid_data(format!("the certificates in {path} cannot be used"));
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|e| unusable().with_source(e))? {
        let certificate = certificate.map_err(|e| unusable().with_source(e))?;
        store.add(certificate).map_err(|e| unusable().with_source(e))?;
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider))
        .build()
        .map_err(|e| unusable().with_source(e))
}

#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    /// What the certificate must stem from; none accepts any.
    chain: Option<Arc<WebPkiServerVerifier>>,
    names: bool,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.names => Ok(ServerCertVerified::assertion()),
            verdict => verdict,
        }
    }
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(url: &str) -> String {
        of_url(url).unwrap().0
    }

    #[test]
    fn the_driver_sees_only_what_it_knows() {
        let base = "postgres://u@h/db";
        assert_eq!(kept(base), base);
        assert_eq!(kept(&format!("{base}?sslmode=require&a=b")), format!("{base}?sslmode=require&a=b"));
        assert_eq!(kept(&format!("{base}?sslmode=allow")), format!("{base}?sslmode=prefer"));
        assert_eq!(kept(&format!("{base}?sslrootcert=/x.pem&a=b")), format!("{base}?a=b"));
    }

    #[test]
    fn verification_needs_certificates() {
        assert!(of_url("postgres://u@h/db?sslmode=verify-full").is_err());
        assert!(of_url("postgres://u@h/db?sslmode=verify-ca&sslrootcert=/no/such/file.pem").is_err());
    }
}
