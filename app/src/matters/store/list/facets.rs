//! How many of a list's matters have each state and each light: what stands on its chips. Either counter
//! leaves its own filter aside, so that a chip says what choosing it would show.

use super::{Asked, Filter, Late, Light, Query, count, light};
use crate::{
    db::{DbError, Tx, Value},
    matters::lights,
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
    let Some(mut sql) = Query::of(&Asked { filter: &bare, ..asked.clone() }) else {
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
    Ok(Facets { states, lights, late: None })
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
