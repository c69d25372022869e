//! What the head of an office watches: no progress two rounds running, and what is overdue by unit and kind.

use super::looked::Look;
use crate::{
    act::ActError,
    campaigns,
    db::Tx,
    matters::{
        rounds::owing::offices,
        store::stuck::{self, Cuts, Ours, Overdue},
    },
    web::lang::tf,
};
use bangdu_core::{
    campaigns::{MonthlyRound, Rules},
    ids::UnitId,
    matters::missed_twice,
};
use std::collections::BTreeMap;

/// The kinds in the order of the columns.
pub(super) const KINDS: [&str; 3] = ["task", "project", "problem"];

/// What is stuck.
#[derive(Default)]
pub(super) struct Watch {
    pub silent: Vec<Silent>,
    /// How many matters.
    pub silent_count: i64,
    /// Whether there are more than are shown.
    pub silent_more: bool,
    pub overdue: Vec<Line>,
    pub total: i64,
    /// Units beside those that have a row, and what they have overdue.
    pub rest: Option<(usize, i64)>,
}

/// A matter without progress, with the units that said nothing.
pub(super) struct Silent {
    pub href: String,
    pub title: String,
    pub number: String,
    pub units: String,
    /// The same where there is one line for them.
    pub brief_units: String,
    pub since: String,
}

/// A unit with what it has overdue.
pub(super) struct Line {
    pub unit: String,
    /// By kind: how many, and the list behind it.
    pub cells: Vec<(i64, String)>,
    pub total: i64,
    pub all: String,
}

impl Watch {
    /// At most `most` of each.
    pub fn read(tx: &mut Tx<'_>, look: &Look<'_>, most: usize) -> Result<Watch, ActError> {
        let offices = offices(look.around);
        let ours = Ours { offices: &offices, area: &look.units };
        let cuts = cuts(tx, look)?;
        let shares = stuck::silent(tx, &ours, &cuts)?;
        let mut silent = by_matter(look, &shares);
        let silent_count = if shares.len() < stuck::SHARES {
            i64::try_from(silent.len()).unwrap_or(i64::MAX)
        } else {
            stuck::silent_count(tx, &ours, &cuts)?
        };
        let silent_more = silent.len() > most;
        silent.truncate(most);
        let overdue = stuck::overdue(tx, &ours, look.now())?;
        let total = overdue.iter().map(|o| o.count).sum();
        let mut overdue = lines(look, &overdue);
        let beyond = overdue.split_off(most.min(overdue.len()));
        let rest = (!beyond.is_empty()).then(|| (beyond.len(), beyond.iter().map(|line| line.total).sum()));
        Ok(Watch { silent, silent_count, silent_more, overdue, total, rest })
    }
}

/// One row a matter, the longest silent first.
fn by_matter(look: &Look<'_>, shares: &[stuck::Silent]) -> Vec<Silent> {
    let mut rows: Vec<(&stuck::Silent, Vec<String>)> = Vec::new();
    for share in shares {
        match rows.iter_mut().find(|(first, _)| first.matter == share.matter) {
            Some((_, units)) => units.push(look.unit(share.unit)),
            None => rows.push((share, vec![look.unit(share.unit)])),
        }
    }
    let row = |(first, units): (&stuck::Silent, Vec<String>)| Silent {
        href: format!("/matters/{}", first.matter),
        title: first.title.clone(),
        number: first.number.clone().unwrap_or_default(),
        brief_units: in_brief(look, &units),
        units: units.join(look.lang.comma()),
        since: look.at(first.since),
    };
    rows.into_iter().map(row).collect()
}

fn in_brief(look: &Look<'_>, units: &[String]) -> String {
    const NAMED: usize = 2;
    let named = units.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(look.lang.comma());
    if units.len() <= NAMED {
        return named;
    }
    tf(look.lang, "desk.and_others", &[("units", &named), ("n", &units.len().to_string())])
}

/// Each campaign has its own rounds; a matter without one goes by the installation's.
fn cuts(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<Cuts, ActError> {
    let settings = look.around.settings;
    let cut = |round: MonthlyRound| missed_twice(round, look.now(), &settings.calendar);
    let of = |rules: &Rules| rules.round.and_then(cut);
    let campaigns = campaigns::store::all(tx)?;
    Ok(Cuts {
        plain: of(&settings.rules),
        campaigns: campaigns.iter().filter_map(|c| Some((c.id, of(&c.rules)?))).collect(),
    })
}

/// The unit with the most first.
fn lines(look: &Look<'_>, overdue: &[Overdue]) -> Vec<Line> {
    let mut units: BTreeMap<(UnitId, UnitId), Vec<&Overdue>> = BTreeMap::new();
    for count in overdue {
        units.entry((count.office, count.lead)).or_default().push(count);
    }
    let line = |((office, lead), counts): ((UnitId, UnitId), Vec<&Overdue>)| {
        let all = format!("/matters?overdue=unfinished&unit={lead}&part=lead&office={office}");
        let of_kind = |kind: &str| counts.iter().filter(|c| c.kind == kind).map(|c| c.count).sum();
        Line {
            unit: look.unit(lead),
            cells: KINDS.iter().map(|kind| (of_kind(kind), format!("{all}&kind={kind}"))).collect(),
            total: counts.iter().map(|c| c.count).sum(),
            all,
        }
    };
    let mut lines: Vec<Line> = units.into_iter().map(line).collect();
    lines.sort_by_key(|line| -line.total);
    lines
}
