//! `make bench`, the hotline's part: cutting text into words, grouping a file from cold with the real program,
//! what a message costs as the number grows, memory, and a batch into a million; single messages labelled, judged,
//! and held against solved cases. CPU seconds on one core beside the target.
//!
//! `BENCH_MESSAGES` (1000000) is the largest number, `BENCH_SOURCE` another file to multiply. Real messages from
//! `../shared/data` are multiplied by changed places, people and times; where they are absent, made-up ones are.

#[path = "../../tests/all/singles/labelled.rs"]
mod labelled;
mod multiply;
mod singles;
mod usage;

use bangdu_analysis::{
    groups::{Groups, Readings, Settings},
    words::Words,
};
use multiply::{Source, Written};
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};
use usage::{cpu, resident_mb};

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Messages that the program is given as a file.
const FILE: usize = 100_000;
/// So few that what the program needs is what it always needs.
const FEW: usize = 100;
/// A later batch.
const BATCH: usize = 1_000;

fn main() {
    let words = Words::new();
    let source = Source::load(&words);
    println!("\n# Hotline: {} messages of {}, multiplied", source.len(), source.origin());
    println!("{:<58}{:>14}{:>16}", "", "measured", "target");
    segmentation(&words, &source);
    singles::lines(&words, &source);
    program(&source);
    growth(&words, &source);
}

fn line(what: &str, measured: &str, target: &str) {
    println!("{what:<58}{measured:>14}{target:>16}");
}

fn segmentation(words: &Words, source: &Source) {
    let texts: Vec<String> =
        (0..source.len()).map(|at| words.normalise(&source.written(at, 0).body)).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let rounds = (30_000_000 / bytes.max(1)).max(1);
    let began = cpu();
    let found: usize = (0..rounds).map(|_| texts.iter().map(|t| words.cut(t).len()).sum::<usize>()).sum();
    let speed = (bytes * rounds) as f64 / 1e6 / (cpu() - began);
    assert!(found > 0);
    line("segmentation, MB/s", &format!("{speed:.1}"), ">= 20");
}

/// The real program on a file, with one thread.
fn program(source: &Source) {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/bangdu");
    if !program.is_file() {
        println!("target/release/bangdu isn't built: the program's part is skipped");
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let run = |messages: usize| {
        let (file, out) = (dir.path().join("messages.csv"), dir.path().join("groups.csv"));
        let bytes = write(source, &file, messages);
        let child = Command::new(&program)
            .args(["hotspots".as_ref(), file.as_os_str(), "--out".as_ref(), out.as_os_str()])
            .args(["--threads", "1"])
            .stdout(Stdio::null())
            .spawn()
            .expect("the program");
        let used = usage::of(child);
        let rows = csv::Reader::from_path(out).expect("groups").into_records().count();
        assert_eq!(rows, messages, "a row a message");
        (used, bytes)
    };
    // The dictionary is the same for any number of messages.
    let (few, few_bytes) = run(FEW);
    let (used, bytes) = run(FILE);
    let speed = FILE as f64 / used.cpu;
    line(
        &format!("bangdu hotspots, {FILE} messages of {} bytes, messages/s", bytes / FILE),
        &format!("{speed:.0}"),
        ">= 8000",
    );
    let more = used.peak_mb - few.peak_mb - (bytes - few_bytes) as f64 / 1e6;
    line(
        &format!("  its peak memory besides the text and {:.0} MB, MB", few.peak_mb),
        &format!("{more:.0}"),
        &format!("<= {}", FILE / 1_000),
    );
}

fn write(source: &Source, file: &Path, messages: usize) -> usize {
    let mut csv = csv::Writer::from_path(file).expect("a file");
    csv.write_record(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"]).expect("a head");
    let mut bytes = 0;
    for n in 0..messages {
        let Written { id, user, title, time, body, .. } = source.nth(n);
        bytes += id.len() + user.len() + title.len() + time.len() + body.len();
        csv.write_record([id, user, title, time, body]).expect("a row");
    }
    csv.flush().expect("a file");
    bytes
}

/// Cost and memory as the number grows, and a batch into the largest.
fn growth(words: &Words, source: &Source) {
    let largest = multiply::number("BENCH_MESSAGES", 1_000_000);
    let settings = Settings::default();
    let mut first: Option<(f64, f64)> = None;
    let before = resident_mb();
    let sizes = [largest / 100, largest / 10, largest];
    for size in sizes.into_iter().filter(|&size| size >= 1_000) {
        usage::forget_peak();
        let mut readings = Readings::default();
        let mut reading = 0.0;
        let mut from = 0;
        while from < size {
            // Making the messages isn't measured.
            let some: Vec<Written> = (from..size.min(from + 20_000)).map(|n| source.nth(n)).collect();
            let began = cpu();
            some.iter().for_each(|m| readings.read(words, &m.letter(), &settings));
            reading += cpu() - began;
            from += 20_000;
        }
        let began = cpu();
        let mut groups = Groups::new(settings);
        groups.add(readings, &mut |_| true).expect("groups");
        let each = (reading + cpu() - began) / size as f64;
        let (small, logarithm) = *first.get_or_insert((each, (size as f64).ln()));
        let most = small * (size as f64).ln() / logarithm;
        line(
            &format!("from cold, {size} messages: microseconds a message"),
            &format!("{:.1}", each * 1e6),
            &format!("<= {:.1}", (most * 1e6).min(125.0)),
        );
        if size == largest {
            let mb = usage::peak_mb() - before;
            line("  peak memory besides the text, MB", &format!("{mb:.0}"), &format!("<= {}", size / 1_000));
            let batch: Vec<Written> = (size..size + BATCH).map(|n| source.nth(n)).collect();
            let began = cpu();
            let mut readings = Readings::default();
            batch.iter().for_each(|m| readings.read(words, &m.letter(), &settings));
            groups.add(readings, &mut |_| true).expect("groups");
            line(&format!("  a batch of {BATCH} into them, s"), &format!("{:.2}", cpu() - began), "<= 1");
        }
    }
    let _ = std::io::stdout().flush();
}
