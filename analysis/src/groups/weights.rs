//! How much each feature of a letter weighs, from how many letters have it.

use super::{
    Settings,
    kinds::CONCERNS,
    reading::{Reading, Readings},
    vectors::{Part, Vectors},
};
use crate::places::{Kind, Lexicon};
use rustc_hash::FxHashMap;

/// In how many letters what stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Frequencies {
    letters: u32,
    words: FxHashMap<u32, u32>,
    writers: FxHashMap<u32, u32>,
    pub(super) names: Lexicon,
}

impl Frequencies {
    pub(super) fn learn(&mut self, readings: &Readings) {
        let mut seen: Vec<u32> = Vec::new();
        for reading in readings.parts.iter().flat_map(super::reading::Part::readings) {
            self.letters += 1;
            for (hash, _) in reading.features() {
                *self.words.entry(hash).or_default() += 1;
            }
            *self.writers.entry(reading.user).or_default() += 1;
            seen.clear();
            seen.extend(reading.readings());
            seen.sort_unstable();
            seen.dedup();
            self.names.learn(seen.iter().copied());
        }
    }

    /// How rare a word is among the letters.
    pub(super) fn rarity_of(&self, word: u32) -> u32 {
        (self.rarity(self.words.get(&word).copied().unwrap_or(1)) * 100.0) as u32
    }

    /// Of a feature that so many letters have.
    fn rarity(&self, letters: u32) -> f32 {
        (1.0 + self.letters as f32 / letters.max(1) as f32).ln()
    }
}

/// Most names that a letter is compared by.
const MOST_NAMES: usize = 8;

/// Weighs one letter, stores its vector, and gives its strongest words of concern.
pub(super) fn weigh(
    reading: &Reading<'_>,
    known: &Frequencies,
    t: &Settings,
    vectors: &mut Vectors,
) -> Vec<u32> {
    let mut features: Vec<(u32, f32)> = reading
        .features()
        .map(|(hash, count)| {
            let times = t.title * f32::from(count.title()) + f32::from(count.body());
            let letters = known.words.get(&hash).copied().unwrap_or(1);
            let rare = known.rarity(letters).powf(t.power);
            (hash, times.powf(t.tfpow) * rare * if count.pair() { t.pair } else { 1.0 })
        })
        .collect();
    let concerns = concerns(reading, &features, known);
    for (feature, (_, count)) in features.iter_mut().zip(reading.features()) {
        let part = if count.concern() { Part::Concern } else { Part::Place };
        feature.0 = part.feature(feature.0);
    }
    strongest(&mut features, t.keep);
    scale(&mut features, 1.0);
    let mut names = names(reading, known, t);
    let named = !names.is_empty();
    scale(&mut names, 1.0);
    for name in &mut names {
        name.0 = Part::Name.feature(name.0);
    }
    features.append(&mut names);
    let letters = known.writers.get(&reading.user).copied().unwrap_or(1);
    if letters > 1 {
        features.push((
            Part::Writer.feature(reading.user),
            (t.user / (1.0 + (letters as f32 / 2.0).ln())).sqrt(),
        ));
    }
    vectors.push(&mut features, named);
    concerns
}

/// The strongest words that many letters have and that name no place.
fn concerns(reading: &Reading<'_>, weighed: &[(u32, f32)], known: &Frequencies) -> Vec<u32> {
    let usual = known.letters / 2_000 + 5..known.letters / 8 + 20;
    let mut concerns: Vec<(u32, f32)> = reading
        .features()
        .zip(weighed)
        .filter(|((hash, count), _)| {
            count.concern() && usual.contains(&known.words.get(hash).copied().unwrap_or(0))
        })
        .map(|(_, &feature)| feature)
        .collect();
    concerns.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    concerns.iter().take(CONCERNS).map(|feature| feature.0).collect()
}

fn names(reading: &Reading<'_>, known: &Frequencies, t: &Settings) -> Vec<(u32, f32)> {
    let mut names: Vec<(u32, f32)> = Vec::new();
    for (mention, readings) in reading.mentions() {
        let Some(name) = known.names.name(readings) else { continue };
        let usual = known.names.letters(name) as f32 > (known.letters as f32 * 0.02).max(20.0);
        let weight = importance(mention.kind, t) * if mention.title { t.title } else { 1.0 };
        if usual || weight == 0.0 {
            continue;
        }
        match names.iter_mut().find(|n| n.0 == name) {
            Some(n) => n.1 += weight,
            None => names.push((name, weight)),
        }
    }
    for (name, weight) in &mut names {
        *weight = weight.powf(t.tfpow) * known.rarity(known.names.letters(*name));
    }
    strongest(&mut names, MOST_NAMES);
    names
}

fn importance(kind: Kind, t: &Settings) -> f32 {
    match kind {
        Kind::Division => 0.0,
        Kind::Street => t.kindw,
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

/// Scales to a length whose square is `to`. Summed in one order, whatever order they came in.
fn scale(features: &mut [(u32, f32)], to: f32) {
    features.sort_unstable_by_key(|f| f.0);
    let length: f32 = features.iter().map(|f| f.1 * f.1).sum::<f32>().sqrt();
    if length > 0.0 {
        features.iter_mut().for_each(|f| f.1 *= to.sqrt() / length);
    }
}
