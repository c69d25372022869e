//! The letters by which matters are found: written with a title or a number, and only where one of them changed.

use crate::{
    db::{DbError, Tx, Value},
    params,
};
use bangdu_core::{
    ids::MatterId,
    matters::{Matter, State, beginnings, is_letters, letters, tails},
};
use std::collections::BTreeSet;

/// What so many titles hold is met soon enough by whoever reads them in order.
const COMMON: i64 = 1_000;
/// So many words are searched for.
const WORDS: usize = 8;

/// The title's place among the letters: half of its matter's id, of which every bit but a few is drawn by lot.
fn nr(matter: MatterId) -> i64 {
    let (_, low) = matter.0.as_u64_pair();
    i64::try_from(low & (u64::MAX >> 1)).unwrap_or_default()
}

pub(super) fn save(tx: &mut Tx<'_>, before: Option<&Matter>, after: &Matter) -> Result<(), DbError> {
    let gone = matches!(after.state, State::Discarded);
    if !gone && before.is_some_and(|b| b.title == after.title && b.number == after.number) {
        return Ok(());
    }
    let of = |m: &Matter| tails(&m.title, m.number.as_ref());
    let was = before.map(of).unwrap_or_default();
    let now = if gone { BTreeSet::new() } else { of(after) };
    if gone {
        tx.later("DELETE FROM titles WHERE nr = $1", params![nr(after.id)])?;
    } else {
        title(tx, after)?;
    }
    remove(tx, after.id, &was.difference(&now).collect::<Vec<_>>())?;
    add(tx, after.id, &now.difference(&was).collect::<Vec<_>>())
}

fn title(tx: &mut Tx<'_>, m: &Matter) -> Result<(), DbError> {
    tx.later(
        "INSERT INTO titles (nr, matter, letters) VALUES ($1, $2, $3)
         ON CONFLICT (nr) DO UPDATE SET letters = excluded.letters",
        params![nr(m.id), m.id, letters(&m.title, m.number.as_ref())],
    )
}

fn add(tx: &mut Tx<'_>, matter: MatterId, tails: &[&String]) -> Result<(), DbError> {
    if tails.is_empty() {
        return Ok(());
    }
    let rows: Vec<String> = (2..tails.len() + 2).map(|n| format!("(${n}, $1)")).collect();
    let sql = format!(
        "INSERT INTO title_letters (letters, title) VALUES {} ON CONFLICT (letters, title) DO NOTHING",
        rows.join(", ")
    );
    tx.later(&sql, &values(matter, tails))
}

fn remove(tx: &mut Tx<'_>, matter: MatterId, tails: &[&String]) -> Result<(), DbError> {
    if tails.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = (2..tails.len() + 2).map(|n| format!("${n}")).collect();
    let sql = format!("DELETE FROM title_letters WHERE title = $1 AND letters IN ({})", places.join(", "));
    tx.later(&sql, &values(matter, tails))
}

fn values(matter: MatterId, tails: &[&String]) -> Vec<Value<'static>> {
    let tails = tails.iter().map(|tail| Value::Text((*tail).clone().into()));
    [Value::Int(nr(matter))].into_iter().chain(tails).collect()
}

/// Reads at most `limit` of the titles that wait to be read. Gives how many those were.
///
/// # Errors
/// When the store fails.
pub fn read_waiting(tx: &mut Tx<'_>, limit: i64) -> Result<usize, DbError> {
    let rows = tx.rows("SELECT matter FROM titles_waiting ORDER BY matter LIMIT $1", params![limit])?;
    for row in &rows {
        let id: MatterId = row.get(0)?;
        if let Some(m) = super::get(tx, id)? {
            title(tx, &m)?;
            add(tx, id, &tails(&m.title, m.number.as_ref()).iter().collect::<Vec<_>>())?;
        }
        tx.later("DELETE FROM titles_waiting WHERE matter = $1", params![id])?;
    }
    Ok(rows.len())
}

/// A word that is searched for, weighed: few titles that may hold it are looked up, many are met in the list's order.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// As titles and numbers are compared with it.
    like: String,
    /// With what tails of letters must begin; empty where they tell nothing.
    beginnings: Vec<String>,
    /// Whether it is letters itself: then nothing else is looked at.
    letters: bool,
    common: bool,
}

/// Weighs the words of a filter.
pub(super) fn weigh(tx: &mut Tx<'_>, words: Option<&str>) -> Result<Vec<Word>, DbError> {
    let words = words.unwrap_or_default().split_whitespace().take(WORDS);
    words.map(|word| Word::weigh(tx, word)).collect()
}

impl Word {
    fn weigh(tx: &mut Tx<'_>, word: &str) -> Result<Word, DbError> {
        let escaped = |text: &str| text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let beginnings = beginnings(word);
        let common = match beginnings.first() {
            Some(beginning) => {
                let found = tx.row(
                    "SELECT COUNT(*) FROM (
                         SELECT 1 AS one FROM title_letters WHERE letters >= $1 AND letters < $2 LIMIT $3
                     ) AS found",
                    params![beginning, behind(beginning), COMMON + 1],
                )?;
                found.map_or(Ok(0), |row| row.get::<i64>(0))? > COMMON
            }
            None => false,
        };
        let letters = !beginnings.is_empty() && is_letters(word);
        let word = if letters { word.to_lowercase() } else { word.to_owned() };
        Ok(Word { like: format!("%{}%", escaped(&word)), beginnings, letters, common })
    }

    /// The condition on `m`.
    pub fn condition(&self, mut bind: impl FnMut(Value<'static>) -> String) -> String {
        let mut text = |text: &str| bind(Value::Text(text.to_owned().into()));
        let like = text(&self.like);
        let held =
            |of: &str| format!("({of}.title LIKE {like} ESCAPE '\\' OR {of}.number LIKE {like} ESCAPE '\\')");
        if self.common && self.letters {
            return format!(
                "EXISTS (SELECT 1 FROM titles t WHERE t.matter = m.id AND t.letters LIKE {like} ESCAPE '\\')"
            );
        }
        if self.common || self.beginnings.is_empty() {
            return held("m");
        }
        // Crossed in this order, so that no planner reads the matters to see which of them wait.
        let each = self.beginnings.iter().map(|beginning| {
            let (from, to) = (text(beginning), text(&behind(beginning)));
            format!(
                "m.id IN (SELECT t.matter FROM title_letters l JOIN titles t ON t.nr = l.title
                     WHERE l.letters >= {from} AND l.letters < {to}
                     UNION ALL SELECT x.id FROM titles_waiting w CROSS JOIN matters x
                     WHERE x.id = w.matter AND {})",
                held("x")
            )
        });
        let mut conditions: Vec<String> = each.collect();
        // Other characters have the same letters.
        conditions.extend((!self.letters).then(|| held("m")));
        conditions.join(" AND ")
    }
}

/// The first text behind all that begin with this one, which is letters and digits alone.
fn behind(beginning: &str) -> String {
    let mut text = beginning.to_owned();
    let last = text.pop();
    text.extend(last.map(|last| char::from(last as u8 + 1)));
    text
}
