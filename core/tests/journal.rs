//! Old entries must apply for ever: each file of `journal/` is a stream as it was once recorded, and the
//! matter that comes of it is compared with a golden text. Files are added, never changed.

use bangdu_core::{
    instant::Instant,
    matters::{Event, Matter, apply, holder, light, sentence},
};
use serde::Deserialize;
use std::{fmt::Write as _, fs, path::Path};

#[derive(Deserialize)]
struct Entry {
    at: Instant,
    event: Event,
}

#[test]
fn every_recorded_stream_still_tells_the_same_matter() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journal");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 8, "the corpus only grows");
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        let entries: Vec<Entry> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        insta::assert_snapshot!(name, summary(&entries));
    }
}

fn summary(entries: &[Entry]) -> String {
    let mut text = String::new();
    for entry in entries {
        assert!(sentence(&entry.event).is_sound());
        writeln!(text, "{} {}", entry.at.timestamp(), entry.event.name()).unwrap();
    }
    let m = entries.iter().fold(None, |m, entry| apply(m, &entry.event, entry.at)).unwrap();
    let at = entries.last().unwrap().at;
    text + &matter(&m, at)
}

fn matter(m: &Matter, at: Instant) -> String {
    let mut text = String::new();
    let number = m.number.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
    let due = m.moments.due.as_ref().map_or_else(|| "none".to_owned(), |due| due.date.to_string());
    let shown = light(m, at).map_or("none", |shown| shown.light.code());
    writeln!(text, "state {} number {number} due {due} light {shown}", m.state.code()).unwrap();
    writeln!(text, "extensions {} overdue days {} urges {:?}", m.extensions, m.overdue_days, m.urges)
        .unwrap();
    writeln!(text, "past outcomes {:?} look-back {:?}", m.past_outcomes, m.look_back).unwrap();
    for a in &m.assignments {
        writeln!(text, "{} {} rate {:?} {:?}", a.part.code(), a.unit, a.rate, a.receipt).unwrap();
    }
    for span in &m.spans {
        writeln!(text, "from {} {:?}", span.from.timestamp(), span.holder).unwrap();
    }
    writeln!(text, "now with {:?}", holder(m)).unwrap();
    text
}
