//! The settings of a process: `bangdu.toml`, then `BANGDU_*` in the environment, then options; the later wins.
//! Everything is checked once, at start, and a wrong one stops it with a sentence.
//!
//! Not here: settings of the installation that people change while it runs (calendar, rules): those are
//! journalled, see [`crate::settings`].

mod given;
mod network;

pub use given::Given;
pub use network::{ClientAddress, Network, Proxies};

use crate::db::{Options, Place};
use bangdu_record::{digest::HashKind, signer::Algorithm};
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// What a process runs with, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The directory of files and signing key, and of the embedded store.
    pub data: PathBuf,
    /// Where the store is.
    pub place: Place,
    /// How the store is opened.
    pub options: Options,
    /// Where it listens.
    pub listen: SocketAddr,
    /// How users reach it, without a slash at the end.
    pub public_url: String,
    /// How the public reaches the public copy, without a slash at the end.
    pub board_url: Option<String>,
    /// Whether users reach it over TLS, or on loopback alone: cookies are Secure but for the latter.
    pub secure: bool,
    /// Whose word about a client's address is believed.
    pub proxies: Proxies,
    /// The installation's zone.
    pub zone: String,
    /// Where checkpoints are kept beside the store.
    pub checkpoint_dir: Option<PathBuf>,
    /// How often a checkpoint is made when something is new.
    pub checkpoint_every: Duration,
    /// What is logged, such as `info` or `bangdu=debug`.
    pub log: String,
    /// A session that was unused for so long is over.
    pub session_idle: Duration,
    /// Sessions that an account has at a time.
    pub sessions: usize,
    /// The largest file that is taken, in bytes.
    pub file_bytes: u64,
    /// The longest that a request may take.
    pub request_time: Duration,
    /// Whether `/metrics` answers others than this machine.
    pub metrics_for_all: bool,
    /// Whether answers are compressed.
    pub compress: bool,
    /// The hash function, chosen at the first start.
    pub hash: HashKind,
    /// The signatures' algorithm, chosen when the key is made.
    pub signature: Algorithm,
    /// The name of the unit at the top, at the first start.
    pub top: String,
}

/// What the public board's server runs with, on a machine that has no store.
#[derive(Clone, Debug)]
pub struct OutsideConfig {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Whose word about a client's address is believed.
    pub proxies: Proxies,
    /// What is logged.
    pub log: String,
}

/// A setting that can't be right; the text says which and what would be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WrongSetting(pub String);

impl Config {
    /// With the address that the system gave: where port 0 asked for any, links would lead nowhere.
    pub fn listening_on(self, address: SocketAddr) -> Config {
        let public_url = if self.public_url == format!("http://{}", self.listen) {
            format!("http://{address}")
        } else {
            self.public_url
        };
        Config { listen: address, public_url, ..self }
    }

    /// Where the signing key is.
    pub fn key_file(&self) -> PathBuf {
        self.data.join("signing.key")
    }

    /// Where uploaded files are.
    pub fn files_dir(&self) -> PathBuf {
        self.data.join("files")
    }
}
