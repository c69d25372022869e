//! `GET /journal`: for whoever may read the journal; for others there is no such page.

use super::{
    store::{self, After, Filter, Line},
    told::{self, KINDS},
};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    journal::seal::last_checkpoint,
    matters::act::Around,
    web::{
        error::Error,
        form::{Choice, Form},
        lang::{self, Lang},
        layout::{Frame, page},
        list::{Filters, PAGE},
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{Router, extract::State as Shared, response::Response, routing::get};
use bangdu_core::{
    calendar::{Calendar, written},
    ids::MatterId,
    instant::Instant,
    people::{Action, Ground, allows},
};
use jiff::{Span, civil::Date};
use std::collections::BTreeMap;

/// The journal's page.
pub fn router() -> Router<App> {
    Router::new().route("/journal", get(show))
}

async fn show(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let (lang, asked) = (frame.lang, filters.clone());
    let book = app.view(&who.actor, move |tx, around| Book::read(tx, &around, lang, &asked)).await?;
    page(Shown::of(frame, filters, book))
}

#[derive(Template)]
#[template(path = "auditing/journal.html")]
struct Shown {
    frame: Frame,
    filters: Filters,
    form: Form,
    kinds: Vec<Choice>,
    book: Book,
}

impl Shown {
    fn of(frame: Frame, filters: Filters, book: Book) -> Shown {
        let frame = frame.titled("nav.journal");
        let kinds = KINDS.iter().map(|(code, word)| Choice::of(*code, frame.word(word))).collect();
        Shown { form: Form::typed(&frame, filters.fields().clone()), kinds, frame, filters, book }
    }
}

/// What the page shows of the record.
#[derive(Default)]
struct Book {
    rows: Vec<Entry>,
    next: Option<String>,
    /// Days that were typed and can't be read.
    unread: bool,
    checkpoint: Option<Sealed>,
    unsealed: i64,
}

struct Entry {
    at: Instant,
    actor: String,
    kind: String,
    /// What the thing is called, where it is a matter.
    thing: String,
    stream: String,
    href: Option<String>,
    event: String,
    told: Option<String>,
    hash: String,
    leaf: Option<i64>,
}

/// The newest checkpoint.
struct Sealed {
    size: u64,
    root: String,
    at: Instant,
    key: String,
}

impl Book {
    fn read(tx: &mut Tx<'_>, around: &Around<'_>, lang: Lang, filters: &Filters) -> Result<Book, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let (tree, calendar) = (&around.directory.tree, &around.settings.calendar);
        let today = around.asker.today(calendar);
        if !allows(actor, Action::ReadJournal, &Ground::of_unit(actor.unit), tree, today) {
            return Err(ActError::NotFound);
        }
        let (filter, unread) = asked(filters, calendar, today);
        let after = filters.start().and_then(After::from_text);
        let mut lines = store::lines(tx, &filter, after.as_ref(), PAGE + 1)?;
        let more = lines.len() > PAGE;
        lines.truncate(PAGE);
        let last = lines.last().filter(|_| more);
        let next = last.map(|line| After { at: line.at, stream: line.stream.clone(), version: line.version });
        let checkpoint = last_checkpoint(tx)?.map(|made| Sealed {
            size: made.size,
            root: made.root.to_string(),
            at: Instant(made.at_ms),
            key: made.key_id,
        });
        let titles = titles(tx, &lines)?;
        Ok(Book {
            rows: lines.into_iter().map(|line| Entry::of(line, &titles, around, lang)).collect(),
            next: next.map(|after| after.to_text()),
            unread,
            checkpoint,
            unsealed: store::unsealed(tx)?,
        })
    }
}

/// What the matters of these entries are called.
fn titles(tx: &mut Tx<'_>, lines: &[Line]) -> Result<BTreeMap<MatterId, String>, ActError> {
    let mut matters: Vec<MatterId> = lines.iter().filter_map(|line| matter_of(&line.stream)).collect();
    matters.sort_unstable();
    matters.dedup();
    Ok(crate::matters::store::urges::titles(tx, &matters)?)
}

fn matter_of(stream: &str) -> Option<MatterId> {
    stream.strip_prefix("matter/")?.parse().ok()
}

/// What the address asks for, and whether a day in it can't be read.
fn asked(filters: &Filters, calendar: &Calendar, today: Date) -> (Filter, bool) {
    let day = |name: &str| filters.get(name).map(|text| read_day(text, today));
    let (from, until) = (day("from"), day("until"));
    let unread = matches!(from, Some(None)) || matches!(until, Some(None));
    let next = |date: Date| date.checked_add(Span::new().days(1)).unwrap_or(Date::MAX);
    let known = filters.get("kind").filter(|kind| KINDS.iter().any(|(code, _)| code == kind));
    let filter = Filter {
        kind: known.map(str::to_owned),
        stream: filters.get("stream").map(str::to_owned),
        event: filters.get("event").map(str::to_owned),
        actor: filters.get("actor").map(str::to_owned),
        from: from.flatten().map(|date| calendar.midnight(date)),
        before: until.flatten().map(|date| calendar.midnight(next(date))),
    };
    (filter, unread)
}

fn read_day(text: &str, today: Date) -> Option<Date> {
    // A day looked for in a journal is past: the year at hand, not the next.
    let context = written::Context { today, year: Some(today.year()), may_be_serial: false };
    written::parse_date(text, &context).date()
}

impl Entry {
    fn of(line: Line, titles: &BTreeMap<MatterId, String>, around: &Around<'_>, lang: Lang) -> Entry {
        let told = told::sentence(&line.stream, &line.payload)
            .map(|phrase| lang::say(lang, &phrase, &**around.directory))
            .or_else(|| told::plain(&line.event).map(|word| lang::word(lang, word)));
        Entry {
            at: line.at,
            actor: line.person.unwrap_or_else(|| actor_word(&line.actor, lang)),
            kind: told::kind_word(&line.stream).map(|word| lang::word(lang, word)).unwrap_or_default(),
            thing: matter_of(&line.stream).and_then(|id| titles.get(&id)).cloned().unwrap_or_default(),
            href: told::page_of(&line.stream),
            told,
            hash: line.hash.to_string(),
            stream: line.stream,
            event: line.event,
            leaf: line.leaf,
        }
    }
}

fn actor_word(actor: &str, lang: Lang) -> String {
    match actor {
        "system" => lang::t(lang, "auditing.system").to_owned(),
        "operator" => lang::t(lang, "auditing.operator").to_owned(),
        other => other.to_owned(),
    }
}

/// The journal with entries, and one in which nothing matches.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut frame = Frame::sample(lang, Some(reader()));
    frame.path = "/journal".into();
    let filters = Filters::of("/journal", "kind=matter");
    let entry = Entry {
        at: Instant(1_782_811_800_000),
        actor: "林晓梅".into(),
        kind: lang::word(lang, &KINDS[0].1),
        thing: "实验小学教学楼施工许可".into(),
        stream: "0192-0001".into(),
        href: None,
        event: "0001".into(),
        told: (lang != Lang::En).then(|| "提交立项审批".to_owned()),
        hash: "12:34".into(),
        leaf: Some(7),
    };
    let checkpoint =
        Sealed { size: 8, root: "12:34".into(), at: Instant(1_782_811_800_000), key: "12".into() };
    let full = Book { rows: vec![entry], checkpoint: Some(checkpoint), unsealed: 1, ..Book::default() };
    let none = Book { unread: true, ..Book::default() };
    vec![
        Sample::of("journal.list", Shown::of(frame.clone(), filters.clone(), full)),
        Sample::of("journal.empty", Shown::of(frame, filters, none)),
    ]
}
