//! Lists of matters: filters as they stand in a URL, what the reader sees, pages by key. Pages, API,
//! export and counts all come through here, so that none shows what another would not.

pub mod facets;
mod neighbours;
mod order;
mod query;
mod sight;
mod spans;

pub use neighbours::{Neighbours, neighbours};
pub use order::{After, Key, MOST_KEYS, Order, Sort, SortKey};

use super::{NEVER, parse};
use crate::db::{DbError, Row, Tx};
use bangdu_core::{
    calendar::Deadline,
    ids::{BatchId, CampaignId, MatterId, PersonId, UnitId},
    instant::Instant,
    matters::{self, Late, Light, Matter, Part, Shown, Turn},
    people::Sight,
};
use query::{Keyset, Query};

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
    /// Late in one of these ways, at the reader's now; empty means late or not.
    pub late: Vec<Late>,
    /// Due at this instant or later.
    pub due_from: Option<Instant>,
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
    /// Only those that this import brought in.
    pub import: Option<BatchId>,
    /// Only these; empty means any.
    pub ids: Vec<MatterId>,
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
    /// Code of its urgency.
    pub urgency: String,
    /// Its campaign.
    pub campaign: Option<CampaignId>,
    /// The office.
    pub office: UnitId,
    /// The lead unit.
    pub lead: Option<UnitId>,
    /// When it is due.
    pub due_at: Option<Instant>,
    /// What is said of its deadline where no day was reckoned: that it is standing, to be settled, or counted from an
    /// assignment that is still to come.
    pub undated: Option<Deadline>,
    /// Its light at the reader's now, with the reason.
    pub shown: Option<Shown>,
    /// Whether help is under way.
    pub helped: bool,
    /// Completion in basis points.
    pub rate: Option<i64>,
    /// When it last changed.
    pub changed_at: Instant,
}

impl Line {
    /// The line that a list read from the columns would have for a matter that is already here whole.
    pub fn of(m: &Matter, now: Instant) -> Line {
        Line {
            id: m.id,
            number: m.number.as_ref().map(ToString::to_string),
            kind: m.kind.code().to_owned(),
            title: m.title.clone(),
            state: m.state.code().to_owned(),
            source: m.origin.source.code().to_owned(),
            urgency: m.urgency.code().to_owned(),
            campaign: m.campaign,
            office: m.office,
            lead: m.lead().map(|lead| lead.unit),
            due_at: m.moments.due.as_ref().map(|due| due.at),
            undated: m.moments.due.is_none().then_some(m.deadline),
            shown: matters::light(m, now),
            helped: m.is_helped(),
            rate: m.lead().and_then(|lead| lead.rate).map(|rate| i64::from(rate.0)),
            changed_at: m.changed_at,
        }
    }

    /// The colour of its light.
    pub fn light(&self) -> Option<Light> {
        self.shown.as_ref().map(|shown| shown.light)
    }
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
    "m.id, m.number, m.kind, m.title, m.state, m.source, m.office, m.lead, m.due_at, m.turns,
    m.helped, m.rate, m.changed_at, m.urgency, m.campaign,
    CASE WHEN m.due_at >= 9000000000000000 THEN m.doc END";
/// How many those are: what is sorted by stands behind them.
const WIDTH: usize = 16;

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
    let (keyset, rows) = spans::rows(tx, asked, order, after, limit + 1, COLUMNS)?;
    let shown = rows.len().min(limit);
    let lines = rows[..shown].iter().map(|row| line(row, asked.now)).collect::<Result<Vec<_>, _>>()?;
    let last = rows[..shown].last().filter(|_| rows.len() > limit);
    let next = last.zip(lines.last()).map(|(row, line)| keyset.place(row, WIDTH, line.id)).transpose()?;
    Ok(Page { lines, next })
}

/// The same with each matter whole, for columns that only the matter itself can fill.
///
/// # Errors
/// When the store fails.
pub fn page_of_matters(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    after: Option<&After>,
    limit: usize,
) -> Result<(Vec<Matter>, Option<After>), DbError> {
    let (mut matters, keyset, rows) = whole(tx, asked, order, after, limit + 1)?;
    let more = matters.len() > limit;
    matters.truncate(limit);
    let last = matters.last().filter(|_| more).zip(rows.get(limit.wrapping_sub(1)));
    let next = last.map(|(m, row)| keyset.place(row, 1, m.id)).transpose()?;
    Ok((matters, next))
}

/// How many there are, up to `most` (so that nobody counts a hundred thousand rows for a heading).
///
/// # Errors
/// When the store fails.
pub fn count(tx: &mut Tx<'_>, asked: &Asked<'_>, most: i64) -> Result<i64, DbError> {
    spans::count(tx, asked, most)
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
    portions(tx, asked, order, |_, matters| matters.into_iter().try_for_each(&mut each))
}

/// The same in portions, with the store at hand for what isn't told by the matters themselves.
///
/// # Errors
/// As [`each`].
pub fn portions<E: From<DbError>>(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    mut portion: impl FnMut(&mut Tx<'_>, Vec<Matter>) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = None;
    loop {
        let (matters, next) = page_of_matters(tx, asked, order, after.as_ref(), AT_A_TIME)?;
        portion(tx, matters)?;
        if next.is_none() {
            return Ok(());
        }
        after = next;
    }
}

/// The first `limit` matters of a list, whole, nearest deadline first.
///
/// # Errors
/// When the store fails.
pub fn first(tx: &mut Tx<'_>, asked: &Asked<'_>, limit: usize) -> Result<Vec<Matter>, DbError> {
    Ok(whole(tx, asked, Order::Due, None, limit)?.0)
}

fn whole(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    after: Option<&After>,
    limit: usize,
) -> Result<(Vec<Matter>, Keyset, Vec<Row>), DbError> {
    let (keyset, rows) = spans::rows(tx, asked, order, after, limit, "m.doc")?;
    let matters = rows.iter().map(|row| parse(&row.get::<String>(0)?)).collect::<Result<_, DbError>>()?;
    Ok((matters, keyset, rows))
}

/// What a line needs of a matter without a day.
#[derive(serde::Deserialize)]
struct Undated {
    deadline: Deadline,
}

fn line(row: &Row, now: Instant) -> Result<Line, DbError> {
    let (due, state, turns): (i64, String, String) = (row.get(8)?, row.get(4)?, row.get(9)?);
    let turns: Vec<Turn> =
        serde_json::from_str(&turns).map_err(|e| DbError::Shape(format!("a matter's turns: {e}")))?;
    let undated: Option<Undated> = row
        .get::<Option<String>>(15)?
        .map(|doc| serde_json::from_str(&doc).map_err(|e| DbError::Shape(format!("a matter: {e}"))))
        .transpose()?;
    Ok(Line {
        id: row.get(0)?,
        number: row.get(1)?,
        kind: row.get(2)?,
        title: row.get(3)?,
        shown: matters::light_of(&state, &turns, now),
        state,
        source: row.get(5)?,
        office: row.get(6)?,
        lead: row.get(7)?,
        due_at: (due < NEVER).then_some(Instant(due)),
        undated: undated.map(|undated| undated.deadline),
        helped: row.get(10)?,
        rate: row.get(11)?,
        changed_at: row.get(12)?,
        urgency: row.get(13)?,
        campaign: row.get(14)?,
    })
}

/// Compares the instants that core reckoned with now; what the colours mean stands in core. `at`: where phase,
/// yellow and red stand.
fn light(row: &Row, at: [usize; 3], now: Instant) -> Result<Option<Light>, DbError> {
    let [phase, yellow, red] = at;
    let past =
        |column: usize| Ok::<_, DbError>(row.get::<Option<i64>>(column)?.is_some_and(|at| at <= now.0));
    Ok(match row.get::<String>(phase)?.as_str() {
        "done" => Some(Light::Done),
        "grey" => Some(Light::Grey),
        "running" if past(red)? => Some(Light::Red),
        "running" if past(yellow)? => Some(Light::Yellow),
        "running" => Some(Light::Green),
        _ => None,
    })
}
