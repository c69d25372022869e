//! What a list asks, as a statement: the reader's sight, the filter, the order and where a page begins. Whose
//! matters, and what is late, is in `whose`.

mod whose;

use super::{After, Asked, Filter, Key, Order, Sort};
use crate::{
    db::{DbError, Row, Value},
    matters::store::{NEVER, letters::Word},
};
use bangdu_core::{
    ids::MatterId,
    instant::Instant,
    matters::{Light, Part, Source, State},
};
use std::sync::LazyLock;

/// The states in which a matter has come to its end, as text: only so does the index `matters_unfinished` serve.
static FINISHED: LazyLock<String> = LazyLock::new(|| format!("('{}')", State::FINISHED.join("', '")));

/// A statement that grows: conditions and values side by side.
///
/// A unit's list is read from its shares (`a`), which know the matter's state and deadline and stand sorted
/// by them; every other list from the matters (`m`) themselves.
pub(super) struct Query {
    rule: String,
    pub values: Vec<Value<'static>>,
    by_shares: bool,
    /// Whether a condition looks at the matters.
    asks_matters: bool,
}

impl Query {
    /// With sight and filter, whose words are weighed. `None`: the reader sees nothing, and nothing need be asked.
    pub fn of(asked: &Asked<'_>, words: &[Word]) -> Option<Query> {
        let by_shares = asked.filter.unit.is_some() && asked.filter.part != Some(Part::Lead);
        let mut query = Query { rule: String::new(), values: Vec::new(), by_shares, asks_matters: false };
        query.narrow(asked, words).then_some(query)
    }

    /// The statement that reads `columns` of the matters.
    pub fn whole(&self, columns: &str, end: &str) -> String {
        let source =
            if self.by_shares { "assignments a JOIN matters m ON m.id = a.matter" } else { "matters m" };
        format!("SELECT {columns} FROM {source}{}{end}", self.rule)
    }

    /// The statement that only finds out how many there are: shares suffice where nothing else is asked.
    pub fn fewest(&self, end: &str) -> String {
        if self.by_shares && !self.asks_matters {
            return format!("SELECT 1 AS one FROM assignments a{}{end}", self.rule);
        }
        self.whole("1 AS one", end)
    }

    /// In which order they are counted: for a light in that of `matters_running`, where each light can be told.
    pub fn walked(&self, filter: &Filter) -> &'static str {
        let lit = matches!(filter.light, Some(Light::Red | Light::Yellow | Light::Green));
        if lit && !self.by_shares { " ORDER BY m.due_at, m.id " } else { " " }
    }

    /// Whether it is read from a unit's shares.
    pub fn is_by_shares(&self) -> bool {
        self.by_shares
    }

    pub fn bind(&mut self, value: Value<'static>) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn text(&mut self, text: impl ToString) -> String {
        self.bind(Value::Text(text.to_string().into()))
    }

    /// A condition on the matter.
    pub(super) fn and(&mut self, condition: &str) {
        self.asks_matters = true;
        self.and_also(condition);
    }

    /// A condition on a column that a share has as well as its matter.
    pub(super) fn and_either(&mut self, column: &str, condition: &str) {
        self.and_also(&format!("{}.{column} {condition}", self.table()));
    }

    /// Where stands what a share has as well as its matter.
    fn table(&self) -> &'static str {
        if self.by_shares { "a" } else { "m" }
    }

    fn and_also(&mut self, condition: &str) {
        self.rule.push_str(if self.rule.is_empty() { " WHERE " } else { " AND " });
        self.rule.push_str(condition);
    }

    pub(super) fn one_of(&mut self, values: impl IntoIterator<Item = impl ToString>) -> String {
        let places: Vec<String> = values.into_iter().map(|v| self.text(v)).collect();
        places.join(", ")
    }

    /// Adds sight and filter. `false`: the reader sees nothing.
    fn narrow(&mut self, asked: &Asked<'_>, words: &[Word]) -> bool {
        let f = asked.filter;
        if !self.seen(asked) {
            return false;
        }
        if f.states.is_empty() {
            self.and_either("state", "<> 'ended'");
        } else {
            let states = self.one_of(&f.states);
            if f.source.as_deref() == Some(Source::Instruction.code()) && f.finished == Some(false) {
                // Put together, so that the index over unfinished instructions is taken, not the state's.
                self.and(&format!("m.state || '' IN ({states})"));
            } else {
                self.and_either("state", &format!("IN ({states})"));
            }
        }
        self.units(f);
        self.area(f);
        self.led(asked);
        self.late(asked);
        let instruction = Source::Instruction.code();
        let instructed = f.source.as_deref() == Some(instruction);
        if instructed {
            // Literally, so that the index over instructions serves.
            self.and(&format!("m.source = '{instruction}'"));
        }
        for (column, value) in [("kind", &f.kind), ("source", &f.source)] {
            if let Some(value) = value.as_ref().filter(|_| column != "source" || !instructed) {
                let place = self.text(value);
                self.and(&format!("m.{column} = {place}"));
            }
        }
        let ids = [
            ("office", f.office.map(|id| id.to_string())),
            ("campaign", f.campaign.map(|id| id.to_string())),
            ("parent", f.parent.map(|id| id.to_string())),
            ("import_batch", f.import.map(|id| id.to_string())),
        ];
        for (column, value) in ids {
            if let Some(value) = value {
                let place = self.text(value);
                self.and(&format!("m.{column} = {place}"));
            }
        }
        if !f.ids.is_empty() {
            let ids = self.one_of(&f.ids);
            self.and(&format!("m.id IN ({ids})"));
        }
        if let Some(from) = f.due_from {
            let place = self.bind(Value::Int(from.0));
            self.and_either("due_at", &format!(">= {place}"));
        }
        if let Some(before) = f.due_before {
            let place = self.bind(Value::Int(before.0));
            self.and_either("due_at", &format!("< {place}"));
        }
        if f.running {
            self.and_either("phase", "= 'running'");
        }
        // What runs isn't finished: said once, so that the index over what runs is taken.
        let runs = f.running
            || !f.late.is_empty()
            || matches!(f.light, Some(Light::Red | Light::Yellow | Light::Green));
        if let Some(finished) = f.finished.filter(|finished| *finished || !runs) {
            self.and_either("state", &format!("{}IN {}", if finished { "" } else { "NOT " }, *FINISHED));
        }
        if let Some(author) = f.author {
            let place = self.text(author);
            self.and(&format!(
                "EXISTS (SELECT 1 FROM matter_authors w WHERE w.matter = m.id AND (w.person = {place} OR w.entered_by = {place}))"
            ));
        }
        self.words(words);
        self.light(f, asked.now);
        true
    }

    fn words(&mut self, words: &[Word]) {
        for word in words {
            let condition = word.condition(|value| self.bind(value));
            self.and(&condition);
        }
    }

    fn light(&mut self, f: &Filter, now: Instant) {
        let Some(light) = f.light else { return };
        let condition = self.lit(self.table(), light, now);
        self.and_also(&condition);
    }

    /// That the light is this one, told of a matter or of a share.
    pub(super) fn lit(&mut self, table: &str, light: Light, now: Instant) -> String {
        match light {
            Light::Done => return format!("{table}.phase = 'done'"),
            Light::Grey => return format!("{table}.phase = 'grey'"),
            Light::Red | Light::Yellow | Light::Green => (),
        }
        let now = self.bind(Value::Int(now.0));
        let past = |column: &str| format!("{table}.{column} <= {now}");
        let ahead = |column: &str| format!("({table}.{column} IS NULL OR {table}.{column} > {now})");
        let instants = match light {
            Light::Red => past("red_at"),
            Light::Yellow => format!("{} AND {}", past("yellow_at"), ahead("red_at")),
            _ => format!("{} AND {}", ahead("yellow_at"), ahead("red_at")),
        };
        format!("{table}.phase = 'running' AND {instants}")
    }

    /// Order, beginning and length of a page. A beginning that belongs to another order is none.
    pub fn keyset(&mut self, order: Order, now: Instant, after: Option<&After>, limit: usize) -> Keyset {
        let sorts = order.sorts();
        let now = self.bind_if(sorts.iter().any(|sort| sort.key == super::SortKey::Light), now);
        let mut terms: Vec<(String, bool)> =
            sorts.iter().map(|sort| (sort.key.expression(self.by_shares, &now), sort.falling)).collect();
        let keys = terms.iter().map(|(expression, _)| expression.clone()).collect();
        let id = if self.by_shares { "a.matter" } else { "m.id" };
        terms.push((id.to_owned(), sorts.last().is_some_and(|sort| sort.falling)));
        if let Some(after) = after.filter(|after| after.fits(&sorts)) {
            let mut places: Vec<String> = after.keys.iter().map(|key| self.key(key)).collect();
            places.push(self.text(after.id));
            self.and_also(&behind(&terms, &places));
        }
        if after.is_none() && sorts.len() > 1 && order.is_indexed() {
            // True of every row. It shows the planner that the first key's index is worth taking, though what
            // follows must be sorted.
            self.and_also(&format!("{} >= -{NEVER}", terms[0].0));
        }
        let limit = self.bind(Value::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
        let order =
            terms.iter().map(|(term, falling)| format!("{term}{}", if *falling { " DESC" } else { "" }));
        let end = format!(" ORDER BY {} LIMIT {limit}", order.collect::<Vec<_>>().join(", "));
        Keyset { keys, sorts, end }
    }

    /// The place of `now`, where it is needed: a value that no place names is an error on one engine.
    fn bind_if(&mut self, needed: bool, now: Instant) -> String {
        if needed { self.bind(Value::Int(now.0)) } else { String::new() }
    }

    fn key(&mut self, key: &Key) -> String {
        match key {
            Key::Int(n) => self.bind(Value::Int(*n)),
            Key::Text(text) => self.text(text),
        }
    }
}

/// The end of a statement that reads a page, and what tells a row's place in the order.
#[derive(Default)]
pub(super) struct Keyset {
    keys: Vec<String>,
    sorts: Vec<Sort>,
    pub end: String,
}

impl Keyset {
    /// Columns to read, and what is sorted by behind them.
    pub fn beside(&self, columns: &str) -> String {
        let keys = self.keys.iter().map(|key| format!(", {key}"));
        keys.fold(columns.to_owned(), |all, key| all + &key)
    }

    /// Where the page behind this row begins; its keys stand behind `width` columns.
    pub fn place(&self, row: &Row, width: usize, id: MatterId) -> Result<After, DbError> {
        let key = |(at, sort): (usize, &Sort)| {
            Ok(if sort.key.is_text() {
                Key::Text(row.get(width + at)?)
            } else {
                Key::Int(row.get(width + at)?)
            })
        };
        let keys = self.sorts.iter().enumerate().map(key).collect::<Result<_, DbError>>()?;
        Ok(After { keys, id })
    }
}

/// The rows behind one, in the order of `terms`. Where all run one way, one comparison of rows, which an index
/// answers; else spelled out, with a first condition that an index answers.
fn behind(terms: &[(String, bool)], places: &[String]) -> String {
    let names = || terms.iter().map(|(term, _)| term.as_str()).collect::<Vec<_>>().join(", ");
    let sign = |falling: &bool| if *falling { "<" } else { ">" };
    let Some((first, falling)) = terms.first() else { return "1 = 1".to_owned() };
    if terms.iter().all(|(_, other)| other == falling) {
        return format!("({}) {} ({})", names(), sign(falling), places.join(", "));
    }
    let ways = terms.iter().zip(places).enumerate().map(|(at, ((term, falling), place))| {
        let alike =
            terms.iter().zip(places).take(at).map(|((term, _), place)| format!("{term} = {place} AND "));
        format!("({}{term} {} {place})", alike.collect::<String>(), sign(falling))
    });
    let first = places.first().map(|place| format!("{first} {}= {place} AND ", sign(falling)));
    format!("{}({})", first.unwrap_or_default(), ways.collect::<Vec<_>>().join(" OR "))
}

#[cfg(test)]
mod tests {
    use super::{super::COLUMNS, *};
    use crate::db::Scratch;
    use bangdu_core::{ids::UnitId, matters::Late, people::Sight};

    /// The steps by which a page of a list is read.
    fn steps_of(filter: &Filter, order: Order, after: Option<&After>) -> Vec<String> {
        steps_for(&Sight::Everything, filter, order, after)
    }

    fn steps_for(sight: &Sight, filter: &Filter, order: Order, after: Option<&After>) -> Vec<String> {
        let asked = Asked { sight, filter, now: Instant(0) };
        let mut sql = Query::of(&asked, &[]).unwrap();
        let keyset = sql.keyset(order, asked.now, after, 51);
        let text = format!("EXPLAIN QUERY PLAN {}", sql.whole(&keyset.beside(COLUMNS), &keyset.end));
        let plan = Scratch::new().unwrap().write(|tx| tx.rows(&text, &sql.values)).unwrap();
        plan.iter().map(|row| row.get(3).unwrap()).collect()
    }

    fn steps(filter: &Filter) -> Vec<String> {
        steps_of(filter, Order::Due, None)
    }

    /// A second key orders those of one deadline, read in the order of deadlines; the next page begins where
    /// this one ended and not at the first row.
    #[test]
    fn a_list_sorted_by_several_is_still_read_in_the_order_of_its_first_key() {
        let unfinished = Filter { finished: Some(false), ..Filter::default() };
        let after = |keys| After { keys, id: MatterId(uuid::Uuid::nil()) };
        let (int, text) = (Key::Int(1), Key::Text("u".into()));
        for (filter, code, keys) in [
            (&unfinished, "due,-rate", vec![int.clone(), int.clone()]),
            (&unfinished, "due,lead,light", vec![int.clone(), text, int.clone()]),
            (&unfinished, "-due", vec![int.clone()]),
            (&Filter::default(), "changed,number", vec![int.clone(), int]),
        ] {
            for after in [None, Some(after(keys))] {
                let steps = steps_of(filter, Order::from_code(code), after.as_ref());
                assert!(
                    !steps.iter().any(|step| step == "USE TEMP B-TREE FOR ORDER BY"),
                    "{code}: {steps:?}"
                );
                let begun = steps.iter().any(|step| step.starts_with("SEARCH m"));
                assert!(after.is_none() || begun, "{code}: {steps:?}");
            }
        }
    }

    /// Ended matters, in time by far the most, aren't passed over one by one.
    #[test]
    fn the_list_of_the_unfinished_is_read_from_their_own_index() {
        let steps = steps(&Filter { finished: Some(false), ..Filter::default() });
        assert!(steps.iter().any(|step| step.contains("matters_unfinished")), "{steps:?}");
    }

    #[test]
    fn red_and_yellow_are_told_in_the_index_over_what_runs() {
        for light in [Light::Red, Light::Yellow] {
            let steps = steps(&Filter { light: Some(light), ..Filter::default() });
            assert!(steps.iter().any(|step| step.contains("matters_running")), "{steps:?}");
        }
    }

    #[test]
    fn what_an_import_brought_in_is_read_from_its_own_index_in_the_order_of_deadlines() {
        let import = Some(bangdu_core::ids::BatchId(uuid::Uuid::nil()));
        let steps = steps(&Filter { import, ..Filter::default() });
        assert!(steps.iter().any(|step| step.contains("matters_import_batch")), "{steps:?}");
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
    }

    #[test]
    fn what_is_late_is_read_in_the_order_of_its_deadlines() {
        for late in [Late::ALL.to_vec(), vec![Late::Unfinished]] {
            let steps = steps(&Filter { late, finished: Some(false), ..Filter::default() });
            assert!(!steps.iter().any(|step| step.contains("FOR ORDER BY")), "{steps:?}");
        }
        // What a unit is late with is found by its steps, which are few.
        let steps = steps(&Filter { late: vec![Late::Unreported], ..Filter::default() });
        assert!(steps.iter().any(|step| step.contains("todos_owed (kind=? AND by_at<?)")), "{steps:?}");
    }

    #[test]
    fn a_tab_beside_a_light_changes_nothing_of_how_it_is_read() {
        let filter = Filter { light: Some(Light::Red), finished: Some(false), ..Filter::default() };
        assert!(steps(&filter).iter().any(|step| step.contains("matters_running")), "{:?}", steps(&filter));
    }

    #[test]
    fn unfinished_instructions_are_read_from_their_own_index() {
        let states = vec!["draft".to_owned(), "assigned".to_owned()];
        let source = Some(Source::Instruction.code().to_owned());
        let steps = steps(&Filter { source, states, finished: Some(false), ..Filter::default() });
        assert!(steps.iter().any(|step| step.contains("matters_instructed")), "{steps:?}");
    }

    #[test]
    fn who_sees_through_one_unit_has_its_matters_found_first() {
        let units = [UnitId(uuid::Uuid::nil())].into();
        let sight = Sight::Units { offices: [].into(), units, author: None };
        let filter = Filter { light: Some(Light::Red), ..Filter::default() };
        let steps = steps_for(&sight, &filter, Order::Due, None);
        assert!(
            steps.iter().any(|step| step.contains("SEARCH m USING INDEX sqlite_autoindex_matters")),
            "{steps:?}"
        );
    }

    #[test]
    fn the_red_of_a_unit_are_told_in_its_shares() {
        let id = UnitId(uuid::Uuid::nil());
        let sight = Sight::Units { offices: [].into(), units: [id].into(), author: None };
        let filter = Filter { unit: Some(id), light: Some(Light::Red), ..Filter::default() };
        let steps = steps_for(&sight, &filter, Order::Due, None);
        assert!(steps.iter().any(|step| step.contains("assignments_running")), "{steps:?}");
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
    }

    #[test]
    fn a_units_list_is_read_in_the_order_of_its_deadlines() {
        let unit = Some(UnitId(uuid::Uuid::nil()));
        for states in [vec!["in_progress".to_owned()], vec![]] {
            let steps = steps(&Filter { unit, states, ..Filter::default() });
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
        }
    }
}
