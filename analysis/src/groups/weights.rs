//! How much each feature of a letter weighs, from how many letters have it.
//!
//! Letters are weighed by the block, for then the counts of all their features are looked up in one go
//! ([`crate::counts`]).

use super::{
    Interrupted, Settings,
    arriving::Arriving,
    kinds::{CONCERNS, Marks},
    reading::{Count, NOBODY, Part as Letters, Reading, Readings},
    vectors::Part,
};
use crate::{
    counts::Counts,
    places::{self, Kind, Lexicon},
};

/// Most parts of readings that are learnt, and weighed, in one go.
const LEARNT: usize = 32;
const WEIGHED: usize = 8;
/// And in at least so many goes, for what a go needs besides should be little against all of them.
const GOES: usize = 16;
/// Letters of one writer up to which what they repeat may be a name; who writes more has phrases of their own.
const FEW: u32 = 4;
/// Most names that a letter is compared by.
pub(super) const MOST_NAMES: usize = 8;

/// In how many letters what stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Frequencies {
    letters: u32,
    words: Counts,
    writers: Counts,
    /// In how many letters a feature stands in the title and in the body.
    subjects: Counts,
    /// The same, of letters whose writers wrote few.
    told: Counts,
    pub(super) names: Lexicon,
}

impl Frequencies {
    pub(super) fn learn(
        &mut self,
        readings: &Readings,
        going: &mut dyn FnMut(usize) -> bool,
    ) -> Result<(), Interrupted> {
        let letters = |parts: &[Letters]| parts.iter().map(|part| part.rows.len() as u32).sum::<u32>();
        self.letters += letters(&readings.parts);
        let at_once = (readings.parts.len() / GOES).clamp(1, LEARNT);
        for parts in readings.parts.chunks(at_once) {
            self.writers.learn(parts.iter().flat_map(|part| &part.rows).map(|row| row.user));
        }
        for parts in readings.parts.chunks(at_once) {
            if !going(0) {
                return Err(Interrupted);
            }
            self.words.learn(parts.iter().flat_map(Letters::features).copied());
            let wrote = self.writers.of(parts.iter().flat_map(|part| &part.rows).map(|row| row.user));
            let (mut subjects, mut told) = (Vec::new(), Vec::new());
            for (reading, wrote) in parts.iter().flat_map(Letters::readings).zip(wrote) {
                subjects.extend(reading.subjects());
                if wrote <= FEW || reading.user == NOBODY {
                    told.extend(reading.subjects());
                }
            }
            self.subjects.learn(subjects.iter().copied());
            self.told.learn(told.iter().copied());
            let mut names: Vec<u32> = Vec::new();
            for reading in parts.iter().flat_map(Letters::readings) {
                let from = names.len();
                names.extend(reading.readings());
                names[from..].sort_unstable();
                let mut to = from;
                for at in from..names.len() {
                    if at == from || names[at] != names[to - 1] {
                        names[to] = names[at];
                        to += 1;
                    }
                }
                names.truncate(to);
            }
            self.names.learn(names.iter().copied());
        }
        Ok(())
    }

    /// How rare a word is among the letters.
    pub(super) fn rarity_of(&self, word: u32) -> u32 {
        (rarity(self.letters, self.words.get(word)) * 100.0) as u32
    }
}

/// Of a feature that so many of `all` letters have.
fn rarity(all: u32, letters: u32) -> f32 {
    (1.0 + all as f32 / letters.max(1) as f32).ln()
}

/// Weighs letters, which have been learnt, and stores their vectors.
pub(super) fn weigh(
    readings: Readings,
    known: &Frequencies,
    t: &Settings,
    going: &mut dyn FnMut(usize) -> bool,
) -> Result<Arriving, Interrupted> {
    let mut arriving = Arriving::new(readings.len());
    let scales = Scales::new(known.letters, t);
    let mut weigher = Weigher { scales, t, all: known.letters, features: Vec::new(), names: Vec::new() };
    let mut parts = readings.parts;
    let at_once = (parts.len() / GOES).clamp(1, WEIGHED);
    parts.reverse();
    while !parts.is_empty() {
        if !going(0) {
            return Err(Interrupted);
        }
        let block = parts.split_off(parts.len().saturating_sub(at_once));
        let in_order = || block.iter().rev();
        let words = known.words.of(in_order().flat_map(Letters::features).copied());
        let subjects = known.subjects.of(in_order().flat_map(Letters::features).copied());
        let told = known.told.of(in_order().flat_map(Letters::features).copied());
        let names = known.names.letters_of(in_order().flat_map(Letters::names).copied());
        let writers = known.writers.of(in_order().flat_map(|part| &part.rows).map(|row| row.user));
        let (mut words, mut subjects, mut told) = (words.as_slice(), subjects.as_slice(), told.as_slice());
        let (mut names, mut writers) = (names.as_slice(), writers.iter());
        for part in in_order() {
            for (row, reading) in part.rows.iter().zip(part.readings()) {
                let known = Known {
                    words: taken(&mut words, reading.features().len()),
                    subjects: taken(&mut subjects, reading.features().len()),
                    told: taken(&mut told, reading.features().len()),
                    names: taken(&mut names, reading.readings().len()),
                    writer: writers.next().copied().unwrap_or(1),
                };
                let (concerns, near) = weigher.weigh(&reading, &known);
                let named = !weigher.names.is_empty();
                arriving.push(row, near, &mut weigher.features, named, Marks::of(row, &concerns));
            }
        }
    }
    Ok(arriving)
}

fn taken<'s>(from: &mut &'s [u32], many: usize) -> &'s [u32] {
    let (now, later) = from.split_at(many);
    *from = later;
    now
}

/// In how many letters each feature, each reading of a name, and the writer of one letter stand.
struct Known<'k> {
    words: &'k [u32],
    subjects: &'k [u32],
    told: &'k [u32],
    names: &'k [u32],
    writer: u32,
}

/// Powers that are asked for again and again.
struct Scales {
    repetition: Vec<f32>,
    rarity: Vec<f32>,
    all: u32,
    exponent: f32,
}

/// Numbers of letters whose rarity is kept ready.
const USUAL: u32 = 4_096;

impl Scales {
    fn new(all: u32, t: &Settings) -> Self {
        let times = |count: Count| t.title_weight * f32::from(count.title()) + f32::from(count.body());
        let repetition = Count::all().map(|count| times(count).powf(t.frequency_exponent)).collect();
        let rarity = (0..USUAL).map(|letters| rarity(all, letters).powf(t.rarity_exponent)).collect();
        Self { repetition, rarity, all, exponent: t.rarity_exponent }
    }

    fn rarity(&self, letters: u32) -> f32 {
        let kept = self.rarity.get(letters as usize).copied();
        kept.unwrap_or_else(|| rarity(self.all, letters).powf(self.exponent))
    }
}

struct Weigher<'t> {
    scales: Scales,
    t: &'t Settings,
    all: u32,
    features: Vec<(u32, f32)>,
    names: Vec<(u32, f32, u32)>,
}

impl Weigher<'_> {
    /// Leaves a letter's features, weighed and in their order, and gives its strongest words of concern, and the feature
    /// beside whose other letters it should lie.
    fn weigh(&mut self, reading: &Reading<'_>, known: &Known<'_>) -> ([u32; CONCERNS], u32) {
        self.features.clear();
        self.features.extend(reading.features().zip(known.words).map(|((hash, count), &letters)| {
            let times = self.scales.repetition[count.times()];
            let weight = times * self.scales.rarity(letters);
            (hash, weight * if count.pair() { self.t.neighbours_weight } else { 1.0 })
        }));
        let concerns = self.concerns(reading, known);
        self.names(reading, known);
        let near = self.near(known);
        for (feature, (_, count)) in self.features.iter_mut().zip(reading.features()) {
            let part = if count.concern() { Part::Concern } else { Part::Place };
            feature.0 = part.feature(feature.0);
        }
        strongest(&mut self.features, self.t.kept_features);
        scale(&mut self.features);
        let from = self.features.len();
        self.features.extend(self.names.iter().map(|name| (Part::Name.feature(name.0), name.1)));
        scale(&mut self.features[from..]);
        if known.writer > 1 && reading.user != NOBODY {
            // A writer of many letters writes about many matters.
            let weight = self.t.writer_weight / (1.0 + (known.writer as f32 / 2.0).ln()).powi(2);
            self.features.push((Part::Writer.feature(reading.user), weight.sqrt()));
        }
        (concerns, near)
    }

    /// The strongest words that many letters have and that name no place.
    fn concerns(&self, reading: &Reading<'_>, known: &Known<'_>) -> [u32; CONCERNS] {
        let usual = self.all / 2_000 + 5..self.all / 8 + 20;
        let mut strongest = [(0.0_f32, 0_u32); CONCERNS];
        for ((feature, (hash, count)), letters) in
            self.features.iter().zip(reading.features()).zip(known.words)
        {
            if !count.concern() || !usual.contains(letters) {
                continue;
            }
            let stronger =
                |other: &(f32, u32)| other.0 > feature.1 || (other.0 == feature.1 && other.1 < hash);
            let place = strongest.iter().position(|other| !stronger(other)).unwrap_or(CONCERNS);
            if place < CONCERNS {
                strongest[place..].rotate_right(1);
                strongest[place] = (feature.1, hash);
            }
        }
        strongest.map(|concern| concern.1)
    }

    /// Leaves the letter's names: digest, weight, and in how many letters.
    fn names(&mut self, reading: &Reading<'_>, known: &Known<'_>) {
        self.names.clear();
        let mut letters = known.names;
        for (mention, readings) in reading.mentions() {
            let letters = taken(&mut letters, readings.len());
            let Some(at) = places::choose(letters) else { continue };
            let (name, letters) = (readings[at], letters[at]);
            let usual = letters as f32 > (self.all as f32 * 0.02).max(20.0);
            let weight =
                importance(mention.kind, self.t) * if mention.title { self.t.title_weight } else { 1.0 };
            if usual || weight == 0.0 {
                continue;
            }
            match self.names.iter_mut().find(|n| n.0 == name) {
                Some(n) => n.1 += weight,
                None => self.names.push((name, weight, letters)),
            }
        }
        if self.t.subject_weight > 0.0 {
            self.subjects(reading, known);
        }
        for (_, weight, letters) in &mut self.names {
            *weight = weight.powf(self.t.frequency_exponent) * rarity(self.all, *letters);
        }
        let order = |a: &(u32, f32, u32), b: &(u32, f32, u32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        self.names.sort_unstable_by(order);
        self.names.truncate(MOST_NAMES);
    }

    /// What is a name although it has no name's form: most letters that have it carry it in their title and repeat it.
    fn subjects(&mut self, reading: &Reading<'_>, known: &Known<'_>) {
        let most = (self.all as f32 * self.t.subject_share).max(12.0) as u32;
        let counts = known.words.iter().zip(known.subjects).zip(known.told);
        for ((hash, count), ((&letters, &subject), &told)) in reading.features().zip(counts) {
            let stays = subject as f32 >= self.t.subject_stays * letters as f32;
            let is = told >= 2 && letters <= most && stays;
            if is && (count.concern() || count.pair()) {
                let times = self.t.title_weight * f32::from(count.title().min(1)) + 1.0;
                self.names.push((hash ^ SUBJECTS, self.t.subject_weight * times, letters));
            }
        }
    }

    /// The strongest name that others mention too, or the strongest word that others have; 0 for neither.
    fn near(&self, known: &Known<'_>) -> u32 {
        if let Some(name) = self.names.iter().find(|name| name.2 > 1) {
            return name.0;
        }
        let shared = self.features.iter().zip(known.words).filter(|(_, letters)| **letters > 1);
        let strongest = shared.map(|s| s.0).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        strongest.map_or(0, |feature| feature.0)
    }
}

/// Subjects have digests of their own among names.
const SUBJECTS: u32 = 0x1b87_3593;

fn importance(kind: Kind, t: &Settings) -> f32 {
    match kind {
        Kind::Division => 0.0,
        Kind::Street => t.street_weight,
        Kind::Village | Kind::Road => 0.8,
        _ => 1.0,
    }
}

fn strongest(features: &mut Vec<(u32, f32)>, most: usize) {
    if features.len() > most {
        features.select_nth_unstable_by(most, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        features.truncate(most);
    }
}

/// Scales to a length of one. Summed in one order, whatever order they came in.
fn scale(features: &mut [(u32, f32)]) {
    features.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let length: f32 = features.iter().map(|f| f.1 * f.1).sum::<f32>().sqrt();
    if length > 0.0 {
        features.iter_mut().for_each(|f| f.1 /= length);
    }
}
