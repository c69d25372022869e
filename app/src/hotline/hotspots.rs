//! What many people say, in a file of messages: groups, their heat, and why they are groups.

use super::{corrections::Corrections, going::Going, kinds, messages::Messages};
use anyhow::bail;
use bangdu_analysis::{
    groups::{Groups, Kind, Letter, Readings, Settings, Voice, heat},
    words::Words,
};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::Write,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Messages read by one thread between two looks at whether to go on.
const AT_ONCE: usize = 512;

/// Messages and their groups.
pub struct Hotspots<'m> {
    messages: &'m Messages,
    words: &'m Words,
    groups: Groups,
    /// The row of each letter.
    rows: Vec<u32>,
    /// By row: kind and group.
    placed: Vec<(Kind, String)>,
}

impl<'m> Hotspots<'m> {
    /// Finds the groups. Neither the order of the messages nor the number of threads changes them.
    ///
    /// # Errors
    /// When interrupted, or when a correction names a message that isn't there.
    pub fn find(
        messages: &'m Messages,
        words: &'m Words,
        corrections: &Corrections,
        threads: usize,
        going: &mut Going,
    ) -> anyhow::Result<Self> {
        let readings = read(messages, words, threads, going)?;
        let mut groups = Groups::new(Settings::default());
        let all = messages.len();
        let numbers = groups.add(readings, &mut |done| going.on("grouping", done, all))?;
        let mut rows = vec![0; all];
        for (row, &number) in (0_u32..).zip(&numbers) {
            rows[number as usize] = row;
        }
        corrections.apply(messages, &numbers, &mut groups)?;
        let mut found = Self { messages, words, groups, rows, placed: Vec::new() };
        found.place(&numbers);
        Ok(found)
    }

    fn place(&mut self, numbers: &[u32]) {
        let kinds = self.groups.kinds();
        let mut least: BTreeMap<(Kind, u64), &str> = BTreeMap::new();
        for (message, &number) in self.messages.iter().zip(numbers) {
            let id = least.entry(kinds[number as usize]).or_insert(message.id);
            if (message.id.len(), message.id) < (id.len(), *id) {
                *id = message.id;
            }
        }
        self.placed = self
            .messages
            .iter()
            .zip(numbers)
            .map(|(message, &number)| {
                let (kind, key) = kinds[number as usize];
                let id = if kind == Kind::None { message.id } else { least[&(kind, key)] };
                (kind, format!("{}{id}", letter_of(kind)))
            })
            .collect();
    }

    /// Writes message_id, group_id, kind: a row a message, in the file's order.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn write_groups(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["message_id", "group_id", "kind"])?;
        for (message, (kind, group)) in self.messages.iter().zip(&self.placed) {
            csv.write_record([message.id, group, name_of(*kind)])?;
        }
        Ok(csv.flush()?)
    }

    /// Writes why each group is one: hottest first.
    ///
    /// # Errors
    /// When the file can't be written, or when interrupted.
    pub fn write_explanations(&self, out: &mut dyn Write, going: &mut Going) -> anyhow::Result<()> {
        let mut members: BTreeMap<(Kind, &str), Vec<u32>> = BTreeMap::new();
        for (number, &row) in (0_u32..).zip(&self.rows) {
            let (kind, group) = &self.placed[row as usize];
            if *kind != Kind::None {
                members.entry((*kind, group)).or_default().push(number);
            }
        }
        let meets = self.meets(going)?;
        let today = self.messages.iter().filter_map(|m| m.time).max().map_or(0, |time| day(time.date()));
        let mut explained: Vec<(f64, Value)> = Vec::with_capacity(members.len());
        let all = members.len();
        for (at, ((kind, group), letters)) in members.into_iter().enumerate() {
            if !going.on("explaining", at, all) {
                bail!("interrupted");
            }
            let meets = meets.get(group).map_or(&[][..], Vec::as_slice);
            explained.push(self.explain(kind, group, &letters, meets, today));
        }
        explained.sort_by(|a, b| b.0.total_cmp(&a.0));
        let groups: Vec<Value> = explained.into_iter().map(|e| e.1).collect();
        serde_json::to_writer_pretty(&mut *out, &json!({ "groups": groups }))?;
        Ok(writeln!(out)?)
    }

    /// Which of the analysts' kinds each event meets.
    fn meets(&self, going: &mut Going) -> anyhow::Result<BTreeMap<&str, Vec<Value>>> {
        let mut events: Vec<&str> =
            self.placed.iter().filter(|p| p.0 == Kind::Event).map(|p| p.1.as_str()).collect();
        events.sort_unstable();
        events.dedup();
        let of = |row: usize| {
            let (kind, group) = &self.placed[row];
            let event = (*kind == Kind::Event).then(|| events.binary_search(&group.as_str()).ok())??;
            u32::try_from(event).ok()
        };
        let told = |(kind, people): &(bangdu_analysis::kinds::Kind, usize)| json!({ "kind": kind.name(), "people": people });
        Ok(kinds::of_groups(self.words, self.messages, of, going)?
            .into_iter()
            .map(|(event, kinds)| (events[event as usize], kinds.iter().map(told).collect()))
            .collect())
    }

    fn explain(&self, kind: Kind, group: &str, letters: &[u32], meets: &[Value], today: i32) -> (f64, Value) {
        let message = |number: u32| self.messages.get(self.rows[number as usize] as usize);
        let why = self.groups.explain(self.words, letters, |number| {
            letter(self.messages, self.rows[number as usize] as usize)
        });
        let voices: Vec<Voice<'_>> = letters
            .iter()
            .map(|&number| {
                let m = message(number);
                let likes = m.likes.saturating_sub(m.against);
                Voice { user: m.user, day: m.time.map(|time| day(time.date())), likes }
            })
            .collect();
        let heat = heat(&voices, today);
        let examples: Vec<Value> = why
            .examples
            .iter()
            .map(|&number| json!({ "message_id": message(number).id, "title": message(number).title }))
            .collect();
        let explained = json!({
            "group_id": group,
            "kind": name_of(kind),
            "kinds": meets,
            "messages": letters.len(),
            "people": heat.people,
            "heat": (heat.heat * 100.0).round() / 100.0,
            "trend": heat.trend,
            "first": heat.days.and_then(|days| dated(days.0)),
            "last": heat.days.and_then(|days| dated(days.1)),
            "place": why.place,
            "words": why.words,
            "examples": examples,
        });
        (heat.heat, explained)
    }

    /// How many messages stand in groups of each kind, and how many groups there are.
    #[must_use]
    pub fn counts(&self) -> Vec<(&'static str, usize, usize)> {
        let mut groups: BTreeMap<Kind, BTreeMap<&str, usize>> = BTreeMap::new();
        for (kind, group) in &self.placed {
            *groups.entry(*kind).or_default().entry(group).or_default() += 1;
        }
        groups.iter().map(|(kind, groups)| (name_of(*kind), groups.values().sum(), groups.len())).collect()
    }
}

/// Reads all messages, `threads` at a time; what each thread read is put together in the file's order.
fn read(messages: &Messages, words: &Words, threads: usize, going: &mut Going) -> anyhow::Result<Readings> {
    let threads = threads.clamp(1, 64);
    let share = messages.len().div_ceil(threads).max(1);
    let done = AtomicUsize::new(0);
    let stop = AtomicUsize::new(0);
    let settings = Settings::default();
    let parts: Vec<Readings> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let (done, stop, settings) = (&done, &stop, &settings);
                scope.spawn(move || {
                    let mut readings = Readings::default();
                    let rows = worker * share..((worker + 1) * share).min(messages.len());
                    for row in rows {
                        readings.read(words, &letter(messages, row), settings);
                        if row % AT_ONCE == 0 {
                            done.fetch_add(AT_ONCE, Ordering::Relaxed);
                            if stop.load(Ordering::Relaxed) > 0 {
                                break;
                            }
                        }
                    }
                    readings
                })
            })
            .collect();
        while !workers.iter().all(thread::ScopedJoinHandle::is_finished) {
            if !going.on("reading", done.load(Ordering::Relaxed), messages.len()) {
                stop.store(1, Ordering::Relaxed);
            }
            thread::park_timeout(std::time::Duration::from_millis(5));
        }
        workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    if stop.load(Ordering::Relaxed) > 0 {
        bail!("interrupted");
    }
    let mut parts = parts.into_iter();
    let mut all = parts.next().unwrap_or_default();
    parts.for_each(|part| all.append(part));
    Ok(all)
}

fn letter(messages: &Messages, row: usize) -> Letter<'_> {
    let m = messages.get(row);
    Letter { id: m.id, user: m.user, title: m.title, body: m.body, day: m.time.map(|time| day(time.date())) }
}

fn letter_of(kind: Kind) -> char {
    match kind {
        Kind::Event => 'E',
        Kind::Topic => 'T',
        Kind::Style => 'S',
        Kind::None => 'N',
    }
}

fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Event => "event",
        Kind::Topic => "topic",
        Kind::Style => "style",
        Kind::None => "none",
    }
}

const EPOCH: Date = date(1970, 1, 1);

fn day(date: Date) -> i32 {
    date.since(EPOCH).map_or(0, |span| span.get_days())
}

fn dated(day: i32) -> Option<String> {
    EPOCH.checked_add(jiff::Span::new().try_days(day).ok()?).ok().map(|date| date.to_string())
}
