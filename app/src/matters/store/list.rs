//! Lists of matters: filters as they stand in a URL, what the reader sees, pages by key. Pages, API,
//! export and counts all come through here, so that none shows what another would not.

use super::{NEVER, parse};
use crate::db::{DbError, Row, Tx, Value};
use bangdu_core::{
    ids::{CampaignId, MatterId, PersonId, UnitId},
    instant::Instant,
    matters::{Light, Matter, Part},
    people::Sight,
};

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
    /// Due before this instant.
    pub due_before: Option<Instant>,
    /// Only those that units are at work on: neither struck off nor suspended.
    pub running: bool,
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
    let text = format!("SELECT COUNT(*) FROM ({}) AS found", sql.fewest(&format!(" LIMIT {most}")));
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
        Order::Due => super::due_at(m),
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

/// A statement that grows: conditions and values side by side.
///
/// A unit's list is read from its shares (`a`), which know the matter's state and deadline and stand sorted
/// by them; every other list from the matters (`m`) themselves.
struct Query {
    rule: String,
    values: Vec<Value<'static>>,
    by_shares: bool,
    /// Whether a condition looks at the matters.
    asks_matters: bool,
}

impl Query {
    /// With sight and filter. `None`: the reader sees nothing, and nothing need be asked.
    fn of(asked: &Asked<'_>) -> Option<Query> {
        let by_shares = asked.filter.unit.is_some() && asked.filter.part != Some(Part::Lead);
        let mut query = Query { rule: String::new(), values: Vec::new(), by_shares, asks_matters: false };
        query.narrow(asked).then_some(query)
    }

    /// The statement that reads `columns` of the matters.
    fn whole(&self, columns: &str, end: &str) -> String {
        let source =
            if self.by_shares { "assignments a JOIN matters m ON m.id = a.matter" } else { "matters m" };
        format!("SELECT {columns} FROM {source}{}{end}", self.rule)
    }

    /// The statement that only finds out how many there are: shares suffice where nothing else is asked.
    fn fewest(&self, end: &str) -> String {
        if self.by_shares && !self.asks_matters {
            return format!("SELECT 1 AS one FROM assignments a{}{end}", self.rule);
        }
        self.whole("1 AS one", end)
    }

    fn bind(&mut self, value: Value<'static>) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn text(&mut self, text: impl ToString) -> String {
        self.bind(Value::Text(text.to_string().into()))
    }

    /// A condition on the matter.
    fn and(&mut self, condition: &str) {
        self.asks_matters = true;
        self.and_also(condition);
    }

    /// A condition on a column that a share has as well as its matter.
    fn and_either(&mut self, column: &str, condition: &str) {
        let table = if self.by_shares { "a" } else { "m" };
        self.and_also(&format!("{table}.{column} {condition}"));
    }

    fn and_also(&mut self, condition: &str) {
        self.rule.push_str(if self.rule.is_empty() { " WHERE " } else { " AND " });
        self.rule.push_str(condition);
    }

    fn one_of(&mut self, values: impl IntoIterator<Item = impl ToString>) -> String {
        let places: Vec<String> = values.into_iter().map(|v| self.text(v)).collect();
        places.join(", ")
    }

    /// Adds sight and filter. `false`: the reader sees nothing.
    fn narrow(&mut self, asked: &Asked<'_>) -> bool {
        let f = asked.filter;
        if !self.seen(asked.sight) {
            return false;
        }
        if f.states.is_empty() {
            self.and_either("state", "<> 'ended'");
        } else {
            let states = self.one_of(&f.states);
            self.and_either("state", &format!("IN ({states})"));
        }
        self.units(f);
        for (column, value) in [("kind", &f.kind), ("source", &f.source)] {
            if let Some(value) = value {
                let place = self.text(value);
                self.and(&format!("m.{column} = {place}"));
            }
        }
        let ids = [
            ("office", f.office.map(|id| id.to_string())),
            ("campaign", f.campaign.map(|id| id.to_string())),
            ("parent", f.parent.map(|id| id.to_string())),
        ];
        for (column, value) in ids {
            if let Some(value) = value {
                let place = self.text(value);
                self.and(&format!("m.{column} = {place}"));
            }
        }
        if let Some(before) = f.due_before {
            let place = self.bind(Value::Int(before.0));
            self.and_either("due_at", &format!("< {place}"));
        }
        if f.running {
            self.and("m.phase = 'running'");
        }
        if let Some(author) = f.author {
            let place = self.text(author);
            self.and(&format!(
                "EXISTS (SELECT 1 FROM matter_authors w WHERE w.matter = m.id AND w.person = {place})"
            ));
        }
        self.words(f);
        self.light(f, asked.now);
        true
    }

    /// The reader's sight (core's `people::sight`) in SQL: the one place where it is spelled out.
    fn seen(&mut self, sight: &Sight) -> bool {
        match sight {
            Sight::Nothing => false,
            Sight::Everything => true,
            Sight::Units { offices, units } => {
                let mut ways = Vec::new();
                if !offices.is_empty() {
                    let offices = self.one_of(offices);
                    ways.push(format!("m.office IN ({offices})"));
                }
                if !units.is_empty() {
                    let units = self.one_of(units);
                    ways.push(format!(
                        "(NOT m.drafted AND (EXISTS (SELECT 1 FROM assignments s WHERE s.matter = m.id AND s.unit IN \
                         ({units})) OR EXISTS (SELECT 1 FROM matter_guests g WHERE g.matter = m.id AND g.unit IN \
                         ({units}))))"
                    ));
                }
                self.and(&format!("({})", ways.join(" OR ")));
                true
            }
        }
    }

    /// A lead unit is a column of the matter; other parts stand in the shares, one for each unit.
    fn units(&mut self, f: &Filter) {
        let Some(unit) = f.unit else { return };
        let unit = self.text(unit);
        if !self.by_shares {
            return self.and(&format!("m.lead = {unit}"));
        }
        self.and_also(&format!("a.unit = {unit}"));
        if let Some(part) = f.part {
            let part = self.text(part.code());
            self.and_also(&format!("a.part = {part}"));
        }
    }

    fn words(&mut self, f: &Filter) {
        let Some(words) = &f.words else { return };
        for word in words.split_whitespace().take(8) {
            let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let place = self.text(format!("%{escaped}%"));
            self.and(&format!("(m.title LIKE {place} ESCAPE '\\' OR m.number LIKE {place} ESCAPE '\\')"));
        }
    }

    fn light(&mut self, f: &Filter, now: Instant) {
        let Some(light) = f.light else { return };
        let now = self.bind(Value::Int(now.0));
        let condition = match light {
            Light::Done => "m.phase = 'done'".to_owned(),
            Light::Grey => "m.phase = 'grey'".to_owned(),
            Light::Red => format!("m.phase = 'running' AND m.red_at <= {now}"),
            Light::Yellow => format!(
                "m.phase = 'running' AND m.yellow_at <= {now} AND (m.red_at IS NULL OR m.red_at > {now})"
            ),
            Light::Green => format!(
                "m.phase = 'running' AND (m.yellow_at IS NULL OR m.yellow_at > {now}) \
                 AND (m.red_at IS NULL OR m.red_at > {now})"
            ),
        };
        self.and(&condition);
    }

    /// Order, beginning and length of a page.
    fn keyset(&mut self, order: Order, after: Option<&After>, limit: usize) -> String {
        let (column, id, comparison, direction) = match order {
            Order::Due if self.by_shares => ("a.due_at", "a.matter", ">", ""),
            Order::Due => ("m.due_at", "m.id", ">", ""),
            Order::Changed => ("m.changed_at", "m.id", "<", " DESC"),
        };
        if let Some(after) = after {
            let (key, place) = (self.bind(Value::Int(after.key)), self.text(after.id));
            self.and_also(&format!("({column}, {id}) {comparison} ({key}, {place})"));
        }
        let limit = self.bind(Value::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
        format!(" ORDER BY {column}{direction}, {id}{direction} LIMIT {limit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Scratch;

    #[test]
    fn a_units_list_is_read_in_the_order_of_its_deadlines() {
        let unit = Some(UnitId(uuid::Uuid::nil()));
        for states in [vec!["in_progress".to_owned()], vec![]] {
            let filter = Filter { unit, states, ..Filter::default() };
            let asked = Asked { sight: &Sight::Everything, filter: &filter, now: Instant(0) };
            let mut sql = Query::of(&asked).unwrap();
            let end = sql.keyset(Order::Due, None, 51);
            let text = format!("EXPLAIN QUERY PLAN {}", sql.whole(COLUMNS, &end));
            let plan = Scratch::new().unwrap().write(|tx| tx.rows(&text, &sql.values)).unwrap();
            let steps: Vec<String> = plan.iter().map(|row| row.get(3).unwrap()).collect();
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{text}: {steps:?}");
        }
    }
}
