//! Old entries that must hash the same for ever. The values were computed by another program (Python's hashlib) from
//! the layouts in the module docs. Add files beside these; never change one.

use bangdu_record::digest::{Digest, HashKind};
use bangdu_record::entry::{ChainFault, entry_hash};
use bangdu_record::export::EntryLine;
use bangdu_record::log::Frontier;
use bangdu_record::private::salted_digest;
use bangdu_record::verify::Streams;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Vectors {
    hash: HashKind,
    entries: Vec<EntryLine>,
    /// The log's root over 0, 1, 2 … entries.
    roots: Vec<Digest>,
    private: Private,
}

#[derive(Deserialize)]
struct Private {
    salt: Digest,
    value: Value,
    digest: Digest,
}

fn vectors() -> Vec<Vectors> {
    [include_str!("vectors/v1-sha256.json"), include_str!("vectors/v1-sm3.json")]
        .map(|text| serde_json::from_str(text).unwrap())
        .into()
}

#[test]
fn entries_hash_as_they_always_did() -> Result<(), ChainFault> {
    for Vectors { hash, entries, .. } in vectors() {
        let mut streams = Streams::new(hash);
        for entry in &entries {
            assert_eq!(entry_hash(hash, &entry.prev, &entry.body()), entry.hash, "{hash} {}", entry.event);
            streams.feed(&entry.body(), &entry.prev, &entry.hash)?;
        }
    }
    Ok(())
}

#[test]
fn the_log_has_the_roots_it_always_had() {
    for Vectors { hash, entries, roots, .. } in vectors() {
        let mut log = Frontier::new(hash);
        assert_eq!(log.root(), roots[0], "{hash}");
        for (entry, root) in entries.iter().zip(&roots[1..]) {
            assert_eq!(Some(log.append(&entry.hash)), entry.leaf);
            assert_eq!(log.root(), *root, "{hash} {}", log.size());
        }
    }
}

#[test]
fn personal_data_has_the_digest_it_always_had() {
    for Vectors { hash, private, .. } in vectors() {
        assert_eq!(
            salted_digest(hash, private.salt.as_bytes(), &private.value),
            Ok(private.digest),
            "{hash}"
        );
    }
}
