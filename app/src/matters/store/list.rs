//! Lists of matters: filters as they stand in a URL, what the reader sees, pages by key. Pages, API,
//! export and counts all come through here, so that none shows what another would not.

mod query;

use super::{NEVER, parse};
use crate::db::{DbError, Row, Tx, Value};
use bangdu_core::{
    ids::{CampaignId, MatterId, PersonId, UnitId},
    instant::Instant,
    matters::{Light, Matter, Part},
    people::Sight,
};
use query::Query;

/// What a list asks for; every part may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words or a number that title or number must hold.
    pub words: Option<String>,
    /// Codes of states; empty means all but drafts' ends.
    pub states: Vec<String>,
    /// Code of a kind.
    pub kind: Option<String>,
    /// Code of a source.
    pub source: Option<String>,
    /// Units of an area, one of which has a part; empty means anywhere.
    pub area: Vec<UnitId>,
    /// A unit that has a part …
    pub unit: Option<UnitId>,
    /// … of this sort.
    pub part: Option<Part>,
    /// The office.
    pub office: Option<UnitId>,
    /// The campaign.
    pub campaign: Option<CampaignId>,
    /// The light, at the reader's now.
    pub light: Option<Light>,
    /// Due after this instant.
    pub due_after: Option<Instant>,
    /// Due before this instant.
    pub due_before: Option<Instant>,
    /// Only those that units are at work on: neither struck off nor suspended.
    pub running: bool,
    /// Only those that came to their end, or only those that didn't.
    pub finished: Option<bool>,
    /// Only layers of this matter.
    pub parent: Option<MatterId>,
    /// Only those that rest on this person's instruction.
    pub author: Option<PersonId>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The nearest deadline first; what is never due last.
    #[default]
    Due,
    /// The latest change first.
    Changed,
}

/// Where a page begins: behind the row with this key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The value that is sorted by.
    pub key: i64,
    /// The id that breaks ties.
    pub id: MatterId,
}

impl After {
    /// As it stands in a URL.
    pub fn to_text(&self) -> String {
        format!("{}_{}", self.key, self.id)
    }

    /// From a URL; `None` when it isn't one of ours.
    pub fn from_text(text: &str) -> Option<After> {
        let (key, id) = text.split_once('_')?;
        Some(After { key: key.parse().ok()?, id: id.parse().ok()? })
    }
}

/// One line of a list.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which.
    pub id: MatterId,
    /// Its number.
    pub number: Option<String>,
    /// Code of its kind.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// Code of its state.
    pub state: String,
    /// Code of its source.
    pub source: String,
    /// The office.
    pub office: UnitId,
    /// The lead unit.
    pub lead: Option<UnitId>,
    /// When it is due.
    pub due_at: Option<Instant>,
    /// Its light at the reader's now.
    pub light: Option<Light>,
    /// Whether help is under way.
    pub helped: bool,
    /// Completion in basis points.
    pub rate: Option<i64>,
    /// When it last changed.
    pub changed_at: Instant,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Where the next page begins, when there is one.
    pub next: Option<After>,
}

/// What a query is built from: the reader, the filter, the present.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// What the reader sees.
    pub sight: &'a Sight,
    /// What is asked for.
    pub filter: &'a Filter,
    /// The reader's now.
    pub now: Instant,
}

const COLUMNS: &str =
    "m.id, m.number, m.kind, m.title, m.state, m.source, m.office, m.lead, m.due_at, m.yellow_at,
    m.red_at, m.phase, m.helped, m.rate, m.changed_at";

/// A page of at most `limit` lines behind `after`.
///
/// # Errors
/// When the store fails.
pub fn page(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    after: Option<&After>,
    limit: usize,
) -> Result<Page, DbError> {
    let Some(mut sql) = Query::of(asked) else { return Ok(Page { lines: Vec::new(), next: None }) };
    let end = sql.keyset(order, after, limit + 1);
    let rows = tx.rows(&sql.whole(COLUMNS, &end), &sql.values)?;
    let mut lines = rows.iter().map(|row| line(row, asked.now)).collect::<Result<Vec<_>, _>>()?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| more).map(|last| After { key: key(last, order), id: last.id });
    Ok(Page { lines, next })
}

/// How many there are, up to `most` (so that nobody counts a hundred thousand rows for a heading).
///
/// # Errors
/// When the store fails.
pub fn count(tx: &mut Tx<'_>, asked: &Asked<'_>, most: i64) -> Result<i64, DbError> {
    let Some(mut sql) = Query::of(asked) else { return Ok(0) };
    let most = sql.bind(Value::Int(most));
    let text = format!(
        "SELECT COUNT(*) FROM ({}) AS found",
        sql.fewest(&format!("{}LIMIT {most}", sql.walked(asked.filter)))
    );
    tx.row(&text, &sql.values)?.map_or(Ok(0), |row| row.get(0))
}

/// Matters that are read at a time when a list is handed out whole.
const AT_A_TIME: usize = 200;

/// Hands every matter of a list to `each`, whole: for exports. Read in pages, so that memory doesn't grow with it.
///
/// # Errors
/// When the store fails, or what `each` says.
pub fn each<E: From<DbError>>(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    mut each: impl FnMut(Matter) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = None;
    loop {
        let matters = whole(tx, asked, order, after.as_ref(), AT_A_TIME)?;
        after = matters.last().map(|m| After { key: key_of(m, order), id: m.id });
        let full = matters.len() == AT_A_TIME;
        matters.into_iter().try_for_each(&mut each)?;
        if !full {
            return Ok(());
        }
    }
}

/// The first `limit` matters of a list, whole, nearest deadline first.
///
/// # Errors
/// When the store fails.
pub fn first(tx: &mut Tx<'_>, asked: &Asked<'_>, limit: usize) -> Result<Vec<Matter>, DbError> {
    whole(tx, asked, Order::Due, None, limit)
}

fn whole(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    after: Option<&After>,
    limit: usize,
) -> Result<Vec<Matter>, DbError> {
    let Some(mut sql) = Query::of(asked) else { return Ok(Vec::new()) };
    let end = sql.keyset(order, after, limit);
    let rows = tx.rows(&sql.whole("m.doc", &end), &sql.values)?;
    rows.iter().map(|row| parse(&row.get::<String>(0)?)).collect()
}

fn key_of(m: &Matter, order: Order) -> i64 {
    match order {
        Order::Due => super::rows::due_at(m),
        Order::Changed => m.changed_at.0,
    }
}

fn key(line: &Line, order: Order) -> i64 {
    match order {
        Order::Due => line.due_at.map_or(NEVER, |at| at.0),
        Order::Changed => line.changed_at.0,
    }
}

fn line(row: &Row, now: Instant) -> Result<Line, DbError> {
    let due: i64 = row.get(8)?;
    Ok(Line {
        id: row.get(0)?,
        number: row.get(1)?,
        kind: row.get(2)?,
        title: row.get(3)?,
        state: row.get(4)?,
        source: row.get(5)?,
        office: row.get(6)?,
        lead: row.get(7)?,
        due_at: (due < NEVER).then_some(Instant(due)),
        light: light(row, now)?,
        helped: row.get(12)?,
        rate: row.get(13)?,
        changed_at: row.get(14)?,
    })
}

/// Compares the instants that core reckoned with now; what the colours mean stands in core.
fn light(row: &Row, now: Instant) -> Result<Option<Light>, DbError> {
    let past =
        |column: usize| Ok::<_, DbError>(row.get::<Option<i64>>(column)?.is_some_and(|at| at <= now.0));
    Ok(match row.get::<String>(11)?.as_str() {
        "done" => Some(Light::Done),
        "grey" => Some(Light::Grey),
        "running" if past(10)? => Some(Light::Red),
        "running" if past(9)? => Some(Light::Yellow),
        "running" => Some(Light::Green),
        _ => None,
    })
}
