//! The log: one RFC 9162 Merkle tree whose leaves are the entry hashes, in the order in which they were sealed.
//!
//! `MTH({}) = H()`, a leaf is `H(0x00 ‖ entry hash)`, a node `H(0x01 ‖ left ‖ right)`. The [`Frontier`] keeps the roots
//! of the complete subtrees at the right edge, so the root over a million leaves needs no re-reading. Proofs stand in
//! [`crate::proof`]; signing a root is [`crate::checkpoint`]'s business.

use serde::{Deserialize, Serialize};

use crate::digest::{Digest, HashKind};

/// The right edge of the log: its size and the roots of its complete subtrees, the largest first.
///
/// At most 64 digests. As JSON: `{"hash":"SHA-256","size":3,"peaks":["…","…"]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredFrontier")]
pub struct Frontier {
    hash: HashKind,
    size: u64,
    peaks: Vec<Digest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredFrontier {
    hash: HashKind,
    size: u64,
    peaks: Vec<Digest>,
}

impl TryFrom<StoredFrontier> for Frontier {
    type Error = NotAFrontier;

    fn try_from(stored: StoredFrontier) -> Result<Self, NotAFrontier> {
        let StoredFrontier { hash, size, peaks } = stored;
        if peaks.len() != size.count_ones() as usize {
            return Err(NotAFrontier { size, peaks: peaks.len() });
        }
        Ok(Self { hash, size, peaks })
    }
}

/// A stored frontier that no log can have.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a log of {size} leaves doesn't have {peaks} complete subtrees")]
pub struct NotAFrontier {
    size: u64,
    peaks: usize,
}

impl Frontier {
    /// An empty log.
    pub fn new(hash: HashKind) -> Self {
        Self { hash, size: 0, peaks: Vec::new() }
    }

    /// The number of leaves; also the number of the next leaf.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The log's hash function.
    pub fn hash_kind(&self) -> HashKind {
        self.hash
    }

    /// Appends an entry's hash and returns its leaf number.
    pub fn append(&mut self, entry: &Digest) -> u64 {
        let leaf = self.size;
        let mut node = leaf_hash(self.hash, entry);
        // One merge for every trailing 1 of the old size: those subtrees become complete.
        for _ in 0..leaf.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = node_hash(self.hash, &left, &node);
            }
        }
        self.peaks.push(node);
        self.size += 1;
        leaf
    }

    /// The root over all leaves.
    pub fn root(&self) -> Digest {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return self.hash.hash(b"");
        };
        peaks.fold(*last, |right, left| node_hash(self.hash, left, &right))
    }
}

fn leaf_hash(kind: HashKind, entry: &Digest) -> Digest {
    let mut hasher = kind.hasher();
    hasher.update(&[0]);
    hasher.update(entry.as_bytes());
    hasher.finish()
}

fn node_hash(kind: HashKind, left: &Digest, right: &Digest) -> Digest {
    let mut hasher = kind.hasher();
    hasher.update(&[1]);
    hasher.update(left.as_bytes());
    hasher.update(right.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use proptest::prelude::*;

    fn leaf(n: u64) -> Digest {
        HashKind::Sha256.hash(&n.to_be_bytes())
    }

    fn frontier(size: u64) -> Frontier {
        let mut frontier = Frontier::new(HashKind::Sha256);
        (0..size).for_each(|n| {
            frontier.append(&leaf(n));
        });
        frontier
    }

    #[test]
    fn the_empty_log_has_the_hash_of_nothing() {
        let root = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(frontier(0).root().to_string(), root);
    }

    #[test]
    fn a_stored_frontier_goes_on_where_it_was() {
        let mut stored: Frontier =
            serde_json::from_str(&serde_json::to_string(&frontier(1000)).unwrap()).unwrap();
        assert_eq!(stored.append(&leaf(1000)), 1000);
        assert_eq!(stored, frontier(1001));
    }

    #[test]
    fn an_impossible_frontier_is_refused() {
        let text = r#"{"hash":"SHA-256","size":3,"peaks":[]}"#;
        assert!(serde_json::from_str::<Frontier>(text).is_err());
    }

    proptest! {
        #[test]
        fn the_root_is_that_of_ct_merkle(size in 1u64..300) {
            let mut tree = MemoryBackedTree::<sha2::Sha256, Digest>::new();
            (0..size).for_each(|n| tree.push(leaf(n)));
            prop_assert_eq!(Some(frontier(size).root()), Digest::from_slice(tree.root().as_bytes()));
        }
    }
}
