//! Proofs about the log that can be checked without the log: that an entry stands in it (inclusion), and that a newer
//! log only added to an older one (consistency), as in RFC 9162, 2.1.3 and 2.1.4. Made and checked by `ct-merkle`.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};

use crate::digest::{Digest, HashKind};

/// A log as a checkpoint states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogState {
    /// The number of leaves.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
}

/// Beyond this many leaves the tree's node numbers no longer fit; no log gets there.
const LARGEST_LOG: u64 = u64::MAX / 2;

/// The two hash functions behind one expression, as `ct-merkle` is generic over them.
macro_rules! with_hash {
    ($kind:expr, $hash:ident => $body:expr) => {
        match $kind {
            HashKind::Sha256 => {
                type $hash = sha2::Sha256;
                $body
            }
            HashKind::Sm3 => {
                type $hash = sm3::Sm3;
                $body
            }
        }
    };
}

/// The proof that leaf number `index` stands in the log of these `leaves` (all of them, in memory).
/// `None` when there is no such leaf.
pub fn prove_inclusion(kind: HashKind, leaves: &[Digest], index: u64) -> Option<Vec<Digest>> {
    let index = usize::try_from(index).ok().filter(|index| *index < leaves.len())?;
    Some(with_hash!(kind, H => split(tree::<H>(leaves).prove_inclusion(index).as_bytes())))
}

/// Whether `proof` shows that `entry` is leaf number `index` of `log`.
pub fn includes(kind: HashKind, log: &LogState, entry: &Digest, index: u64, proof: &[Digest]) -> bool {
    if log.size > LARGEST_LOG {
        return false;
    }
    with_hash!(kind, H => {
        let root = RootHash::<H>::new(log.root.0.into(), log.size);
        InclusionProof::<H>::try_from_bytes(join(proof))
            .is_ok_and(|proof| root.verify_inclusion(entry, index, &proof).is_ok())
    })
}

/// The proof that the log of these `leaves` begins with the `old_size` leaves it once had.
/// `None` when `old_size` is 0 or larger than the log.
pub fn prove_consistency(kind: HashKind, leaves: &[Digest], old_size: u64) -> Option<Vec<Digest>> {
    let old = usize::try_from(old_size).ok().filter(|old| (1..=leaves.len()).contains(old))?;
    let added = leaves.len() - old;
    Some(with_hash!(kind, H => split(tree::<H>(leaves).prove_consistency(added).as_bytes())))
}

/// Whether `proof` shows that `new` only added to `old`. Every log adds to the empty one.
pub fn extends(kind: HashKind, old: &LogState, new: &LogState, proof: &[Digest]) -> bool {
    if old.size == 0 {
        return old.root == kind.hash(b"") && proof.is_empty();
    }
    if new.size > LARGEST_LOG {
        return false;
    }
    with_hash!(kind, H => {
        let older = RootHash::<H>::new(old.root.0.into(), old.size);
        let newer = RootHash::<H>::new(new.root.0.into(), new.size);
        // An equal size needs no proof and leaves the crate nothing to compare: the roots decide.
        (old.size != new.size || old.root == new.root)
            && ConsistencyProof::<H>::try_from_bytes(join(proof))
                .is_ok_and(|proof| newer.verify_consistency(&older, &proof).is_ok())
    })
}

fn tree<H: ct_merkle::digest::Digest>(leaves: &[Digest]) -> MemoryBackedTree<H, Digest> {
    let mut tree = MemoryBackedTree::new();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    tree
}

fn split(bytes: &[u8]) -> Vec<Digest> {
    bytes.chunks(32).filter_map(Digest::from_slice).collect()
}

fn join(proof: &[Digest]) -> Vec<u8> {
    proof.iter().flat_map(|digest| digest.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Frontier;
    use proptest::prelude::*;

    fn leaves(size: u64) -> Vec<Digest> {
        (0..size).map(|n| HashKind::Sm3.hash(&n.to_be_bytes())).collect()
    }

    fn state(kind: HashKind, leaves: &[Digest]) -> LogState {
        let mut frontier = Frontier::new(kind);
        leaves.iter().for_each(|leaf| {
            frontier.append(leaf);
        });
        LogState { size: frontier.size(), root: frontier.root() }
    }

    proptest! {
        #[test]
        fn every_leaf_is_proven_and_no_other(size in 1u64..80, at in 0u64..80, sm3: bool) {
            let kind = if sm3 { HashKind::Sm3 } else { HashKind::Sha256 };
            let (all, at) = (leaves(size), at % size);
            let log = state(kind, &all);
            let proof = prove_inclusion(kind, &all, at).unwrap();
            prop_assert!(includes(kind, &log, &all[at as usize], at, &proof));
            prop_assert!(!includes(kind, &log, &kind.hash(b"other"), at, &proof));
        }

        #[test]
        fn a_log_that_only_grew_is_proven(old in 1u64..60, added in 0u64..60, sm3: bool) {
            let kind = if sm3 { HashKind::Sm3 } else { HashKind::Sha256 };
            let mut all = leaves(old + added);
            let older = state(kind, &all[..old as usize]);
            let proof = prove_consistency(kind, &all, old).unwrap();
            prop_assert!(extends(kind, &older, &state(kind, &all), &proof));
            all[0] = kind.hash(b"changed");
            let proof = prove_consistency(kind, &all, old).unwrap();
            prop_assert!(!extends(kind, &older, &state(kind, &all), &proof));
        }
    }

    #[test]
    fn nonsense_is_refused_without_a_panic() {
        let kind = HashKind::Sha256;
        let log = LogState { size: u64::MAX, root: Digest::zero() };
        assert!(!includes(kind, &log, &Digest::zero(), u64::MAX, &[]));
        assert!(!extends(kind, &log, &log, &[]));
        assert_eq!(prove_inclusion(kind, &[], 0), None);
        assert_eq!(prove_consistency(kind, &leaves(3), 4), None);
        assert_eq!(prove_consistency(kind, &leaves(3), 0), None);
    }
}
