//! Who has not reported this round, with whom to call and a text that is ready to be sent.

use super::looked::Look;
use crate::{
    act::ActError,
    db::Tx,
    matters::{
        rounds::owing::{Debtor, Owing},
        store::owed::Owed,
    },
    web::lang::tf,
};

/// A unit that has not reported.
pub(super) struct Owes {
    pub unit: String,
    pub id: String,
    pub count: i64,
    pub past: i64,
    pub liaisons: Vec<(String, String)>,
    pub rows: Vec<(String, String, String)>,
    pub text: String,
}

/// The units that owe reports, and whether there are more than are shown.
pub(super) fn read(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<(Vec<Owes>, bool), ActError> {
    let owing = Owing::read(tx, look.around, &look.units)?.with_liaisons(tx, look.around)?;
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
        Owes {
            id: debtor.unit.to_string(),
            count: debtor.count,
            past: debtor.past,
            liaisons: debtor
                .liaisons
                .into_iter()
                .map(|(name, phone)| (name, phone.unwrap_or_default()))
                .collect(),
            text: tf(lang, "rounds.urge_words", &[("unit", &unit), ("list", &list)]),
            rows,
            unit,
        }
    }
}
