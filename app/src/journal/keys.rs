//! The signing keys: the secret half in a file of its own, the public halves journalled.

use crate::{
    cx,
    db::{DbError, Tx},
    journal::{self, CommitError, Stamp, Stream},
    params,
};
use anyhow::{Context, bail};
use bangdu_core::instant::Instant;
use bangdu_record::signer::{Algorithm, PublicKey, Signer, signer_from_pem};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{ErrorKind, Write},
    path::Path,
};

/// The one stream of keys.
const LOG: &str = "log";

/// All keys that ever signed here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SigningKeys(Vec<Known>);

#[derive(Clone, Debug, PartialEq)]
struct Known {
    key: PublicKey,
    since: Instant,
    until: Option<Instant>,
}

/// What happens to keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum KeyEvent {
    /// A process begins to sign with this key.
    Taken {
        /// Its public half.
        key: PublicKey,
    },
    /// A key signs no more.
    Retired {
        /// Its name.
        key_id: String,
    },
}

impl Stream for SigningKeys {
    const KIND: &'static str = "signing";
    const TABLES: &'static [&'static str] = &["keys"];
    type Event = KeyEvent;

    fn event_name(event: &KeyEvent) -> &'static str {
        match event {
            KeyEvent::Taken { .. } => "SigningKeyTaken",
            KeyEvent::Retired { .. } => "SigningKeyRetired",
        }
    }

    fn apply(before: Option<Self>, event: &KeyEvent, stamp: &Stamp) -> Result<Self, String> {
        let mut keys = before.unwrap_or_default();
        match event {
            KeyEvent::Taken { key } => {
                keys.0.push(Known { key: key.clone(), since: stamp.at, until: None });
            }
            KeyEvent::Retired { key_id } => {
                let known = keys.0.iter_mut().find(|known| known.key.key_id() == key_id);
                known.ok_or_else(|| format!("key {key_id} is unknown"))?.until = Some(stamp.at);
            }
        }
        Ok(keys)
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Self>, after: &Self) -> Result<(), DbError> {
        for Known { key, since, until } in &after.0 {
            let body = serde_json::to_string(key).map_err(|error| DbError::Shape(error.to_string()))?;
            tx.execute(
                "INSERT INTO keys (id, body, since, until) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (id) DO UPDATE SET until = excluded.until",
                params![key.key_id(), body, since, until],
            )?;
        }
        Ok(())
    }
}

/// Public halves of all keys that ever signed here.
///
/// # Errors
/// When the store fails.
pub fn public_keys(tx: &mut Tx<'_>) -> Result<Vec<PublicKey>, DbError> {
    let parse = |text: String| serde_json::from_str(&text).map_err(|error| DbError::Shape(error.to_string()));
    tx.rows("SELECT body FROM keys ORDER BY since, id", &[])?.iter().map(|row| parse(row.get(0)?)).collect()
}

/// Journals that this key signs from now on; nothing if it is known.
///
/// # Errors
/// When the store fails.
pub fn take_key(tx: &mut Tx<'_>, key: &PublicKey, stamp: &Stamp) -> Result<(), CommitError> {
    let loaded = journal::replay::<SigningKeys>(tx, LOG)?;
    let known = loaded.state.as_ref().is_some_and(|keys| keys.0.iter().any(|known| known.key == *key));
    if !known {
        journal::commit(tx, loaded, &[KeyEvent::Taken { key: key.clone() }], stamp)?;
    }
    Ok(())
}

/// Journals that `new` signs in the place of the key named `old`. Make the last checkpoint with the old key first.
///
/// # Errors
/// When `old` is unknown or the store fails.
pub fn rotate_key(tx: &mut Tx<'_>, old: &str, new: &PublicKey, stamp: &Stamp) -> Result<(), CommitError> {
    let loaded = journal::replay::<SigningKeys>(tx, LOG)?;
    let events = [KeyEvent::Retired { key_id: old.to_owned() }, KeyEvent::Taken { key: new.clone() }];
    journal::commit(tx, loaded, &events, stamp)?;
    Ok(())
}

/// The key in `file`, made at first use: mode 0600, one line `ALGORITHM HEX`. A PKCS#8 PEM file serves too.
///
/// # Errors
/// When the file can't be read or made, others may read it, or it holds no key.
pub fn signing_key(file: &Path, algorithm: Algorithm) -> anyhow::Result<Box<dyn Signer>> {
    if !file.exists() {
        make_key_file(file, algorithm).with_context(|| format!("making {}", file.display()))?;
    }
    refuse_readable_by_others(file)?;
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    if text.starts_with("-----BEGIN") {
        return Ok(signer_from_pem(&text)?);
    }
    let (name, seed) = text.trim().split_once(' ').context("the signing key's file isn't a key")?;
    let algorithm = [Algorithm::Ed25519, Algorithm::Sm2].into_iter().find(|a| a.name() == name);
    let mut bytes = [0; 32];
    hex::decode_to_slice(seed, &mut bytes).context("the signing key's file isn't a key")?;
    Ok(algorithm.context("the signing key's algorithm is unknown")?.signer(&bytes)?)
}

/// Written aside and then linked, so that another process starting now never reads half a key nor gets another one.
fn make_key_file(file: &Path, algorithm: Algorithm) -> anyhow::Result<()> {
    let seed = loop {
        let seed = cx::random_bytes::<32>()?;
        if algorithm.signer(&seed).is_ok() {
            break seed;
        }
    };
    let aside = file.with_extension(format!("new-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut new = options.open(&aside)?;
    writeln!(new, "{} {}", algorithm.name(), hex::encode(seed))?;
    new.sync_all()?;
    let linked = fs::hard_link(&aside, file);
    fs::remove_file(&aside)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn refuse_readable_by_others(file: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode =
        fs::metadata(file).with_context(|| format!("reading {}", file.display()))?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!("{} may be read by others (mode {:o}): set it to 600", file.display(), mode & 0o777);
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_readable_by_others(_: &Path) -> anyhow::Result<()> {
    Ok(())
}
