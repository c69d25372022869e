//! The provable record: what makes a change to Bangdu's history visible to somebody who doesn't trust Bangdu.
//!
//! Pure: no files, no network, no clock, no randomness; nothing of Bangdu's other crates. An auditor can read it whole,
//! and check an export with the small program `bangdu-verify`.
//!
//! # How it holds together
//!
//! 1. Every event is an **entry** in a stream (a matter, a person, the settings). Its payload is [`canonical`] text, and
//!    the exact bytes are kept. [`entry`] hashes them together with the hash of the entry before: change one, and every
//!    later hash of the stream is wrong.
//! 2. Entries are sealed into one [`log`], a Merkle tree over the hashes of all streams. Its root stands for every sealed
//!    entry and their order; [`proof`] shows that one entry is in it, or that a newer log only added to an older.
//! 3. A [`checkpoint`] states size and root at a time, names the checkpoint before and is signed by a key of [`signer`].
//!    Checkpoints are made when something is new and before every export, and are also kept outside the store.
//! 4. Personal data never stands in an entry: [`private`] keeps it in a row that can be erased, and a salted digest in
//!    the entry, so that the record verifies before and after.
//! 5. A [`draw`] decides by chance that anyone can recompute: a register of its own, bound step to step.
//! 6. [`export`] is the neutral form of all this (also the backup), and [`verify`] recomputes it from nothing.
//!
//! # What is proven, and what isn't
//!
//! Whoever holds a checkpoint can show that no entry under it was changed, moved or removed since. Not proven:
//! - **what happened after the newest checkpoint one holds**: entries at the end can be cut off unseen, together with
//!   the checkpoints over them. The remedy is a checkpoint outside the store (file, mail, a printed code), often;
//! - **that the whole record isn't a new one**: an export brings its keys along. A key's name written down elsewhere, or
//!   any older checkpoint, finds it;
//! - **that an entry tells the truth**, or that its time is right: the record keeps what was said, when the machine
//!   thought it was;
//! - **an erased value**: its salt goes with it, on purpose;
//! - **tables that aren't journalled**: an export's sums find damage in them, not forgery.
//!
//! # Choices that last
//!
//! Hashes are SHA-256 or SM3, signatures Ed25519 or SM2, chosen at the first start ([`digest::HashKind`],
//! [`signer::Algorithm`]). Every hash begins with a domain (`bangdu/…/v1`) and every field with its length. The files in
//! `record/tests/vectors/` must hash the same for ever: a change that breaks one is a new version beside the old.

pub mod canonical;
pub mod checkpoint;
pub mod digest;
pub mod draw;
pub mod entry;
pub mod export;
pub mod log;
pub mod private;
pub mod proof;
pub mod signer;
pub mod verify;
