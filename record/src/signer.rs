//! Signatures over checkpoints: Ed25519 (RFC 8032), or SM2 with SM3 (GB/T 32918, identity `1234567812345678` of
//! GM/T 0009). A hardware key implements [`Signer`] and nothing else changes.
//!
//! No randomness is taken here: a key comes from 32 bytes or a PKCS#8 PEM text, and both algorithms derive their nonces
//! from key and message. Where the key is kept is the app's business.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::Signer as _;
use ed25519_dalek::pkcs8::DecodePrivateKey as _;
use serde::{Deserialize, Serialize};

use crate::digest::HashKind;

/// How checkpoints are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// Ed25519, the default.
    #[default]
    Ed25519,
    /// SM2 with SM3.
    #[serde(rename = "SM2")]
    Sm2,
}

impl Algorithm {
    /// The name in settings and exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::Sm2 => "SM2",
        }
    }

    /// A signer from 32 secret bytes that the caller took from a good source.
    ///
    /// # Errors
    /// [`KeyFault`] when the bytes are no SM2 key (zero, or not below the curve's order: take others).
    pub fn signer(self, seed: &[u8; 32]) -> Result<Box<dyn Signer>, KeyFault> {
        match self {
            Self::Ed25519 => Ok(Box::new(Ed25519Signer::from_seed(seed))),
            Self::Sm2 => Ok(Box::new(Sm2Signer::from_seed(seed)?)),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A key or a signature that can't be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyFault {
    /// The secret key's bytes or text.
    #[error("this is not a usable {0} signing key")]
    Secret(&'static str),
    /// The public key's bytes.
    #[error("this is not a {0} public key")]
    Public(Algorithm),
    /// The key's name isn't the one that follows from the key.
    #[error("the key is named {named}, but its bytes give {computed}")]
    Name {
        /// The name that stands beside the key.
        named: String,
        /// The name that follows from algorithm and bytes.
        computed: String,
    },
    /// The device or library refused to sign.
    #[error("the key did not sign: {0}")]
    Sign(String),
}

/// Whoever can sign a checkpoint: a key in memory, or a device.
pub trait Signer: Send + Sync {
    /// The public half, with its name.
    fn public_key(&self) -> &PublicKey;

    /// The signature over `message`, 64 bytes.
    ///
    /// # Errors
    /// [`KeyFault::Sign`] when the key can't sign now.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyFault>;

    /// The key's name, which follows from the key.
    fn key_id(&self) -> &str {
        self.public_key().key_id()
    }

    /// How it signs.
    fn algorithm(&self) -> Algorithm {
        self.public_key().algorithm()
    }
}

/// A public key and its name; a line of `keys.jsonl`.
///
/// The name is the first 16 bytes, in hex, of the digest over domain `bangdu/key/v1`, algorithm and key (SHA-256 for
/// Ed25519, SM3 for SM2). So a name that an auditor wrote down once can't be given to another key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "KeyLine", into = "KeyLine")]
pub struct PublicKey {
    key_id: String,
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyLine {
    key_id: String,
    algorithm: Algorithm,
    public_key: String,
}

impl PublicKey {
    /// From raw bytes: 32 for Ed25519, a SEC1 point for SM2.
    ///
    /// # Errors
    /// [`KeyFault::Public`] when the bytes are no point of the curve.
    pub fn new(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, KeyFault> {
        let usable = match algorithm {
            Algorithm::Ed25519 => ed25519_key(bytes).is_some(),
            Algorithm::Sm2 => sm2_key(bytes).is_some(),
        };
        if !usable {
            return Err(KeyFault::Public(algorithm));
        }
        Ok(Self { key_id: key_id(algorithm, bytes), algorithm, bytes: bytes.to_vec() })
    }

    /// The key's name.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The key's algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The raw bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether `signature` was made over `message` with this key's secret half.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self.algorithm {
            Algorithm::Ed25519 => verifies_ed25519(&self.bytes, message, signature),
            Algorithm::Sm2 => verifies_sm2(&self.bytes, message, signature),
        }
    }
}

impl TryFrom<KeyLine> for PublicKey {
    type Error = KeyFault;

    fn try_from(line: KeyLine) -> Result<Self, KeyFault> {
        let bytes = BASE64_STANDARD.decode(&line.public_key).map_err(|_| KeyFault::Public(line.algorithm))?;
        let key = Self::new(line.algorithm, &bytes)?;
        if key.key_id != line.key_id {
            return Err(KeyFault::Name { named: line.key_id, computed: key.key_id });
        }
        Ok(key)
    }
}

impl From<PublicKey> for KeyLine {
    fn from(key: PublicKey) -> Self {
        let public_key = BASE64_STANDARD.encode(&key.bytes);
        Self { key_id: key.key_id, algorithm: key.algorithm, public_key }
    }
}

fn key_id(algorithm: Algorithm, bytes: &[u8]) -> String {
    let kind = match algorithm {
        Algorithm::Ed25519 => HashKind::Sha256,
        Algorithm::Sm2 => HashKind::Sm3,
    };
    let digest = kind.hash_fields("bangdu/key/v1", &[algorithm.name().as_bytes(), bytes]);
    hex::encode(&digest.as_bytes()[..16])
}

fn ed25519_key(bytes: &[u8]) -> Option<ed25519_dalek::VerifyingKey> {
    let key = ed25519_dalek::VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
    (!key.is_weak()).then_some(key)
}

fn verifies_ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Some(key), Ok(signature)) = (ed25519_key(key), ed25519_dalek::Signature::from_slice(signature))
    else {
        return false;
    };
    key.verify_strict(message, &signature).is_ok()
}

/// The signer's identity where none was agreed, GM/T 0009-2012, 10.
const SM2_IDENTITY: &str = "1234567812345678";

fn sm2_key(bytes: &[u8]) -> Option<sm2::dsa::VerifyingKey> {
    sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, bytes).ok()
}

fn verifies_sm2(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    use sm2::dsa::signature::Verifier as _;
    let (Some(key), Ok(signature)) = (sm2_key(key), sm2::dsa::Signature::from_slice(signature)) else {
        return false;
    };
    key.verify(message, &signature).is_ok()
}

/// An Ed25519 key in memory; wiped when dropped.
pub struct Ed25519Signer {
    secret: ed25519_dalek::SigningKey,
    public: PublicKey,
}

impl Ed25519Signer {
    /// From the 32 secret bytes of RFC 8032.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self::new(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// From a PKCS#8 PEM text (`-----BEGIN PRIVATE KEY-----`).
    ///
    /// # Errors
    /// [`KeyFault::Secret`] when the text is something else.
    pub fn from_pem(pem: &str) -> Result<Self, KeyFault> {
        let secret =
            ed25519_dalek::SigningKey::from_pkcs8_pem(pem).map_err(|_| KeyFault::Secret("Ed25519"))?;
        Ok(Self::new(secret))
    }

    fn new(secret: ed25519_dalek::SigningKey) -> Self {
        let bytes = secret.verifying_key().to_bytes().to_vec();
        let key_id = key_id(Algorithm::Ed25519, &bytes);
        Self { secret, public: PublicKey { key_id, algorithm: Algorithm::Ed25519, bytes } }
    }
}

impl Signer for Ed25519Signer {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let signature = self.secret.try_sign(message).map_err(|fault| KeyFault::Sign(fault.to_string()))?;
        Ok(signature.to_bytes().to_vec())
    }
}

/// An SM2 key in memory.
pub struct Sm2Signer {
    secret: sm2::dsa::SigningKey,
    public: PublicKey,
}

impl Sm2Signer {
    /// From 32 secret bytes, a big-endian number between 1 and the curve's order.
    ///
    /// # Errors
    /// [`KeyFault::Secret`] when the number is outside.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, KeyFault> {
        let secret = sm2::SecretKey::from_slice(seed).map_err(|_| KeyFault::Secret("SM2"))?;
        Self::new(&secret)
    }

    /// From a PKCS#8 PEM text.
    ///
    /// # Errors
    /// [`KeyFault::Secret`] when the text is something else.
    pub fn from_pem(pem: &str) -> Result<Self, KeyFault> {
        use sm2::pkcs8::DecodePrivateKey as _;
        let secret = sm2::SecretKey::from_pkcs8_pem(pem).map_err(|_| KeyFault::Secret("SM2"))?;
        Self::new(&secret)
    }

    fn new(secret: &sm2::SecretKey) -> Result<Self, KeyFault> {
        let secret = sm2::dsa::SigningKey::new(SM2_IDENTITY, secret).map_err(|_| KeyFault::Secret("SM2"))?;
        let bytes = secret.verifying_key().to_sec1_bytes();
        let public = PublicKey::new(Algorithm::Sm2, &bytes)?;
        Ok(Self { secret, public })
    }
}

impl Signer for Sm2Signer {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyFault> {
        use sm2::dsa::signature::Signer as _;
        let signature: sm2::dsa::Signature =
            self.secret.try_sign(message).map_err(|fault| KeyFault::Sign(fault.to_string()))?;
        Ok(signature.to_bytes().to_vec())
    }
}

/// A signer from a PKCS#8 PEM text, whichever algorithm it names.
///
/// # Errors
/// [`KeyFault::Secret`] when the text holds neither kind of key.
pub fn signer_from_pem(pem: &str) -> Result<Box<dyn Signer>, KeyFault> {
    if let Ok(signer) = Ed25519Signer::from_pem(pem) {
        return Ok(Box::new(signer));
    }
    match Sm2Signer::from_pem(pem) {
        Ok(signer) => Ok(Box::new(signer)),
        Err(_) => Err(KeyFault::Secret("Ed25519 or SM2")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sm2::pkcs8::EncodePrivateKey as _;

    #[test]
    fn both_algorithms_sign_and_notice_a_change() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Sm2] {
            let signer = algorithm.signer(&[7; 32]).unwrap();
            let signature = signer.sign(b"root").unwrap();
            assert!(signer.public_key().verifies(b"root", &signature), "{algorithm}");
            assert!(!signer.public_key().verifies(b"rood", &signature), "{algorithm}");
            assert!(!signer.public_key().verifies(b"root", &signature[1..]), "{algorithm}");
            assert_eq!(signature, signer.sign(b"root").unwrap(), "{algorithm}");
        }
    }

    #[test]
    fn rfc_8032_test_1() {
        let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let seed: [u8; 32] = hex::decode(seed).unwrap().try_into().unwrap();
        let signer = Ed25519Signer::from_seed(&seed);
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(hex::encode(signer.public_key().bytes()), public);
        assert!(hex::encode(signer.sign(b"").unwrap()).starts_with("e5564300c360ac729086e2cc806e828a"));
    }

    #[test]
    fn a_key_comes_back_from_its_line_and_not_under_another_name() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Sm2] {
            let key = algorithm.signer(&[9; 32]).unwrap().public_key().clone();
            let line = serde_json::to_string(&key).unwrap();
            assert_eq!(serde_json::from_str::<PublicKey>(&line).unwrap(), key);
            let renamed = line.replace(key.key_id(), "00000000000000000000000000000000");
            assert!(serde_json::from_str::<PublicKey>(&renamed).is_err());
        }
    }

    #[test]
    fn pem_texts_give_the_same_keys() {
        let ed = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).to_pkcs8_pem(Default::default()).unwrap();
        let sm = sm2::SecretKey::from_slice(&[7; 32]).unwrap().to_pkcs8_pem(Default::default()).unwrap();
        for (pem, algorithm) in [(ed, Algorithm::Ed25519), (sm, Algorithm::Sm2)] {
            let signer = signer_from_pem(&pem).unwrap();
            assert_eq!(signer.key_id(), algorithm.signer(&[7; 32]).unwrap().key_id());
        }
        assert!(signer_from_pem("-----BEGIN PRIVATE KEY-----").is_err());
    }

    #[test]
    fn zero_is_no_sm2_key() {
        assert!(Algorithm::Sm2.signer(&[0; 32]).is_err());
        assert!(PublicKey::new(Algorithm::Sm2, &[4; 65]).is_err());
        assert!(PublicKey::new(Algorithm::Ed25519, &[0; 32]).is_err());
    }
}
