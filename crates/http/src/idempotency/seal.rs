//! What is kept of keys and answers tells nothing to whoever reads the database alone: names and requests are keyed digests,
//! answers, which may hold tokens, are encrypted.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use rand::Rng as _;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::Sha256;
use stheno_kernel::{Error, Result};

/// Secrets derived from the one that signs tokens.
pub(super) struct Seal {
    root: [u8; 32],
}

impl Seal {
    pub(super) fn new(secret: &str) -> Self {
        Self { root: mac(secret.as_bytes(), &[b"stheno idempotency keys 1"]) }
    }

    /// A digest of `parts`, which nobody can make or try without the secret.
    pub(super) fn digest(&self, purpose: &str, parts: &[&[u8]]) -> String {
        let all: Vec<&[u8]> = std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()).collect();
        URL_SAFE_NO_PAD.encode(mac(&self.root, &all))
    }

    /// `answer`, readable only for who has the secret, and only as the answer of the key `id`.
    pub(super) fn seal(&self, id: &str, answer: &[u8]) -> Result<String> {
        let failed = |_| Error::unexpected_state("an answer could not be encrypted");
        let nonce: [u8; NONCE_LEN] = rand::rng().random();
        let mut bytes = answer.to_vec();
        let (key, aad) = (self.key(id)?, Aad::from(id.as_bytes()));
        let unique = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_append_tag(unique, aad, &mut bytes).map_err(failed)?;
        Ok(STANDARD_NO_PAD.encode([&nonce[..], &bytes].concat()))
    }

    pub(super) fn open(&self, id: &str, sealed: &str) -> Option<Vec<u8>> {
        let bytes = STANDARD_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut answer = sealed.to_vec();
        let opened =
            self.key(id).ok()?.open_in_place(nonce, Aad::from(id.as_bytes()), &mut answer).ok()?.len();
        answer.truncate(opened);
        Some(answer)
    }

    /// A key for each row, so that nonces by chance cannot meet.
    fn key(&self, id: &str) -> Result<LessSafeKey> {
        let failed = |_| Error::unexpected_state("a key could not be derived");
        let key =
            UnboundKey::new(&AES_256_GCM, &mac(&self.root, &[b"answer", id.as_bytes()])).map_err(failed)?;
        Ok(LessSafeKey::new(key))
    }
}

/// Parts are told apart by their lengths.
fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_opens_with_its_secret_under_its_key_alone() {
        let (seal, other) = (Seal::new("secret"), Seal::new("another"));
        let sealed = seal.seal("id", b"answer").unwrap();
        assert_eq!(seal.open("id", &sealed).as_deref(), Some(&b"answer"[..]));
        assert_ne!(sealed, seal.seal("id", b"answer").unwrap());
        assert_eq!(seal.open("other", &sealed), None);
        assert_eq!(other.open("id", &sealed), None);
        assert_eq!(seal.open("id", "AAAA"), None);
    }

    #[test]
    fn a_digest_is_of_its_parts_and_the_secret() {
        let seal = Seal::new("secret");
        let digest = seal.digest("key", &[b"a", b"bc"]);
        assert_eq!(digest, seal.digest("key", &[b"a", b"bc"]));
        assert_ne!(digest, seal.digest("key", &[b"ab", b"c"]));
        assert_ne!(digest, seal.digest("request", &[b"a", b"bc"]));
        assert_ne!(digest, Seal::new("another").digest("key", &[b"a", b"bc"]));
    }
}
