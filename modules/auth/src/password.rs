//! Passwords as Medusa keeps them: the 96 bytes of the `scrypt` file format, in base64.
//!
//! Layout: `scrypt`, 0, log2 N, r and p as big-endian u32, 32 bytes of salt, the first 16 bytes of the SHA-256 of all
//! that, and an HMAC-SHA-256 of all that under the second half of the derived key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use rand::RngCore;
use scrypt::Params;
use sha2::{Digest as _, Sha256};

const LOG_N: u8 = 15;
const R: u32 = 8;
const P: u32 = 1;
/// More than this is refused, so that a stored hash cannot make a login arbitrarily dear.
const LOG_N_MAX: u8 = 20;

/// The text to keep for a password. Costs some 50 ms of CPU: call it off the request threads.
pub fn hash(password: &str) -> String {
    let mut salt = [0_u8; 32];
    rand::rng().fill_bytes(&mut salt);
    let header = header(LOG_N, R, P, &salt);
    let key = derive(password, LOG_N, R, P, &salt).expect("the parameters are within scrypt's bounds");
    STANDARD.encode(sealed(header, &key))
}

/// Whether the text was made from this password; anything that is not such a text was not.
pub fn verify(kept: &str, password: &str) -> bool {
    let Ok(kept) = STANDARD.decode(kept) else { return false };
    let Some((log_n, r, p, salt)) = parameters(&kept) else { return false };
    let Some(key) = derive(password, log_n, r, p, salt) else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key[32..]) else { return false };
    mac.update(&kept[..64]);
    mac.verify_slice(&kept[64..]).is_ok()
}

/// Takes as long as [`verify`] does and is never true: for names that nobody has registered.
pub fn verify_nobody(password: &str) -> bool {
    verify(&of_nobody(), password)
}

/// What is compared with where nothing is kept: no password derives a key of zeros that anybody could find.
fn of_nobody() -> String {
    STANDARD.encode(sealed(header(LOG_N, R, P, &[0_u8; 32]), &[0_u8; 64]))
}

fn parameters(kept: &[u8]) -> Option<(u8, u32, u32, &[u8])> {
    if kept.len() != 96 || &kept[..7] != b"scrypt\0" || kept[7] > LOG_N_MAX {
        return None;
    }
    let number = |at: usize| kept[at..at + 4].try_into().map(u32::from_be_bytes).ok();
    let (r, p) = (number(8)?, number(12)?);
    (r <= 32 && p <= 16).then_some((kept[7], r, p, &kept[16..48]))
}

fn header(log_n: u8, r: u32, p: u32, salt: &[u8; 32]) -> Vec<u8> {
    let mut out = b"scrypt\0".to_vec();
    out.push(log_n);
    out.extend(r.to_be_bytes());
    out.extend(p.to_be_bytes());
    out.extend(salt);
    let digest = Sha256::digest(&out);
    out.extend(&digest[..16]);
    out
}

fn sealed(mut header: Vec<u8>, key: &[u8; 64]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key[32..]).expect("a key of any length is accepted");
    mac.update(&header);
    header.extend(mac.finalize().into_bytes());
    header
}

fn derive(password: &str, log_n: u8, r: u32, p: u32, salt: &[u8]) -> Option<[u8; 64]> {
    let params = Params::new(log_n, r, p, 64).ok()?;
    let mut key = [0_u8; 64];
    scrypt::scrypt(password.as_bytes(), salt, &params, &mut key).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by Medusa 2.21.2 for the password `supersecret`.
    const OF_MEDUSA: &str = "c2NyeXB0AA8AAAAIAAAAASsPQmq1oM3GetbEtMMtjCAbrKkCrc4SKdVtk7TmOGviSVWVSoabN6ZVh+x+xkpIiGwikcuLW1lI2UJifoWGBN3l+lqECaeb4ocqjMfJGM4i";

    #[test]
    fn verifies_its_own_and_medusas() {
        assert!(verify(OF_MEDUSA, "supersecret"));
        assert!(!verify(OF_MEDUSA, "Supersecret"));
        let kept = hash("pässword");
        assert!(verify(&kept, "pässword"));
        assert!(!verify(&kept, "password"));
        assert!(!verify_nobody("password"));
    }

    #[test]
    fn an_unknown_name_costs_what_a_wrong_password_costs() {
        let cost = |kept: &str| {
            let kept = STANDARD.decode(kept).unwrap();
            parameters(&kept).map(|(log_n, r, p, _)| (log_n, r, p))
        };
        assert_eq!(cost(&of_nobody()), Some((LOG_N, R, P)));
        assert_eq!(cost(&of_nobody()), cost(&hash("password")));
    }

    #[test]
    fn refuses_what_is_no_hash() {
        for kept in ["", "plain", "c2NyeXB0AA==", &STANDARD.encode([0_u8; 96])] {
            assert!(!verify(kept, "supersecret"));
        }
    }
}
