//! How many of a list's matters have each state and each light: what stands on its chips. Either counter
//! leaves its own filter aside, so that a chip says what choosing it would show.

use super::{Asked, Filter, Late, Light, Query, count, light};
use crate::{
    db::{DbError, Tx, Value},
    matters::{
        lights,
        store::{letters::weigh, owed},
    },
};
use bangdu_core::{matters::State, people::Sight};
use std::collections::BTreeMap;

/// Counts by code; a code without matters has none. `None` where counting would cost more than it tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By state.
    pub states: Option<BTreeMap<String, i64>>,
    /// By light.
    pub lights: Option<BTreeMap<&'static str, i64>>,
    /// By how they are late, and under [`ANY_LATE`] those late in any way.
    pub late: Option<BTreeMap<&'static str, i64>>,
}

impl Facets {
    /// How many matters the list has, where its chips tell it: each state counted to its end, and every matter in one.
    pub fn total(&self, filter: &Filter, most: i64) -> Option<i64> {
        let states = self.states.as_ref()?;
        let of_list = |code: &str| {
            if filter.states.is_empty() { code != "ended" } else { is_asked(&filter.states, code) }
        };
        let mut counts = states.iter().filter(|(code, _)| of_list(code)).map(|(_, n)| *n);
        counts.try_fold(0, |sum, n| (n <= most).then_some(sum + n))
    }
}

/// What stands in an address, and on a chip, for those late in any way.
pub const ANY_LATE: &str = "any";

const COLUMNS: &str = "m.state, m.phase, m.yellow_at, m.red_at";

/// The counts, of at most `most` matters each: a few are read and counted, many are counted only where an
/// index or a kept count tells them. `total` is how many the list itself has, counted to one beyond `most`.
///
/// # Errors
/// When the store fails.
pub fn facets(tx: &mut Tx<'_>, asked: &Asked<'_>, total: i64, most: i64) -> Result<Facets, DbError> {
    let bare = Filter { states: Vec::new(), light: None, ..asked.filter.clone() };
    let words = weigh(tx, bare.words.as_deref())?;
    let Some(mut sql) = Query::of(&Asked { filter: &bare, ..asked.clone() }, &words) else {
        let none = || Some(BTreeMap::new());
        return Ok(Facets { states: Some(BTreeMap::new()), lights: none(), late: none() });
    };
    // Without either filter the list is what is counted here.
    let found = if bare == *asked.filter {
        total
    } else {
        count(tx, &Asked { filter: &bare, ..asked.clone() }, most + 1)?
    };
    if found > most {
        return many(tx, asked, &bare, most);
    }
    let limit = sql.bind(Value::Int(most));
    let (mut states, mut lights) = (BTreeMap::new(), BTreeMap::new());
    for row in tx.rows(&sql.whole(COLUMNS, &format!(" LIMIT {limit}")), &sql.values)? {
        let (state, light): (String, _) = (row.get(0)?, light(&row, [1, 2, 3], asked.now)?);
        if let Some(light) = light.filter(|_| is_asked(&asked.filter.states, &state)) {
            *lights.entry(light.code()).or_default() += 1;
        }
        if asked.filter.light.is_none() || asked.filter.light == light {
            *states.entry(state).or_default() += 1;
        }
    }
    let late = late(tx, asked, most)?;
    Ok(Facets { states: Some(states), lights: Some(lights), late: Some(late) })
}

/// How many are late in each way; a matter may be late in several.
fn late(tx: &mut Tx<'_>, asked: &Asked<'_>, most: i64) -> Result<BTreeMap<&'static str, i64>, DbError> {
    let mut counts = BTreeMap::new();
    let mut count = |code, late: &[Late]| -> Result<i64, DbError> {
        let filter = Filter { late: late.to_vec(), ..asked.filter.clone() };
        let n = count(tx, &Asked { filter: &filter, ..asked.clone() }, most + 1)?;
        counts.insert(code, n);
        Ok(n)
    };
    if count(ANY_LATE, &Late::ALL)? > 0 {
        for kind in Late::ALL {
            count(kind.code(), &[kind])?;
        }
    }
    Ok(counts)
}

fn is_asked(states: &[String], state: &str) -> bool {
    states.is_empty() || states.iter().any(|asked| asked == state)
}

/// Of a long list only what is asked of no more than its state is told, to those who see everything: by the
/// index of states, and by the lights that are kept.
fn many(tx: &mut Tx<'_>, asked: &Asked<'_>, bare: &Filter, most: i64) -> Result<Facets, DbError> {
    let plain = *bare == Filter { finished: bare.finished, ..Filter::default() };
    if !plain || *asked.sight != Sight::Everything {
        return Ok(Facets::default());
    }
    let states = asked.filter.light.is_none().then(|| states(tx, asked, bare, most)).transpose()?;
    let lights = asked.filter.states.is_empty().then(|| kept(tx, asked)).transpose()?;
    let whole = asked.filter.states.is_empty() && asked.filter.light.is_none();
    // What is late isn't over: of the finished there is none.
    let late = match (whole, bare.finished) {
        (false, _) | (_, Some(true)) => None,
        (true, _) => owed::late_of_all(tx, asked.now, most)?.map(|n| [(ANY_LATE, n)].into()),
    };
    Ok(Facets { states, lights, late })
}

fn states(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    bare: &Filter,
    most: i64,
) -> Result<BTreeMap<String, i64>, DbError> {
    let mut counts = BTreeMap::new();
    for code in State::CODES {
        let filter = Filter { states: vec![(*code).to_owned()], ..bare.clone() };
        let n = count(tx, &Asked { filter: &filter, ..asked.clone() }, most + 1)?;
        if n > 0 {
            counts.insert((*code).to_owned(), n);
        }
    }
    Ok(counts)
}

fn kept(tx: &mut Tx<'_>, asked: &Asked<'_>) -> Result<BTreeMap<&'static str, i64>, DbError> {
    let mut counts = BTreeMap::new();
    for count in lights::counts_seen(tx, asked.sight)? {
        let ended = count.light == Light::Done;
        if asked.filter.finished.is_none_or(|finished| finished == ended) {
            *counts.entry(count.light.code()).or_default() += count.matters;
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{db::Scratch, params};
    use bangdu_core::instant::Instant;

    /// Chips and heading never contradict each other: where each state is counted, their sum is the list's number.
    #[test]
    fn a_list_too_long_to_be_counted_is_told_by_its_states_and_what_is_late_by_its_steps() {
        let mut store = Scratch::new().unwrap();
        let id = |n: u128| bangdu_core::ids::MatterId(uuid::Uuid::from_u128(n));
        let insert =
            "INSERT INTO matters (id, kind, title, state, source, urgency, office, agreed, drafted, helped,
                          due_at, phase, changed_at, doc)
                      VALUES ($1, 'task', '', $2, 'other', 'plain', 'o', $3, $3, $3, $4, 'running', 0, '')";
        let step = "INSERT INTO todos (matter, kind, unit, by_at) VALUES ($1, 'sign_for', 'u', $2)";
        let fill = |tx: &mut Tx<'_>| -> Result<Facets, DbError> {
            for (n, state, due) in [
                (1, "assigned", 90),
                (2, "assigned", 900),
                (3, "in_progress", 80),
                (4, "in_progress", 900),
                (5, "in_progress", 900),
            ] {
                tx.execute(insert, params![id(n), state, false, due])?;
            }
            // One is late in both ways, one step is not due yet.
            for (n, by) in [(1, 50), (2, 50), (4, 500)] {
                tx.execute(step, params![id(n), by])?;
            }
            let filter = Filter { finished: Some(false), ..Filter::default() };
            facets(tx, &Asked { sight: &Sight::Everything, filter: &filter, now: Instant(100) }, 4, 3)
        };
        let found = store.write(fill).unwrap();
        assert_eq!(found.total(&Filter::default(), 3), Some(5));
        assert_eq!(
            found.total(&Filter::default(), 2),
            None,
            "a state that isn't counted to its end tells no sum"
        );
        assert_eq!(found.late.unwrap().get(ANY_LATE), Some(&3));
    }
}
