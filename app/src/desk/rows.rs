//! Matters under a heading: each says in its row what is the case, and the number opens the list behind it.

use super::looked::Look;
use crate::{
    act::ActError,
    db::Tx,
    matters::{
        list::{self, Filter},
        listing::within_list,
        store::changes,
    },
    web::lang,
};
use bangdu_core::matters::{Basis, Matter, What};

/// More than this is not counted.
const COUNTED: i64 = 1_000;

/// Matters under a heading, with their number.
#[derive(Default)]
pub(super) struct Matters {
    pub count: i64,
    pub all: String,
    pub rows: Vec<Shown>,
}

/// A matter in a row.
pub(super) struct Shown {
    pub href: String,
    pub title: String,
    /// By which matters of one name are told apart.
    pub number: String,
    pub unit: String,
    pub state: String,
    pub light: Option<&'static str>,
    pub helped: bool,
    pub why: String,
    pub due: String,
    /// What was said last, and when; only where it is asked for.
    pub last: String,
    pub last_at: String,
    /// The words of the instruction that it rests on; only where what was said last is told.
    pub instruction: String,
}

/// What is asked for under a heading.
pub(super) struct Wanted<'f> {
    pub filter: &'f Filter,
    /// The address of the list behind it; empty where no list asks the same.
    pub all: &'f str,
    pub most: usize,
    /// Whether each row tells what was said last.
    pub told: bool,
}

impl Matters {
    pub fn read(tx: &mut Tx<'_>, look: &Look<'_>, wanted: &Wanted<'_>) -> Result<Matters, ActError> {
        let filter = look.narrowed(wanted.filter);
        let asked = list::Asked { sight: &look.sight, filter: &filter, now: look.now() };
        let found = list::first(tx, &asked, wanted.most)?;
        let full = found.len() == wanted.most;
        let count =
            if full { list::count(tx, &asked, COUNTED)? } else { i64::try_from(found.len()).unwrap_or(0) };
        let all = if wanted.all.is_empty() { String::new() } else { look.list(wanted.all) };
        let mut rows: Vec<Shown> = found.iter().map(|m| Shown::of(m, look, &all)).collect();
        if wanted.told {
            let ids: Vec<_> = found.iter().map(|m| m.id).collect();
            let last = changes::last(tx, &ids)?;
            for (row, m) in rows.iter_mut().zip(&found) {
                if let Basis::Instruction(instruction) = &m.origin.basis {
                    row.instruction.clone_from(&instruction.text);
                }
                let told = last.get(&m.id).filter(|(_, event)| is_news(&event.what));
                let report = m.lead().and_then(|lead| lead.last_report.as_ref());
                (row.last, row.last_at) = match (told, report) {
                    (Some((at, event)), _) => (look.sentence(event), look.at(*at)),
                    (None, Some(report)) => (report.text.clone(), look.at(report.at)),
                    (None, None) => continue,
                };
            }
        }
        Ok(Matters { count, all, rows })
    }
}

/// Whether an entry says something of the matter itself. That it was taken over from a ledger, or that its instants
/// were reckoned anew, tells the one who gave the instruction nothing.
fn is_news(what: &What) -> bool {
    !matches!(what, What::TakenOver(_) | What::Recomputed { .. })
}

impl Shown {
    /// `all`: the list behind the heading, in which its page leads on.
    fn of(m: &Matter, look: &Look<'_>, all: &str) -> Shown {
        let (light, why) = look.light(m);
        Shown {
            href: within_list(m.id, all.split_once('?').map_or("", |(_, query)| query)),
            title: m.title.clone(),
            number: m.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            unit: look.lead(m),
            // A suspended matter's light says so already.
            state: if light == Some("grey") { String::new() } else { lang::word(look.lang, &m.standing()) },
            light,
            helped: m.is_helped(),
            why,
            due: m.moments.due.as_ref().map(|due| lang::date(look.lang, due.date)).unwrap_or_default(),
            last: String::new(),
            last_at: String::new(),
            instruction: String::new(),
        }
    }
}
