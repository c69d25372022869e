//! Many messages out of some: each copy is another city, with other names, people and times.

use bangdu::hotline::messages::{Messages, Wanted};
use bangdu_analysis::{groups::Letter, places, words::Words};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// A message as a file holds it.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) title: String,
    pub(crate) time: String,
    pub(crate) body: String,
    day: i32,
}

impl Written {
    pub(crate) fn letter(&self) -> Letter<'_> {
        Letter { id: &self.id, user: &self.user, title: &self.title, body: &self.body, day: Some(self.day) }
    }
}

/// The messages that are multiplied, with where names stand in them.
pub(crate) struct Source {
    messages: Vec<[String; 3]>,
    /// Characters of names in title and body.
    names: Vec<[BTreeSet<usize>; 2]>,
    real: bool,
}

impl Source {
    pub(crate) fn load(words: &Words) -> Self {
        let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/hotline/messages.csv");
        let shared = setting("BENCH_SOURCE").map_or(shared, PathBuf::from);
        let read = Messages::read(&shared, &Wanted::default());
        let real = read.is_ok();
        let messages: Vec<[String; 3]> = match &read {
            Ok(read) => read
                .iter()
                .map(|m| [m.user.to_owned(), words.normalise(m.title), words.normalise(m.body)])
                .collect(),
            Err(_) => (0..4_000).map(made_up).collect(),
        };
        let names =
            messages.iter().map(|[_, title, body]| [names(words, title), names(words, body)]).collect();
        Self { messages, names, real }
    }

    pub(crate) fn len(&self) -> usize {
        self.messages.len()
    }

    pub(crate) fn origin(&self) -> &'static str {
        if self.real { "a provincial board" } else { "our own making" }
    }

    /// The `n`th message of an endless file.
    pub(crate) fn nth(&self, n: usize) -> Written {
        self.written(n % self.len(), n / self.len())
    }

    /// A message in the city `city`; 0 is the real one.
    pub(crate) fn written(&self, at: usize, city: usize) -> Written {
        let [user, title, body] = &self.messages[at];
        let [in_title, in_body] = &self.names[at];
        let day = (at * 7 + city * 13) % 360;
        Written {
            id: format!("{}", 1_000_000 + city * self.len() + at),
            user: format!("{user}-{city}"),
            title: renamed(title, in_title, city),
            time: format!("2019-{:02}-{:02} 08:30:00", day / 30 + 1, day % 28 + 1),
            body: renamed(body, in_body, city),
            day: day as i32,
        }
    }
}

/// Where names stand in a text.
fn names(words: &Words, text: &str) -> BTreeSet<usize> {
    let mut at = BTreeSet::new();
    places::mentions(text, &words.cut(text), |_, readings| {
        let name = readings[readings.len().min(2) - 1];
        let start = name.as_ptr() as usize - text.as_ptr() as usize;
        at.extend(start..start + name.len());
    });
    at
}

/// Han characters of names replaced by others, the same by the same throughout a city.
fn renamed(text: &str, names: &BTreeSet<usize>, city: usize) -> String {
    if city == 0 {
        return text.to_owned();
    }
    let other = |c: char| {
        let mixed = (u64::from(c) * 7_919 + city as u64 * 104_729).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        char::from_u32(0x4E00 + (mixed % 6_000) as u32).unwrap_or(c)
    };
    text.char_indices()
        .map(
            |(at, c)| {
                if ('\u{4E00}'..='\u{9FFF}').contains(&c) && names.contains(&at) { other(c) } else { c }
            },
        )
        .collect()
}

/// One of a made-up city's messages: an estate, a concern, a person.
fn made_up(n: usize) -> [String; 3] {
    let concerns = [
        "夜间施工噪音扰民",
        "自来水浑浊发黄",
        "电梯经常困人",
        "餐馆油烟直排",
        "开发商逾期交房",
        "道路坑洼积水",
    ];
    let syllables: Vec<char> = "锦绣金桂碧水云栖枫林玉兰长岭星河望江翠微南山东篱".chars().collect();
    let estate = n / 3;
    let name: String =
        [estate % 24, estate / 24 % 24, estate / 7 % 24].iter().map(|&s| syllables[s]).collect();
    let concern = concerns[estate % concerns.len()];
    let told = format!("本人是{name}小区业主,{concern}已有半年,多次向物业和社区反映没有结果。");
    [format!("u{n}"), format!("{name}小区{concern}"), told.repeat(8)]
}

/// A number from the environment.
pub(crate) fn number(name: &str, otherwise: usize) -> usize {
    setting(name).and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

#[allow(clippy::disallowed_methods, reason = "a bench's size and source are no settings of the app")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
