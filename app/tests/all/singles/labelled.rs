//! Messages that an analyst labelled by docs/URGENT.md, and how well the program ranks them: the tests and `make bench`
//! measure the same files in the same way.

use bangdu::hotline::messages::{Messages, Wanted};
use bangdu_analysis::{classify::evaluate::average_precision, urgent::Rule, words::Words};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// How well one file's messages are ranked.
pub(crate) struct Marks {
    /// The file's name without its end.
    pub name: String,
    pub messages: usize,
    /// Average precision where a hit is urgent, hard or both; how many are.
    pub any: (f64, usize),
    /// The same where a hit is urgent or both.
    pub urgent: (f64, usize),
}

/// Files of ids and labels beside the tests whose names begin so, in order.
pub(crate) fn files(beginning: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(beginning) && name.ends_with(".csv")
    };
    let mut files: Vec<PathBuf> = entries.filter(named).collect();
    files.sort();
    files
}

/// Judges a file's messages as `bangdu urgent` does.
pub(crate) fn measure(words: &Words, messages: &Messages, labels: &Path) -> Marks {
    let text = fs::read_to_string(labels).unwrap();
    let labels_of: BTreeMap<&str, &str> = text.lines().skip(1).filter_map(id_and_label).collect();
    let rule = Rule::new();
    let judged = messages.iter().filter_map(|message| {
        let label = labels_of.get(message.id)?;
        let year = message.time.map(|time| time.year());
        Some((rule.judge(words, message.title, message.body, year).score, *label))
    });
    let judged: Vec<(f32, &str)> = judged.collect();
    assert_eq!(judged.len(), labels_of.len(), "each labelled message is found once");
    let precision = |hit: &dyn Fn(&str) -> bool| {
        let scored: Vec<(f32, bool)> = judged.iter().map(|(score, label)| (*score, hit(label))).collect();
        (average_precision(&scored), scored.iter().filter(|(_, hit)| *hit).count())
    };
    Marks {
        name: labels.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        messages: judged.len(),
        any: precision(&|label| label != "none"),
        urgent: precision(&|label| matches!(label, "urgent" | "both")),
    }
}

/// The messages of the tests' shared data, by the columns that judging needs.
pub(crate) fn messages(file: &Path) -> Messages {
    Messages::read(file, &Wanted::default()).unwrap()
}

/// Of `message_id,label` and whatever columns follow.
fn id_and_label(line: &str) -> Option<(&str, &str)> {
    let mut columns = line.split(',').map(str::trim);
    Some((columns.next()?, columns.next()?)).filter(|(id, _)| !id.is_empty())
}
