//! The letters by which matters are found. A title or number that is new waits to be read by the sweep; until then a
//! search reads it itself.

use crate::{
    db::{DbError, Tx, Value},
    params,
};
use bangdu_core::{
    ids::MatterId,
    matters::{Matter, State, beginnings, is_letters, letters, tails},
    people::initials::initials,
};

/// What so many titles hold is met soon enough by whoever reads them in order.
const COMMON: i64 = 1_000;
/// So many of the latest titles that wait to be read are looked at by whoever searches for letters.
const UNREAD: i64 = 300;
/// So many words are searched for.
const WORDS: usize = 8;

/// The title's place among the letters: half of its matter's id, of which every bit but a few is drawn by lot.
fn nr(matter: MatterId) -> i64 {
    let (_, low) = matter.0.as_u64_pair();
    i64::try_from(low & (u64::MAX >> 1)).unwrap_or_default()
}

/// A title that is new waits to be read by the sweep: its letters are many, and whoever registers shouldn't wait for
/// them.
pub(super) fn save(tx: &mut Tx<'_>, before: Option<&Matter>, after: &Matter) -> Result<(), DbError> {
    let gone = matches!(after.state, State::Discarded);
    if !gone && before.is_some_and(|b| b.title == after.title && b.number == after.number) {
        return Ok(());
    }
    let sql = "INSERT INTO titles_waiting (matter) VALUES ($1) ON CONFLICT (matter) DO NOTHING";
    tx.later(sql, params![after.id])
}

/// Reads at most `limit` of the titles that wait to be read. Gives how many those were.
///
/// # Errors
/// When the store fails.
pub fn read_waiting(tx: &mut Tx<'_>, limit: i64) -> Result<usize, DbError> {
    let rows = tx.rows("SELECT matter FROM titles_waiting ORDER BY matter LIMIT $1", params![limit])?;
    for row in &rows {
        let id: MatterId = row.get(0)?;
        let now = super::get(tx, id)?.map(|m| letters(&m.title, m.number.as_ref()));
        told(tx, id, now)?;
        tx.later("DELETE FROM titles_waiting WHERE matter = $1", params![id])?;
    }
    Ok(rows.len())
}

/// Makes the letters say what the title says now, or nothing where the matter is gone.
fn told(tx: &mut Tx<'_>, id: MatterId, now: Option<String>) -> Result<(), DbError> {
    let was = tx.row("SELECT letters FROM titles WHERE nr = $1", params![nr(id)])?;
    let was: String = was.map_or(Ok(String::new()), |row| row.get(0))?;
    let (before, after) = (tails(&was), now.as_deref().map(tails).unwrap_or_default());
    remove(tx, id, &before.difference(&after).collect::<Vec<_>>())?;
    add(tx, id, &after.difference(&before).collect::<Vec<_>>())?;
    match now {
        Some(now) => tx.later(
            "INSERT INTO titles (nr, matter, letters) VALUES ($1, $2, $3)
             ON CONFLICT (nr) DO UPDATE SET letters = excluded.letters",
            params![nr(id), id, now],
        ),
        None => tx.later("DELETE FROM titles WHERE nr = $1", params![nr(id)]),
    }
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
    /// Of titles that wait to be read, those whose letters hold it.
    waiting: Vec<MatterId>,
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
        let waiting = if letters { waiting_with(tx, &word)? } else { Vec::new() };
        Ok(Word { like: format!("%{}%", escaped(&word)), beginnings, letters, common, waiting })
    }

    /// The condition on `m`. What is bound is used: an engine may not know the type of what isn't.
    pub fn condition(&self, bind: impl FnMut(Value<'static>) -> String) -> String {
        match (self.letters, self.common || self.beginnings.is_empty()) {
            (true, true) => self.common_letters(bind),
            (true, false) => self.rare_letters(bind),
            (false, true) => held("m", &self.bound_like(bind)),
            (false, false) => self.characters(bind),
        }
    }

    fn common_letters(&self, mut bind: impl FnMut(Value<'static>) -> String) -> String {
        let like = self.bound_like(&mut bind);
        let read = format!(
            "EXISTS (SELECT 1 FROM titles t WHERE t.matter = m.id AND t.letters LIKE {like} ESCAPE '\\')"
        );
        match self.bound_waiting(bind) {
            Some(waiting) => format!("({read} OR m.id IN ({waiting}))"),
            None => read,
        }
    }

    fn rare_letters(&self, mut bind: impl FnMut(Value<'static>) -> String) -> String {
        let unread = match self.bound_waiting(&mut bind) {
            Some(waiting) => format!(" UNION ALL SELECT x.id FROM matters x WHERE x.id IN ({waiting})"),
            None => String::new(),
        };
        self.begun(&unread, bind).join(" AND ")
    }

    /// Other characters have the same letters, so the title itself is looked at besides.
    fn characters(&self, mut bind: impl FnMut(Value<'static>) -> String) -> String {
        let like = self.bound_like(&mut bind);
        // Crossed in this order, so that no planner reads the matters to see which of them wait.
        let unread = format!(
            " UNION ALL SELECT x.id FROM titles_waiting w CROSS JOIN matters x WHERE x.id = w.matter AND {}",
            held("x", &like)
        );
        let mut conditions = self.begun(&unread, bind);
        conditions.push(held("m", &like));
        conditions.join(" AND ")
    }

    /// That its letters begin so from somewhere on, or that it hasn't been read.
    fn begun(&self, unread: &str, mut bind: impl FnMut(Value<'static>) -> String) -> Vec<String> {
        let mut text = |text: &str| bind(Value::Text(text.to_owned().into()));
        let each = self.beginnings.iter().map(|beginning| {
            let (from, to) = (text(beginning), text(&behind(beginning)));
            format!(
                "m.id IN (SELECT t.matter FROM title_letters l JOIN titles t ON t.nr = l.title
                     WHERE l.letters >= {from} AND l.letters < {to}{unread})"
            )
        });
        each.collect()
    }

    fn bound_like(&self, mut bind: impl FnMut(Value<'static>) -> String) -> String {
        bind(Value::Text(self.like.clone().into()))
    }

    fn bound_waiting(&self, mut bind: impl FnMut(Value<'static>) -> String) -> Option<String> {
        let ids = self.waiting.iter().map(|id| bind(Value::Text(id.to_string().into())));
        Some(ids.collect::<Vec<_>>().join(", ")).filter(|ids| !ids.is_empty())
    }
}

fn held(of: &str, like: &str) -> String {
    format!("({of}.title LIKE {like} ESCAPE '\\' OR {of}.number LIKE {like} ESCAPE '\\')")
}

/// Of the titles that wait to be read, those whose letters hold this word.
fn waiting_with(tx: &mut Tx<'_>, word: &str) -> Result<Vec<MatterId>, DbError> {
    let rows = tx.rows(
        "SELECT m.id, m.title, m.number FROM titles_waiting w CROSS JOIN matters m WHERE m.id = w.matter
         ORDER BY w.matter DESC LIMIT $1",
        params![UNREAD],
    )?;
    let mut found = Vec::new();
    for row in &rows {
        let (title, number): (String, Option<String>) = (row.get(1)?, row.get(2)?);
        if [title, number.unwrap_or_default()].iter().any(|text| initials(text).contains(word)) {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}

/// The first text behind all that begin with this one, which is letters and digits alone.
fn behind(beginning: &str) -> String {
    let mut text = beginning.to_owned();
    let last = text.pop();
    text.extend(last.map(|last| char::from(last as u8 + 1)));
    text
}
