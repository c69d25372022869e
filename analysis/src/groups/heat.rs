//! How hot a group is: by people, time and reach, never by rows.
//!
//! Each person is one voice, however often they write: at the time they last wrote, and with what their letters
//! were liked. A voice is half as loud for every [`HALVED`] days before the file's last day. A like is not a
//! voice: a letter with `l` more likes than dislikes counts `1 + ln(1 + l) / 4` voices (2 for 54 likes).

use std::collections::BTreeMap;

/// Days in which a voice halves.
pub const HALVED: f64 = 30.0;

/// What is known of one letter of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice<'t> {
    /// Who wrote; the empty name is a person of its own each time.
    pub user: &'t str,
    /// On which day, counted from any fixed day; nothing when not known.
    pub day: Option<i32>,
    /// How many more like it than dislike it.
    pub likes: u32,
}

/// A group's heat and what it is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heat {
    /// Voices, faded and with their reach.
    pub heat: f64,
    /// Different people.
    pub people: usize,
    /// The first and the last day.
    pub days: Option<(i32, i32)>,
    /// Letters of the last [`HALVED`] days against those of as many days before: above zero it grows.
    pub trend: i32,
}

/// The heat of a group on the day `today`. The order of voices doesn't matter.
#[must_use]
pub fn heat(voices: &[Voice<'_>], today: i32) -> Heat {
    let mut people: BTreeMap<(&str, usize), (Option<i32>, u32)> = BTreeMap::new();
    for (at, voice) in voices.iter().enumerate() {
        let person = people.entry((voice.user, if voice.user.is_empty() { at } else { 0 })).or_default();
        person.0 = person.0.max(voice.day);
        person.1 = person.1.saturating_add(voice.likes);
    }
    let mut loud: Vec<f64> = people
        .values()
        .map(|&(day, likes)| {
            let age = day.map_or(0.0, |day| f64::from((today - day).max(0)));
            (-age / HALVED).exp2() * (1.0 + f64::from(likes).ln_1p() / 4.0)
        })
        .collect();
    loud.sort_unstable_by(f64::total_cmp);
    let days = voices.iter().filter_map(|v| v.day);
    let ages: Vec<i32> = days.clone().map(|day| today - day).collect();
    let within =
        |from: i32| ages.iter().filter(|&&age| (from..from + HALVED as i32).contains(&age)).count() as i32;
    Heat {
        heat: loud.iter().sum(),
        people: people.len(),
        days: days.clone().min().zip(days.max()),
        trend: within(0) - within(HALVED as i32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writers_many_letters_are_one_voice() {
        let one: Vec<Voice<'_>> = vec![Voice { user: "甲", day: Some(100), likes: 0 }; 64];
        let three: Vec<Voice<'_>> =
            ["甲", "乙", "丙"].map(|user| Voice { user, day: Some(100), likes: 0 }).to_vec();
        let (one, three) = (heat(&one, 100), heat(&three, 100));
        assert_eq!((one.people, one.heat), (1, 1.0));
        assert_eq!((three.people, three.heat), (3, 3.0));
    }

    #[test]
    fn a_voice_fades_and_likes_carry_it_further() {
        let voice = |day, likes| heat(&[Voice { user: "甲", day: Some(day), likes }], 100).heat;
        assert_eq!(voice(70, 0), 0.5);
        assert!(voice(100, 54) > 1.9 && voice(100, 54) < 2.1);
        let none = heat(&[], 100);
        assert_eq!((none.heat, none.days, none.trend), (0.0, None, 0));
    }

    #[test]
    fn the_nameless_are_different_people() {
        assert_eq!(heat(&[Voice { user: "", day: None, likes: 0 }; 2], 0).people, 2);
    }
}
