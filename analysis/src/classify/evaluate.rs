//! How good suggestions and rankings are: folds by a fixed rule, macro-F1, calibration error, average precision, and how
//! many near-duplicates sit on both sides of a fold, which makes every such figure too good.

use rustc_hash::FxHashMap;

/// For each row its fold: of each label the rows go round the folds in their order.
#[must_use]
pub fn folds<L: Eq + std::hash::Hash>(labels: &[L], folds: usize) -> Vec<usize> {
    let mut seen: FxHashMap<&L, usize> = FxHashMap::default();
    let mut next = |label| {
        let count = seen.entry(label).or_default();
        *count += 1;
        (*count - 1) % folds
    };
    labels.iter().map(&mut next).collect()
}

/// The mean over the labels that occur in `truth` of the harmonic mean of precision and recall.
#[must_use]
pub fn macro_f1<L: Ord>(truth: &[L], guess: &[L]) -> f64 {
    let mut labels: Vec<&L> = truth.iter().collect();
    labels.sort_unstable();
    labels.dedup();
    let f1 = |label: &L| {
        let pairs = || truth.iter().zip(guess);
        let both = pairs().filter(|(t, g)| *t == label && *g == label).count();
        let either = pairs().filter(|(t, g)| (*t == label) != (*g == label)).count();
        2.0 * both as f64 / (2 * both + either) as f64
    };
    let sum: f64 = labels.iter().map(|label| f1(label)).sum();
    if labels.is_empty() { 0.0 } else { sum / labels.len() as f64 }
}

/// Expected calibration error: over `bins` bins of equal width, the mean distance between the confidence claimed and the
/// share that was right, weighed by how many suggestions fall into the bin. `claims` are confidence and whether right.
#[must_use]
pub fn calibration_error(claims: &[(f32, bool)], bins: usize) -> f64 {
    let mut sums = vec![(0.0f64, 0.0f64); bins.max(1)];
    for &(confidence, right) in claims {
        let bin = ((confidence * bins as f32) as usize).min(sums.len() - 1);
        sums[bin].0 += f64::from(confidence);
        sums[bin].1 += f64::from(u8::from(right));
    }
    let off: f64 = sums.iter().map(|(claimed, right)| (claimed - right).abs()).sum();
    off / (claims.len() as f64).max(1.0)
}

/// Average precision of a ranking: the mean, over the hits, of the share of hits among what ranks as high or higher.
/// `scored` are scores and whether each is a hit; among equal scores the hits rank last. 0 without a hit.
#[must_use]
pub fn average_precision(scored: &[(f32, bool)]) -> f64 {
    let mut ranked = scored.to_vec();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let hits = ranked.iter().enumerate().filter(|(_, (_, hit))| *hit).map(|(rank, _)| rank + 1);
    let shares: Vec<f64> = hits.enumerate().map(|(before, rank)| (before + 1) as f64 / rank as f64).collect();
    shares.iter().sum::<f64>() / (shares.len() as f64).max(1.0)
}

/// The smallest hashes of a text by which its twins are found, and those by which two texts are compared.
const FOUND_BY: usize = 12;
const COMPARED: usize = 96;
/// Characters in a run, and the share of runs in common from which two texts are twins.
const RUN: usize = 5;
const ALIKE: f64 = 0.6;

/// For each text the first text that is nearly the same: itself, or an earlier one that it is a twin of, or a twin of a
/// twin. By the smallest hashes of runs of five characters (Broder, 1997): an estimate, good to a few hundredths.
#[must_use]
pub fn twins(texts: &[String]) -> Vec<usize> {
    let sketches: Vec<Vec<u64>> = texts.iter().map(|text| sketch(text)).collect();
    let mut known: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut first: Vec<usize> = (0..texts.len()).collect();
    for (row, sketch) in sketches.iter().enumerate() {
        for hash in sketch.iter().take(FOUND_BY) {
            let others = known.entry(*hash).or_default();
            for &other in others.iter() {
                if first[other] != first[row] && likeness(sketch, &sketches[other]) >= ALIKE {
                    let (early, late) = (first[other].min(first[row]), first[other].max(first[row]));
                    first[..=row].iter_mut().filter(|f| **f == late).for_each(|f| *f = early);
                }
            }
            others.push(row);
        }
    }
    first
}

fn sketch(text: &str) -> Vec<u64> {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let hash = |run: &[char]| run.iter().fold(0, |key, &c| super::features::step(key, u64::from(c)));
    let mut hashes: Vec<u64> = chars.windows(RUN.min(chars.len()).max(1)).map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(COMPARED);
    hashes
}

/// The share of common hashes among the smallest of both together.
fn likeness(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut common, mut all) = (0, 0, 0usize, 0usize);
    while all < COMPARED && i < a.len() && j < b.len() {
        common += usize::from(a[i] == b[j]);
        all += 1;
        (i, j) = (i + usize::from(a[i] <= b[j]), j + usize::from(b[j] <= a[i]));
    }
    let rest = (a.len() - i + b.len() - j).min(COMPARED - all);
    common as f64 / ((all + rest) as f64).max(1.0)
}
