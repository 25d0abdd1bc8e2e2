//! Ids of reset tokens: random UUIDs, kept as the hex of their SHA-256, as Medusa keeps them.

use rand::RngCore;
use sha2::{Digest as _, Sha256};

/// A new id, a UUID of version 4.
pub fn new_id() -> String {
    let mut bytes = [0_u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex(&bytes);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// What is kept of an id.
pub fn hash(id: &str) -> String {
    hex(&Sha256::digest(id))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_and_hashes_are_medusas() {
        let id = new_id();
        assert_eq!((id.len(), &id[14..15]), (36, "4"));
        assert_ne!(id, new_id());
        // Kept by Medusa 2.21.2 for this id.
        let kept = "2d701a9c7b0e6742a8a44ee636b1d992931c278a831870a850de3df7e752bf92";
        assert_eq!(hash("7eaf4b3a-6595-4c78-ac00-4016cdf9603f"), kept);
    }
}
