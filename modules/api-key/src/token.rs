//! Tokens of API keys: 32 random bytes in hex behind `pk_` or `sk_`; secrets are kept as salted scrypt hashes.

use rand::RngCore;
use scrypt::Params;

/// A new publishable key.
pub fn publishable() -> String {
    format!("pk_{}", random_hex(32))
}

/// A new secret key, its salt and the hash to keep: `(token, salt, hash)`.
pub fn secret() -> (String, String, String) {
    let token = format!("sk_{}", random_hex(32));
    let salt = random_hex(16);
    let hash = hash(&token, &salt);
    (token, salt, hash)
}

/// What lists show of a key: its first six characters and its last three.
pub fn redacted(token: &str) -> String {
    let (head, tail) =
        (token.get(..6).unwrap_or(token), token.get(token.len().saturating_sub(3)..).unwrap_or_default());
    format!("{head}***{tail}")
}

/// The hash of a secret key: scrypt with Node's defaults (N 16384, r 8, p 1), 64 bytes, in hex.
pub fn hash(token: &str, salt: &str) -> String {
    const LENGTH: usize = 64;
    let params = Params::new(14, 8, 1, LENGTH).expect("the parameters are within scrypt's bounds");
    let mut out = [0_u8; LENGTH];
    scrypt::scrypt(token.as_bytes(), salt.as_bytes(), &params, &mut out)
        .expect("64 bytes are a valid length");
    hex(&out)
}

fn random_hex(bytes: usize) -> String {
    let mut random = vec![0_u8; bytes];
    rand::rng().fill_bytes(&mut random);
    hex(&random)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_shape_of_the_contract() {
        let token = publishable();
        assert_eq!((token.len(), &token[..3]), (67, "pk_"));
        assert_eq!(redacted("pk_218000000000002ff"), "pk_218***2ff");
        let (token, salt, kept) = secret();
        assert_eq!(hash(&token, &salt), kept);
        assert_ne!(hash(&token, "another"), kept);
    }
}
