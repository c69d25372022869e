//! What the public reads, as HTML. It is made from core's [`Page`] alone, so nothing that wasn't agreed to can
//! stand in it; the public copy, the office's preview and the board's sheet all show it by this one way.

use crate::web::lang::{self, Lang};
use askama::Template;
use bangdu_core::board::{Field, Value, page::Page};
use jiff::civil::Date;

/// A public page's words and figures.
#[derive(Clone, Debug, Template)]
#[template(path = "board/notice.html")]
pub struct Notice {
    /// The language of the labels; what the office wrote is never converted.
    pub lang: Lang,
    /// Whether it stands in another page, which has its own heading.
    pub inside: bool,
    /// What it is called.
    pub name: String,
    /// How far it is.
    pub rate: Option<Share>,
    /// Lines: a label and what it says.
    pub facts: Vec<(String, String)>,
    /// Points of the plan.
    pub steps: Vec<StepView>,
    /// What is built.
    pub content: String,
    /// What happened lately.
    pub news: String,
    /// An office's telephone.
    pub phone: String,
    /// By when, for lists and sheets.
    pub due: String,
    /// Whether that day has passed, and it isn't done: then `due` says so.
    pub overdue: bool,
    /// Where, for lists.
    pub place: String,
    /// The day to which it is true.
    pub as_of: String,
}

/// A share of the whole as words and as a bar's width.
#[derive(Clone, Debug)]
pub struct Share {
    /// As people write it.
    pub percent: String,
    /// In thousandths, at most the whole.
    pub width: u32,
}

/// A point of the plan.
#[derive(Clone, Debug)]
pub struct StepView {
    /// What is to be reached.
    pub name: String,
    /// By when.
    pub on: String,
    /// The day on which it was; empty before.
    pub reached: String,
    /// Whether it was to be reached by now, and wasn't.
    pub missed: bool,
    /// Whether it is the next one.
    pub next: bool,
}

impl Notice {
    /// A page in this language.
    pub fn of(page: &Page, lang: Lang) -> Notice {
        let text = |field| page.text(field).to_owned();
        let label = |field: Field| lang::word(lang, &field.word());
        let due = match page.get(Field::Due) {
            Some(Value::Due { on: Some(on) }) if page.overdue => {
                lang::tf(lang, "board.missed", &[("on", &lang::date(lang, *on))])
            }
            Some(Value::Due { on: Some(on) }) => lang::date(lang, *on),
            Some(Value::Due { on: None }) => lang::t(lang, "board.for_ever").to_owned(),
            _ => String::new(),
        };
        let short = [Field::Place, Field::Builder, Field::Responsible, Field::Person];
        let mut facts: Vec<(String, String)> =
            short.into_iter().map(|field| (label(field), text(field))).collect();
        facts.push((label(Field::Due), due.clone()));
        facts.retain(|(_, said)| !said.is_empty());
        Notice {
            lang,
            inside: false,
            name: text(Field::Name),
            rate: match page.get(Field::Rate) {
                Some(Value::Rate { rate }) => {
                    Some(Share { percent: rate.percent(), width: (rate.0 / 10).min(1_000) })
                }
                _ => None,
            },
            facts,
            steps: steps(page, lang),
            content: text(Field::Content),
            news: text(Field::News),
            phone: text(Field::Phone),
            due,
            overdue: page.overdue,
            place: text(Field::Place),
            as_of: lang::date(lang, page.as_of),
        }
    }

    /// The same inside another page.
    pub fn inside(self) -> Notice {
        Notice { inside: true, ..self }
    }

    /// A message.
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        lang::t(self.lang, key)
    }

    /// A message with one hole filled in.
    pub fn t1(&self, key: &str, name: &str, value: &str) -> String {
        lang::tf(self.lang, key, &[(name, value)])
    }
}

fn steps(page: &Page, lang: Lang) -> Vec<StepView> {
    let Some(Value::Steps { steps }) = page.get(Field::Steps) else { return Vec::new() };
    let next = steps.iter().position(|step| step.reached.is_none());
    let view = |(place, step): (usize, &bangdu_core::board::Step)| StepView {
        name: step.name.clone(),
        on: lang::date(lang, step.on),
        reached: step.reached.map(|on| lang::date(lang, on)).unwrap_or_default(),
        missed: step.is_missed(page.missed_before),
        next: Some(place) == next,
    };
    steps.iter().enumerate().map(view).collect()
}

/// What a value says in one line or a few, for those who agree to it.
pub fn said(value: &Value, lang: Lang, today: Date) -> Vec<String> {
    match value {
        Value::Text { text } => text.lines().map(str::to_owned).collect(),
        Value::Due { on: Some(on) } => vec![lang::date(lang, *on)],
        Value::Due { on: None } => vec![lang::t(lang, "board.for_ever").to_owned()],
        Value::Rate { rate } => vec![rate.percent()],
        Value::Steps { steps } => steps
            .iter()
            .map(|step| {
                let key = match step.reached {
                    Some(_) => "board.step_reached",
                    // As the page will tell it.
                    None if step.is_missed(today) => "board.step_missed",
                    None => "board.step_planned",
                };
                let on = lang::date(lang, step.reached.unwrap_or(step.on));
                lang::tf(lang, key, &[("name", &step.name), ("on", &on)])
            })
            .collect(),
    }
}
