//! Passwords: the rule for a new one, and hashing in a bounded room, so that a flood of attempts can't
//! take the machine's memory.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many are hashed at a time; each takes 19 MiB.
const AT_ONCE: usize = 2;
/// How many wait; more are told to come back.
const WAITING: usize = 64;
/// Longer ones are refused before they are hashed.
const LONGEST: usize = 200;

/// What is wrong with a new password, as a message key. GB/T 22239: at least 10 characters of 3 classes.
pub(super) fn fault(password: &str, account_name: &str) -> Option<&'static str> {
    let classes = [
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    if password.chars().count() < 10 || password.len() > LONGEST {
        Some("sign_in.password_length")
    } else if classes.into_iter().filter(|has| *has).count() < 3 {
        Some("sign_in.password_classes")
    } else if password.to_lowercase().contains(&account_name.to_lowercase()) {
        Some("sign_in.password_has_name")
    } else {
        None
    }
}

/// Why nothing was hashed.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum HashError {
    /// Too many wait already.
    #[error("too many passwords wait to be hashed")]
    Busy,
    /// The library or the runtime failed.
    #[error("hashing failed: {0}")]
    Failed(String),
}

/// The room in which passwords are hashed; a clone shares it.
#[derive(Clone)]
pub struct Hasher {
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    nobodys: Arc<str>,
}

impl Hasher {
    /// A room of its own.
    ///
    /// # Errors
    /// When hashing doesn't work on this machine at all.
    pub fn new() -> Result<Hasher, HashError> {
        let nobodys = hash_now("nobody has this password")?.into();
        let (working, waiting) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(Semaphore::new(WAITING)));
        Ok(Hasher { working, waiting, nobodys })
    }

    /// The hash of a new password, as PHC text.
    ///
    /// # Errors
    /// When too many wait.
    pub async fn hash(&self, password: String) -> Result<String, HashError> {
        self.run(move || hash_now(&password)).await?
    }

    /// Whether `password` is that of `hash`. Without a hash it takes the same time and is never right.
    pub(super) async fn is_right(&self, hash: Option<String>, password: String) -> Result<bool, HashError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.to_string());
        let right = self.run(move || password.len() <= LONGEST && verify_now(&hash, &password)).await?;
        Ok(right && known)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        let _place = self.waiting.try_acquire().map_err(|_| HashError::Busy)?;
        let turn = self.working.clone().acquire_owned().await.map_err(|_| HashError::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        done.await.map_err(|error| HashError::Failed(error.to_string()))
    }
}

/// OWASP's parameters for Argon2id: 19 MiB, 2 passes, 1 lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a password, at once and in nobody's room: for demo data.
///
/// # Errors
/// When the library fails.
pub fn hash_now(password: &str) -> Result<String, HashError> {
    let salt = crate::cx::random_bytes::<16>().map_err(|error| HashError::Failed(error.to_string()))?;
    let hash = argon2().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| HashError::Failed(error.to_string()))
}

fn verify_now(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_password_is_long_mixed_and_not_the_name() {
        assert_eq!(fault("Short1!", "lin"), Some("sign_in.password_length"));
        assert_eq!(fault("onlyletters", "lin"), Some("sign_in.password_classes"));
        assert_eq!(fault("Linxiaomei-2026", "linxiaomei"), Some("sign_in.password_has_name"));
        assert_eq!(fault("刺桐花开在Quanzhou", "lin"), None);
    }

    #[tokio::test]
    async fn a_hash_is_right_for_its_password_only() {
        let hasher = Hasher::new().expect("hashing works");
        let hash = hasher.hash("Coral-Tree-2026".into()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(hasher.is_right(Some(hash.clone()), "Coral-Tree-2026".into()).await, Ok(true));
        assert_eq!(hasher.is_right(Some(hash), "coral-tree-2026".into()).await, Ok(false));
        assert_eq!(hasher.is_right(None, "nobody has this password".into()).await, Ok(false));
    }
}
