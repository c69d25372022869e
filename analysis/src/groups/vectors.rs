//! What letters are compared by: a short list of weighted features each, in whole numbers.
//!
//! Three parts are concatenated, so that the product of two vectors is a sum of three likenesses: words (by
//! how often and how rare), names of places and things, and the writer. A letter keeps its strongest features only.

use super::Settings;
use std::ops::Range;

/// A weight of one.
const ONE: f32 = 4096.0;

/// A letter's vector.
#[derive(Clone, Copy)]
pub(super) struct Item<'v> {
    hashes: &'v [u32],
    weights: &'v [u16],
    /// What it counts for in a mean.
    pub(super) measure: Measure,
}

/// What a letter or a group counts for: letters, those that name a place, the lengths of their concerns, and from when
/// till when they were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) letters: u32,
    pub(super) named: u32,
    pub(super) concern: u32,
    first: i32,
    last: i32,
}

impl Measure {
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            letters: self.letters + other.letters,
            named: self.named + other.named,
            concern: self.concern + other.concern,
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }

    /// Days between the two; none when they overlap, nothing when one's days aren't known.
    fn apart(self, other: Self) -> Option<u32> {
        let known = self.first <= self.last && other.first <= other.last;
        known.then(|| self.first.max(other.first).saturating_sub(self.last.min(other.last)).max(0) as u32)
    }
}

/// The parts of a vector. A feature's upper two bits say to which it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Words of places.
    Place,
    /// Words of what the letter is concerned with.
    Concern,
    /// Names, learnt.
    Name,
    /// Who wrote.
    Writer,
}

impl Part {
    pub(super) fn feature(self, digest: u32) -> u32 {
        (self as u32) << 30 | digest >> 2
    }
}

/// Products by [`Part`].
pub(super) type Products = [u64; 4];

/// The mean likeness of two groups.
pub(super) fn likeness(products: Products, a: Measure, b: Measure, t: &Settings) -> f32 {
    let unit = f64::from(ONE * ONE);
    let pairs = f64::from(a.letters) * f64::from(b.letters);
    let [place, concern, name, writer] = products.map(|p| p as f64 / unit);
    let lengths = f64::from(a.concern) * f64::from(b.concern) / unit;
    let same_name = name / pairs;
    let same_concern = if lengths > 0.0 { (concern / lengths).min(1.0) } else { 0.0 };
    let both_named = f64::from(a.named) * f64::from(b.named) / pairs;
    let other_name = (both_named - same_name).max(0.0);
    let concerned =
        concern * f64::from(t.concern_weight) * (1.0 - f64::from(t.elsewhere_discount) * other_name);
    let agreed = (same_concern / f64::from(t.place_agreed)).min(1.0);
    let words = (place * f64::from(t.place_weight) * agreed + concerned + writer) / pairs;
    // To the power of three quarters, and of a half: roots are quicker than powers.
    let joint = same_name.sqrt() * same_name.sqrt().sqrt() * same_concern.sqrt();
    let alike = words + f64::from(t.name_weight) * same_name + f64::from(t.joint_weight) * joint
        - f64::from(t.conflict_penalty) * other_name;
    // What was written long apart is seldom the same matter; days that aren't known tell half.
    let half = f64::from(t.time_half);
    let near = a.apart(b).map_or(0.5, |days| half / (half + f64::from(days)));
    (alike * (1.0 - f64::from(t.time_discount) * (1.0 - near))) as f32
}

impl Item<'_> {
    /// As a sum of one.
    pub(super) fn parts(self) -> Vec<(u32, u32)> {
        self.hashes.iter().copied().zip(self.weights.iter().map(|&w| u32::from(w))).collect()
    }

    /// Its features with their weights, in units of [`ONE`].
    pub(super) fn features(self) -> impl Iterator<Item = (u32, u16)> {
        self.hashes.iter().copied().zip(self.weights.iter().copied())
    }
}

impl<'v> Item<'v> {
    /// Its words of concern.
    pub(super) fn concerns(self) -> impl Iterator<Item = (u32, u32)> + use<'v> {
        let start = self.hashes.partition_point(|hash| hash >> 30 < Part::Concern as u32);
        let end = self.hashes.partition_point(|hash| hash >> 30 <= Part::Concern as u32);
        let weights = self.weights[start..end].iter().map(|&w| u32::from(w));
        self.hashes[start..end].iter().copied().zip(weights)
    }
}

/// All vectors, one behind another, in chunks: what letters are read into and what they come from give back memory by the
/// chunk, which others can use again, and a batch that comes later moves nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Vectors {
    chunks: Vec<Chunk>,
}

/// Letters of a chunk, as a power of two.
const CHUNK: u32 = 10;

#[derive(Clone, Debug)]
struct Chunk {
    hashes: Vec<u32>,
    weights: Vec<u16>,
    starts: Vec<u32>,
    /// The length of each letter's concern; the uppermost bit says whether it names a place.
    lengths: Vec<u16>,
    /// The day of each, or [`UNKNOWN`].
    days: Vec<i32>,
}

const UNKNOWN: i32 = i32::MIN;
const NAMED: u16 = 1 << 15;

impl Chunk {
    fn empty() -> Self {
        Self {
            hashes: Vec::new(),
            weights: Vec::new(),
            starts: vec![0],
            lengths: Vec::new(),
            days: Vec::new(),
        }
    }

    fn range(&self, at: usize) -> Range<usize> {
        self.starts[at] as usize..self.starts[at + 1] as usize
    }

    /// Copies itself into no more memory than it needs; allocators shrink nothing by less than half.
    fn close(&mut self) {
        self.hashes = self.hashes.as_slice().to_vec();
        self.weights = self.weights.as_slice().to_vec();
    }

    /// Ends the letter whose features have been put in.
    fn end(&mut self, length: u16, day: i32) {
        self.starts.push(self.hashes.len() as u32);
        self.lengths.push(length);
        self.days.push(day);
    }
}

impl Vectors {
    pub(super) fn len(&self) -> usize {
        let Some((last, full)) = self.chunks.split_last() else { return 0 };
        (full.len() << CHUNK) + last.lengths.len()
    }

    fn at(&self, at: u32) -> (&Chunk, usize) {
        (&self.chunks[(at >> CHUNK) as usize], (at & ((1 << CHUNK) - 1)) as usize)
    }

    /// The chunk that takes in the next letter.
    fn open(&mut self) -> &mut Chunk {
        if self.chunks.last().is_none_or(|chunk| chunk.lengths.len() >> CHUNK > 0) {
            self.chunks.last_mut().into_iter().for_each(Chunk::close);
            self.chunks.push(Chunk::empty());
        }
        let last = self.chunks.len() - 1;
        &mut self.chunks[last]
    }

    pub(super) fn item(&self, at: u32) -> Item<'_> {
        let (chunk, at) = self.at(at);
        let range = chunk.range(at);
        let (length, day) = (chunk.lengths[at], chunk.days[at]);
        Item {
            hashes: &chunk.hashes[range.clone()],
            weights: &chunk.weights[range],
            measure: Measure {
                letters: 1,
                named: u32::from(length >= NAMED),
                concern: u32::from(length & !NAMED),
                first: if day == UNKNOWN { i32::MAX } else { day },
                last: day,
            },
        }
    }

    /// Scales one feature of a letter.
    pub(super) fn scale(&mut self, at: u32, feature: u32, scale: f32) {
        let (chunk, at) = (&mut self.chunks[(at >> CHUNK) as usize], (at & ((1 << CHUNK) - 1)) as usize);
        let range = chunk.range(at);
        if let Ok(place) = chunk.hashes[range.clone()].binary_search(&feature) {
            let weight = &mut chunk.weights[range.start + place];
            *weight = (f32::from(*weight) * scale).round() as u16;
        }
    }

    /// Adds a vector, its features in their order; equal ones count together.
    pub(super) fn push(&mut self, features: &mut Vec<(u32, f32)>, named: bool, day: Option<i32>) {
        let mut concern = 0.0_f32;
        features.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 += later.1;
            }
            same
        });
        let chunk = self.open();
        for &(hash, weight) in features.iter() {
            let weight = (weight * ONE).round().min(f32::from(u16::MAX)) as u16;
            if hash >> 30 == Part::Concern as u32 {
                concern += f32::from(weight) * f32::from(weight);
            }
            if weight > 0 {
                chunk.hashes.push(hash);
                chunk.weights.push(weight);
            }
        }
        let length = (concern.sqrt().round() as u16).min(NAMED - 1);
        chunk.end(length | if named { NAMED } else { 0 }, day.unwrap_or(UNKNOWN));
    }

    /// Adds a letter of `from`.
    pub(super) fn take(&mut self, from: &Self, at: u32) {
        let (from, at) = from.at(at);
        let range = from.range(at);
        let chunk = self.open();
        chunk.hashes.extend_from_slice(&from.hashes[range.clone()]);
        chunk.weights.extend_from_slice(&from.weights[range]);
        chunk.end(from.lengths[at], from.days[at]);
    }
}

pub(super) fn product(a: Item<'_>, b: Item<'_>) -> Products {
    let (mut i, mut j, mut sum) = (0, 0, Products::default());
    while i < a.hashes.len() && j < b.hashes.len() {
        let (x, y) = (a.hashes[i], b.hashes[j]);
        if x == y {
            sum[(x >> 30) as usize] += u64::from(a.weights[i]) * u64::from(b.weights[j]);
        }
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    sum
}

pub(super) fn product_with_sum(item: Item<'_>, sum: &[(u32, u32)]) -> Products {
    let mut from = 0;
    let mut total = Products::default();
    for (hash, weight) in item.features() {
        from += sum[from..].partition_point(|part| part.0 < hash);
        match sum.get(from) {
            Some(part) if part.0 == hash => {
                total[(hash >> 30) as usize] += u64::from(weight) * u64::from(part.1)
            }
            Some(_) => {}
            None => break,
        }
    }
    total
}

pub(super) fn product_of_sums(a: &[(u32, u32)], b: &[(u32, u32)]) -> Products {
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let mut from = 0;
    let mut total = Products::default();
    for &(hash, weight) in few {
        from += many[from..].partition_point(|part| part.0 < hash);
        match many.get(from) {
            Some(part) if part.0 == hash => {
                total[(hash >> 30) as usize] += u64::from(weight) * u64::from(part.1)
            }
            Some(_) => {}
            None => break,
        }
    }
    total
}

/// Leaves in `sum` what two sums add up to.
pub(super) fn add(a: &[(u32, u32)], b: &[(u32, u32)], sum: &mut Vec<(u32, u32)>) {
    sum.clear();
    let (mut i, mut j) = (0, 0);
    while let (Some(&x), Some(&y)) = (a.get(i), b.get(j)) {
        sum.push(match x.0.cmp(&y.0) {
            std::cmp::Ordering::Less => x,
            std::cmp::Ordering::Greater => y,
            std::cmp::Ordering::Equal => (x.0, x.1.saturating_add(y.1)),
        });
        i += usize::from(x.0 <= y.0);
        j += usize::from(y.0 <= x.0);
    }
    sum.extend_from_slice(&a[i..]);
    sum.extend_from_slice(&b[j..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_long_apart_is_less_alike_unless_others_lie_between() {
        let mut vectors = Vectors::default();
        for day in [Some(0), Some(1), Some(100), None] {
            vectors.push(&mut vec![(Part::Concern.feature(64), 0.7)], false, day);
        }
        let measure = |at| vectors.item(at).measure;
        let alike = |a, b| {
            let products = product(vectors.item(a), vectors.item(b));
            likeness(products, measure(a), measure(b), &Settings::default())
        };
        assert!(alike(0, 1) > alike(0, 3) && alike(0, 3) > alike(0, 2));
        assert_eq!(measure(0).apart(measure(2)), Some(100));
        assert_eq!(measure(0).and(measure(2)).apart(measure(1)), Some(0));
        assert_eq!((measure(0).apart(measure(3)), measure(3).apart(measure(3))), (None, None));
    }
}
