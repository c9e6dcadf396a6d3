//! What the platform signs and encrypts with an app's encrypt key.

use std::fmt;

use aes::Aes256;
use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockModeDecrypt as _, KeyIvInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac_sha256::Hash;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _, ConstantTimeGreater as _};

/// Number of bytes of an AES block, and of the initialization vector.
const BLOCK: usize = 16;

/// An encrypt key of an app, or the key of an approval's callback.
#[derive(Clone)]
pub(crate) struct EncryptKey(SecretString);

/// Does not show the key.
impl fmt::Debug for EncryptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncryptKey")
    }
}

/// What a signature covers beside the body.
#[derive(Clone, Copy, Default)]
pub(crate) struct Stamp<'a> {
    pub(crate) timestamp: &'a [u8],
    pub(crate) nonce: &'a [u8],
}

impl EncryptKey {
    pub(crate) const fn new(text: SecretString) -> Self {
        Self(text)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.expose_secret().is_empty()
    }

    /// Returns the signature of a body, in lower-case hex.
    pub(crate) fn signature(&self, stamp: Stamp<'_>, body: &[u8]) -> [u8; 64] {
        let mut hash = Hash::new();
        for part in [stamp.timestamp, stamp.nonce, self.0.expose_secret().as_bytes(), body] {
            hash.update(part);
        }
        let mut hex = [0; 64];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(hash.finalize()) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        hex
    }

    /// Compares a signature in constant time.
    pub(super) fn has_signed(&self, stamp: Stamp<'_>, body: &[u8], signature: &[u8]) -> bool {
        self.signature(stamp, body)[..].ct_eq(signature).into()
    }

    /// Encrypts a text under a random vector, as the platform does.
    #[cfg(feature = "mock")]
    pub(crate) fn encrypt(&self, text: &[u8]) -> String {
        use std::hash::BuildHasher as _;

        use aes::cipher::BlockModeEncrypt as _;
        let random = || std::hash::RandomState::new().hash_one(std::process::id()).to_ne_bytes();
        let mut bytes = [random(), random()].concat();
        let key = Hash::hash(self.0.expose_secret().as_bytes());
        let padding = BLOCK - text.len() % BLOCK;
        let mut padded = text.to_vec();
        padded.resize(text.len() + padding, u8::try_from(padding).unwrap_or_default());
        if let Ok(cipher) = cbc::Encryptor::<Aes256>::new_from_slices(&key, &bytes) {
            let length = padded.len();
            let _ = cipher.encrypt_padded::<NoPadding>(&mut padded, length);
        }
        bytes.append(&mut padded);
        STANDARD.encode(bytes)
    }

    /// Decrypts the text of a member `encrypt`. The padding is examined in constant time; `None` says that something is wrong,
    /// and not what.
    pub(super) fn decrypt(&self, encrypted: &str) -> Option<Vec<u8>> {
        let mut bytes = STANDARD.decode(encrypted).ok()?;
        let (vector, text) = bytes.split_at_mut_checked(BLOCK)?;
        if text.is_empty() {
            return None;
        }
        let key = Hash::hash(self.0.expose_secret().as_bytes());
        let cipher = cbc::Decryptor::<Aes256>::new_from_slices(&key, vector).ok()?;
        let text = cipher.decrypt_padded::<NoPadding>(text).ok()?;
        let length = text.len() - padding(text)?;
        bytes.drain(..BLOCK);
        bytes.truncate(length);
        Some(bytes)
    }
}

const fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' + value - 10 }
}

/// Returns the length of the PKCS#7 padding, looking at every byte of the last block whatever it holds.
fn padding(text: &[u8]) -> Option<usize> {
    let block: &[u8; BLOCK] = text.last_chunk()?;
    let length = block[BLOCK - 1];
    let size = u8::try_from(BLOCK).ok()?;
    let mut is_good = !length.ct_eq(&0) & !length.ct_gt(&size);
    for (from_end, byte) in (0..size).zip(block.iter().rev()) {
        let is_padding = length.ct_gt(&from_end);
        is_good &= Choice::conditional_select(&Choice::from(1), &byte.ct_eq(&length), is_padding);
    }
    bool::from(is_good).then(|| usize::from(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> EncryptKey {
        EncryptKey::new(text.into())
    }

    #[test]
    fn the_vector_of_the_guide_is_decrypted() {
        let text = key("test key").decrypt("P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=");
        assert_eq!(text.as_deref(), Some(&b"hello world"[..]));
    }

    #[test]
    fn other_texts_are_not_decrypted() {
        for bad in [
            "",
            "=",
            "P37w",
            "P37w+VZImNgPEO1RBhJ6Rg==",
            "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzgh==",
            "中",
        ] {
            assert_eq!(key("test key").decrypt(bad), None, "{bad}");
        }
        assert_eq!(key("another").decrypt("P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="), None);
    }

    /// RFC 5652, section 6.3: the last byte says how many bytes of that value end the text.
    #[test]
    fn padding_is_what_the_last_byte_says() {
        let block = |end: &[u8]| {
            let mut block = [b'x'; BLOCK];
            block[BLOCK - end.len()..].copy_from_slice(end);
            padding(&block)
        };
        assert_eq!(block(&[1]), Some(1));
        assert_eq!(block(&[3, 3, 3]), Some(3));
        assert_eq!(block(&[16; 16]), Some(16));
        for bad in [&[0][..], &[2], &[2, 3, 3], &[17; 16], &[255]] {
            assert_eq!(block(bad), None, "{bad:?}");
        }
    }

    /// Made with `printf '1700000000nkbody' | sha256sum`.
    #[test]
    fn a_signature_covers_timestamp_nonce_key_and_body() {
        let stamp = Stamp { timestamp: b"1700000000", nonce: b"n" };
        let expected = SIGNATURE.as_bytes();
        assert_eq!(key("k").signature(stamp, b"body"), expected);
        assert!(key("k").has_signed(stamp, b"body", expected));
        assert!(!key("k").has_signed(stamp, b"bodY", expected));
        assert!(!key("k").has_signed(stamp, b"body", &expected[..63]));
    }

    const SIGNATURE: &str = "2a9e84030db6bf16aec5b953ac43ab7715337d8782ed1f92abe810c9e8f03c07";
}
