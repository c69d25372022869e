//! Who has not reported this round, with whom to call and a text that is ready to be sent.

use super::looked::Look;
use crate::{
    act::ActError,
    db::Tx,
    matters::{
        rounds::owing::{Debtor, LastUrge, Owing, offices},
        store::owed::Owed,
    },
    web::lang::{self, Lang, tf},
};
use bangdu_core::{
    ids::UnitId,
    matters::{Late, Timely, usual_answer_by},
};

/// A unit that has not reported.
pub(super) struct Owes {
    pub unit: String,
    pub id: String,
    pub count: i64,
    pub past: i64,
    /// The list of what is overdue of it.
    pub overdue: String,
    /// When and by whom it was urged for it; empty where it wasn't yet.
    pub urged: String,
    /// What is said where the answer to that is late; empty where it isn't.
    pub unanswered: String,
    /// The usual day by which an answer is asked for, as it is typed.
    pub answer_by: String,
    pub liaisons: Vec<(String, String)>,
    pub rows: Vec<(String, String, String)>,
    /// The words to send by other ways, with everything that is owed.
    pub words: String,
    /// What is sent on each matter, beneath the sentence about its own report: official words, whatever language the
    /// office reads its pages in, for they go to units.
    pub text: String,
}

/// The units that owe reports, and whether there are more than are shown.
pub(super) fn read(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<(Vec<Owes>, bool), ActError> {
    let owing = Owing::read(tx, look.around, &look.units)?;
    let owing = owing.with_liaisons(tx, look.around)?.with_urges(tx)?;
    Ok((owing.units.into_iter().map(|debtor| Owes::of(debtor, look)).collect(), owing.more))
}

impl Owes {
    /// Reports beside those that are listed.
    pub fn others(&self) -> i64 {
        self.count - i64::try_from(self.rows.len()).unwrap_or(i64::MAX)
    }

    fn of(debtor: Debtor, look: &Look<'_>) -> Owes {
        let lang = look.lang;
        let unit = look.unit(debtor.unit);
        let title = |report: &Owed| match &report.number {
            Some(number) => format!("{number} {}", report.title),
            None => report.title.clone(),
        };
        let row = |report: &Owed| (format!("/matters/{}", report.matter), title(report), look.at(report.by));
        let rows: Vec<(String, String, String)> = debtor.reports.iter().map(row).collect();
        let item = |(i, (_, title, at)): (usize, &(String, String, String))| {
            tf(lang, "rounds.urge_item", &[("n", &(i + 1).to_string()), ("title", title), ("at", at)])
        };
        let list: String = rows.iter().enumerate().map(item).collect();
        let list = list.trim_end_matches(['；', ';', ' ']);
        let others = debtor.count - i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let others = if others > 0 {
            tf(lang, "rounds.urge_others", &[("n", &others.to_string())])
        } else {
            String::new()
        };
        let list = format!("{list}{others}");
        let usual = usual_answer_by(&look.around.settings.calendar, look.now());
        // Once it was urged, the text names the day that it was given, while that lies ahead.
        let given = debtor.urged.as_ref().and_then(|urge| urge.answer_by);
        let named = given.filter(|by| by.at > look.now()).map(|by| by.on).or(usual);
        let named = named.map(|on| tf(lang, "rounds.urge_copy_by", &[("on", &lang::date(lang, on))]));
        let unanswered = given.is_some_and(|by| by.at <= look.now());
        Owes {
            overdue: overdue_of(debtor.unit, look),
            urged: debtor.urged.as_ref().map(|urge| was_urged(urge, look)).unwrap_or_default(),
            unanswered: if unanswered { lang::word(lang, &Timely::Overdue.word()) } else { String::new() },
            answer_by: usual.map(|on| on.to_string()).unwrap_or_default(),
            id: debtor.unit.to_string(),
            count: debtor.count,
            past: debtor.past,
            liaisons: debtor
                .liaisons
                .into_iter()
                .map(|(name, phone)| (name, phone.unwrap_or_default()))
                .collect(),
            words: tf(lang, "rounds.urge_words", &[("unit", &unit), ("list", &list)])
                + &named.unwrap_or_default(),
            text: lang::t(Lang::Hans, "rounds.urge_asks_soon").to_owned(),
            rows,
            unit,
        }
    }
}

/// When and by whom it was urged, and by which day it was to answer.
fn was_urged(urge: &LastUrge, look: &Look<'_>) -> String {
    let (at, who) = (look.at(urge.at), look.person(urge.by));
    match urge.answer_by {
        None => tf(look.lang, "rounds.urged_at", &[("at", &at), ("who", &who)]),
        Some(by) => {
            let on = lang::date(look.lang, by.on);
            tf(look.lang, "rounds.urged_at_by", &[("at", &at), ("who", &who), ("on", &on)])
        }
    }
}

/// The list of the reports that are counted as overdue: of the one office, where there is one.
fn overdue_of(unit: UnitId, look: &Look<'_>) -> String {
    let office = match offices(look.around)[..] {
        [office] => format!("&office={office}"),
        _ => String::new(),
    };
    format!("/matters?overdue={}&unit={unit}{office}", Late::Unreported.code())
}
