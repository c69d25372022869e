//! What stands in a column's cell: told once, for the screen and for the file that shows what the screen does.

use super::{columns::Column, own::Own, phones::Phones};
use crate::{
    matters::{act::Around, list::Line},
    web::lang::{self, Lang, t, tf},
};
use bangdu_core::{
    calendar::Deadline,
    campaigns::Campaign,
    ids::{CampaignId, UnitId},
    instant::Instant,
    matters::{
        Basis, Holder, LastReport, Light, Matter, MatterKind, Part, Rate, Shown, Source, State, Urgency,
        assigned_on, holder, planned_on,
    },
    phrase::Word,
};
use jiff::civil::Date;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Blank,
    /// Words.
    Text(String),
    /// A day.
    Day(Date),
    /// A share of the whole.
    Rate(Rate),
    /// A count.
    Count(i64),
    /// Days until something is due; fewer than none when that day is past.
    Days(i64),
    /// A light, whether help is under way, and why it isn't green.
    Light(Light, bool, String),
    /// The same, where the list is narrowed to a unit: its own light beside the matter's, if that has one.
    Lights(Option<Light>, bool, String, Box<Own>),
    /// Words, and a note beneath them: shortly, and whole.
    Noted(String, String, String),
}

impl Value {
    fn text(text: impl Into<String>) -> Value {
        let text = text.into();
        if text.is_empty() { Value::Blank } else { Value::Text(text) }
    }

    /// The words of a cell that isn't a light.
    pub fn told(&self, lang: Lang) -> String {
        match self {
            Value::Blank => String::new(),
            Value::Text(text) | Value::Noted(text, ..) => text.clone(),
            Value::Day(day) => day.to_string(),
            Value::Rate(rate) => rate.percent(),
            Value::Count(count) => count.to_string(),
            Value::Days(0) => t(lang, "listing.today").to_owned(),
            Value::Days(days) if *days < 0 => tf(lang, "listing.days_over", &[("n", &(-days).to_string())]),
            Value::Days(days) => tf(lang, "listing.days", &[("n", &days.to_string())]),
            Value::Lights(None, _, _, own) => own.told(lang),
            Value::Light(light, ..) | Value::Lights(Some(light), ..) => {
                t(lang, super::asked::light_key(light.code())).to_owned()
            }
        }
    }
}

/// A deadline without a day, in words: 长期, 时限待定, 15个工作日内.
pub fn undated(lang: Lang, deadline: &Deadline) -> String {
    lang::say(lang, &deadline.phrase(), &lang::NoNames)
}

/// What cells are told with.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    /// The reader's language.
    pub lang: Lang,
    /// Units, calendar, the present.
    pub around: &'a Around<'a>,
    /// Campaigns by id.
    pub campaigns: &'a [Campaign],
    /// Whom to call, where that was read.
    pub phones: Option<&'a Phones>,
}

impl Teller<'_> {
    /// The cell of a line; `m` is the matter whole, where a column [needs](Column::needs_whole) it.
    pub fn cell(&self, column: Column, line: &Line, m: Option<&Matter>) -> Value {
        match column {
            Column::Number => Value::text(line.number.clone().unwrap_or_default()),
            Column::Title => Value::text(line.title.clone()),
            Column::State => self.word(&State::word_of(&line.state)),
            Column::Light => line
                .shown
                .as_ref()
                .map_or(Value::Blank, |shown| Value::Light(shown.light, line.helped, self.reason(shown))),
            Column::Lead => line.lead.map_or(Value::Blank, |unit| self.unit(unit)),
            Column::Kind => self.known(MatterKind::from_code(&line.kind).map(MatterKind::word)),
            Column::Urgency => self.known(Urgency::from_code(&line.urgency).map(Urgency::word)),
            Column::Source => self.known(Source::from_code(&line.source).map(Source::word)),
            Column::Campaign => line.campaign.map_or(Value::Blank, |id| self.campaign(id)),
            Column::Office => self.unit(line.office),
            Column::Due => match (line.due_at, line.undated) {
                (Some(at), _) => Value::Day(self.day(at)),
                (None, Some(deadline)) => Value::text(undated(self.lang, &deadline)),
                (None, None) => Value::Blank,
            },
            Column::Left => self.left(line),
            Column::Rate => line
                .rate
                .map_or(Value::Blank, |rate| Value::Rate(Rate(u32::try_from(rate).unwrap_or_default()))),
            Column::Changed => Value::Day(self.day(line.changed_at)),
            _ => m.map_or(Value::Blank, |m| self.of_matter(column, m)),
        }
    }

    fn of_matter(&self, column: Column, m: &Matter) -> Value {
        let said = |of: fn(&LastReport) -> &str| {
            let report = m.lead().and_then(|lead| lead.last_report.as_ref());
            report.map_or(Value::Blank, |report| Value::text(of(report)))
        };
        match column {
            Column::Holder => match holder(m) {
                Holder::Unit(unit) | Holder::Office(unit) => self.unit(unit),
                Holder::Nobody => Value::Blank,
            },
            Column::Phones => Value::text(self.phones.map(|phones| phones.of(m)).unwrap_or_default()),
            Column::Responsible => self.units(m, Part::Responsible),
            Column::Assisting => self.units(m, Part::Assisting),
            Column::Leader => Value::text(m.taken_over.as_ref().map_or("", |taken| taken.leader.as_str())),
            Column::Remark => Value::text(m.remark()),
            Column::Basis => Value::text(basis(m)),
            Column::Requirement => Value::text(m.requirement.clone()),
            Column::Assigned => {
                assigned_on(m, &self.around.settings.calendar).map_or(Value::Blank, Value::Day)
            }
            Column::Plan => Value::text(plan(m)),
            Column::Planned => self.planned(m),
            Column::Progress => said(|report| &report.text),
            Column::Problem => said(|report| &report.problem),
            Column::Needs => said(|report| &report.needs),
            Column::Next => said(|report| &report.next_step),
            Column::Reported => {
                self.on(m.lead().and_then(|lead| lead.last_report.as_ref()).map(|report| report.at))
            }
            Column::Blocker => {
                let report = m.lead().and_then(|lead| lead.last_report.as_ref());
                self.known(report.and_then(|report| report.blocker).map(|blocker| blocker.word()))
            }
            Column::Urges => count(m.urges.messages + m.urges.slips),
            Column::Extensions => count(m.extensions),
            Column::Closed => self.on(m.closure().map(|closure| closure.at)),
            _ => Value::Blank,
        }
    }

    fn word(&self, word: &Word) -> Value {
        Value::text(lang::word(self.lang, word))
    }

    fn known(&self, word: Option<Word>) -> Value {
        word.map_or(Value::Blank, |word| self.word(&word))
    }

    fn unit(&self, unit: UnitId) -> Value {
        Value::text(self.around.directory.unit(unit))
    }

    fn units(&self, m: &Matter, part: Part) -> Value {
        let names: Vec<&str> = m.units(part).map(|unit| self.around.directory.unit(unit)).collect();
        Value::text(names.join(self.lang.comma()))
    }

    fn campaign(&self, id: CampaignId) -> Value {
        let found = self.campaigns.iter().find(|campaign| campaign.id == id);
        Value::text(found.map_or("", |campaign| campaign.name.as_str()))
    }

    fn day(&self, at: Instant) -> Date {
        self.around.settings.calendar.date_of(at)
    }

    /// Why a light shows what it does, in one line.
    fn reason(&self, shown: &Shown) -> String {
        let told = shown.told(&self.around.settings.calendar, self.around.asker.now);
        let told: Vec<String> = told.iter().map(|word| lang::word(self.lang, word)).collect();
        told.join(self.lang.comma())
    }

    fn on(&self, at: Option<Instant>) -> Value {
        at.map_or(Value::Blank, |at| Value::Day(self.day(at)))
    }

    /// Days until it is due, while units are at work on it: before the office its clock stands still.
    fn left(&self, line: &Line) -> Value {
        let runs = line.shown.as_ref().is_some_and(|shown| {
            !shown.stopped && matches!(shown.light, Light::Green | Light::Yellow | Light::Red)
        });
        let Some(due) = line.due_at.filter(|_| runs) else { return Value::Blank };
        let today = self.around.asker.today(&self.around.settings.calendar);
        today.until(self.day(due)).map_or(Value::Blank, |span| Value::Days(i64::from(span.get_days())))
    }

    fn planned(&self, m: &Matter) -> Value {
        let Some(lead) = m.lead().filter(|_| !m.milestones.is_empty()) else { return Value::Blank };
        let today = self.around.asker.today(&self.around.settings.calendar);
        Value::Rate(planned_on(self.day(lead.given_at), &m.milestones, today))
    }
}

fn count(n: u32) -> Value {
    if n == 0 { Value::Blank } else { Value::Count(i64::from(n)) }
}

/// What a matter rests on, in official words.
pub fn basis(m: &Matter) -> String {
    match &m.origin.basis {
        Basis::Decision { document, .. } | Basis::Document { document, .. } => document.clone(),
        Basis::Instruction(i) => format!("{}批示：{}", i.author, i.text),
        Basis::Ledger(row) => format!("台账“{}”第{}行", row.name, row.row),
        Basis::Proposal { reason } => format!("督查室提议：{reason}"),
    }
}

/// The plan in one cell.
pub fn plan(m: &Matter) -> String {
    m.milestones.iter().map(|s| format!("{}：{}", s.on, s.name)).collect::<Vec<_>>().join("；")
}
