//! Times of day and durations as people write them: `8:30`, `8:30:15`, or a whole number of seconds.

use bangdu_analysis::route::{MOST_TIME, Time};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};
use std::fmt;

/// Seconds since the day's begin, or of a duration. A clock that runs past midnight shows 25:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours(pub Time);

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        write!(f, "{hours:02}:{minutes:02}")?;
        if seconds > 0 { write!(f, ":{seconds:02}") } else { Ok(()) }
    }
}

impl std::str::FromStr for Hours {
    type Err = String;

    fn from_str(text: &str) -> Result<Hours, String> {
        parse(text).map(Hours).ok_or_else(|| format!("“{}” is no time such as 8:30 or 8:30:15", short(text)))
    }
}

fn parse(text: &str) -> Option<Time> {
    let digits = |part: &str, most: usize| {
        let sound = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        sound.then(|| part.parse::<Time>().ok()).flatten()
    };
    let mut parts = text.split([':', '：']);
    let hours = digits(parts.next()?, 5)?;
    let minutes = digits(parts.next()?, 2).filter(|minutes| *minutes < 60)?;
    let seconds = match parts.next() {
        Some(part) => digits(part, 2).filter(|seconds| *seconds < 60)?,
        None => 0,
    };
    let time = hours.checked_mul(3600)?.checked_add(minutes * 60 + seconds)?;
    (parts.next().is_none() && time <= MOST_TIME).then_some(time)
}

fn short(text: &str) -> String {
    text.chars().take(20).collect()
}

impl Serialize for Hours {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Hours, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl Visitor<'_> for Reader {
    type Value = Hours;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a time such as \"8:30\" or a whole number of seconds")
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<Hours, E> {
        let sound = Time::try_from(seconds).ok().filter(|seconds| *seconds <= MOST_TIME);
        sound.map(Hours).ok_or_else(|| E::custom("a time of more than four years"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Hours, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_written_and_written_as_read() {
        for (text, seconds) in [("8:30", 30_600), ("08:30:15", 30_615), ("0:45", 2_700), ("25:00", 90_000)] {
            let hours: Hours = text.parse().unwrap();
            assert_eq!(hours, Hours(seconds));
            assert_eq!(hours.to_string().parse(), Ok(hours));
        }
        assert_eq!("8：30".parse(), Ok(Hours(30_600)));
        for text in [
            "",
            "8",
            "8:",
            ":30",
            "8:60",
            "8:30:60",
            "8:30:15:1",
            "-8:30",
            "8.5",
            "99999:00",
            "+8:30",
            "八点",
        ] {
            assert!(text.parse::<Hours>().is_err(), "{text}");
        }
    }
}
