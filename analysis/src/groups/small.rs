//! A last look at groups that stayed small: a letter too many costs them most.
//!
//! The cut of linkage is low so that a large event can grow from pairs that say little by themselves. A group that ended
//! with a few letters had no such growth to confirm it, so each of its letters must be surer of the others: one that is
//! not leaves, the least sure first. What a clerk put together stays.

use super::{
    Settings,
    vectors::{self, Vectors},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Who is not surely of a small group, and who has another first letter without them: each with the first of its group now.
/// `firsts` has for each of `items`, which come in their order, the first of its group; `told` are letters that were told to
/// stay with others.
pub(super) fn unsure(
    vectors: &Vectors,
    items: &[u32],
    firsts: &[u32],
    told: &FxHashSet<u32>,
    t: &Settings,
) -> Vec<(u32, u32)> {
    let mut moved: Vec<(u32, u32)> = Vec::new();
    let mut sizes: FxHashMap<u32, usize> = FxHashMap::default();
    for (_, first) in items.iter().zip(firsts).filter(|(item, first)| item != first) {
        *sizes.entry(*first).or_insert(1) += 1;
    }
    sizes.retain(|_, size| *size <= t.small_group);
    let mut groups: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (place, first) in firsts.iter().enumerate().filter(|(_, first)| sizes.contains_key(first)) {
        groups.entry(*first).or_default().push(place);
    }
    for mut group in groups.into_values() {
        if group.iter().any(|&place| told.contains(&items[place])) {
            continue;
        }
        while let Some(at) = least_sure(vectors, items, &group, t) {
            let place = group.remove(at);
            moved.push((items[place], items[place]));
        }
        moved.extend(group.iter().map(|&place| (items[place], items[group[0]])));
    }
    moved
}

/// Which of these is least like the others, if it is not like enough.
fn least_sure(vectors: &Vectors, items: &[u32], group: &[usize], t: &Settings) -> Option<usize> {
    if group.len() < 2 {
        return None;
    }
    let item = |at: usize| vectors.item(items[group[at]]);
    let mean = |at: usize| {
        let others = (0..group.len()).filter(|&other| other != at).map(item);
        let alike = others.map(|other| {
            let products = vectors::product(item(at), other);
            vectors::likeness(products, item(at).measure, other.measure, t)
        });
        alike.sum::<f32>() / (group.len() - 1) as f32
    };
    let means = (0..group.len()).map(|at| (at, mean(at)));
    let (at, least) = means.min_by(|a, b| a.1.total_cmp(&b.1))?;
    (least < t.small_surety * t.cut).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::{super::vectors::Part, *};
    use proptest::prelude::*;

    fn straight() -> Settings {
        Settings { joint_weight: 0.0, place_weight: 0.0, time_discount: 0.0, cut: 0.2, ..Settings::default() }
    }

    /// Letters of unit length that have one word in common and as much of it as told.
    fn vectors(shares: &[f32]) -> Vectors {
        let mut vectors = Vectors::default();
        for (own, &share) in (1..).zip(shares) {
            let mut features = vec![(Part::Concern.feature(4), share)];
            features.push((Part::Concern.feature(own << 8), (1.0 - share * share).sqrt()));
            vectors.push(&mut features, false, None);
        }
        vectors
    }

    fn kept(vectors: &Vectors, told: &[u32]) -> Vec<u32> {
        let items: Vec<u32> = (0..vectors.len() as u32).collect();
        let mut firsts = vec![0; items.len()];
        let told = told.iter().copied().collect();
        for (item, first) in unsure(vectors, &items, &firsts.clone(), &told, &straight()) {
            firsts[item as usize] = first;
        }
        firsts
    }

    #[test]
    fn the_least_sure_leaves_a_small_group_and_no_large_one() {
        assert_eq!(kept(&vectors(&[0.2, 0.8, 0.9]), &[]), [0, 1, 1], "the first may leave");
        assert_eq!(kept(&vectors(&[0.4, 0.4]), &[]), [0, 1]);
        assert_eq!(kept(&vectors(&[0.4, 0.4]), &[1]), [0, 0], "a clerk's word");
        assert_eq!(kept(&vectors(&[0.2, 0.8, 0.9, 0.9, 0.9]), &[]), [0; 5]);
    }

    proptest! {
        #[test]
        fn whoever_stays_in_a_small_group_is_sure_of_the_others(
            shares in proptest::collection::vec(0.05_f32..0.95, 2..=4)
        ) {
            let (vectors, t) = (vectors(&shares), straight());
            let firsts = kept(&vectors, &[]);
            for first in 0..shares.len() {
                let group: Vec<usize> = (0..shares.len()).filter(|&at| firsts[at] as usize == first).collect();
                for &at in group.iter().filter(|_| group.len() > 1) {
                    let others = group.iter().filter(|&&other| other != at).map(|&other| shares[other]);
                    let mean = others.sum::<f32>() * shares[at] / (group.len() - 1) as f32;
                    prop_assert!(mean >= t.small_surety * t.cut - 0.001, "{mean}");
                }
            }
        }
    }
}
