//! The list as a table: heads that sort, rows with the chosen columns.

use super::{
    cells::{Teller, Value},
    columns::{Column, Layout, Set},
    editing::{Editor, Edits, form_of},
    own::{Own, own},
    phones::{self, Phones},
    urged,
};
use crate::{
    act::ActError,
    db::Tx,
    matters::{
        list::{self, After, Asked, Line, MOST_KEYS, Order, Sort, SortKey},
        store::owed,
    },
    web::{
        lang::{Lang, tf, word},
        layout::Frame,
        list::Filters,
        markup::Markup,
    },
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{Light, Matter, State, Why},
    people::Sight,
};
use std::borrow::Borrow;

/// A list of more matters than this isn't counted to the end, and is sorted only by what an index holds.
pub const COUNTED: i64 = 1_000;

/// The units that a list is narrowed to.
pub fn units_of(filter: &list::Filter) -> Vec<UnitId> {
    filter.unit.map_or_else(|| filter.area.clone(), |unit| vec![unit])
}

/// The units through which somebody sees only a part: where one of theirs is further behind than the matter, its row
/// says so without being asked.
fn of_sight(sight: &Sight) -> Vec<UnitId> {
    match sight {
        Sight::Units { units, .. } => units.iter().copied().collect(),
        Sight::Nothing | Sight::Everything => Vec::new(),
    }
}

/// The rows of a page.
#[derive(Default)]
pub(super) struct Table {
    pub layout: Layout,
    pub rows: Vec<Row>,
    pub next: Option<String>,
}

/// Which part of a list a table shows.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub order: Order,
    pub after: Option<&'a After>,
    /// The list's query, which each row's link carries on.
    pub within: &'a str,
    /// At most so many rows.
    pub limit: usize,
}

/// A matter's address as one opens it from a list: with the list, so that its page leads to the next one in it.
pub fn within_list(id: MatterId, list: &str) -> String {
    let address = format!("/matters/{id}");
    if list.is_empty() { address } else { Filters::of(&address, "").with(WITHIN, list) }
}

/// Under which name a matter's address carries the list that it was opened from.
pub const WITHIN: &str = "in";

/// A matter in the chosen columns.
pub(super) struct Row {
    pub id: MatterId,
    pub href: String,
    pub title: String,
    /// One for each column but the title.
    pub cells: Vec<(Column, Value)>,
    /// What its reader may edit from here.
    pub edits: Edits,
    /// Whether it is in its units' hands.
    pub open: bool,
    /// What its light says.
    pub reasons: Vec<Why>,
}

impl Row {
    fn of(
        teller: &Teller<'_>,
        editor: &mut Editor<'_>,
        layout: &Layout,
        within: &str,
        line: &Line,
        m: Option<&Matter>,
    ) -> Row {
        let others = layout.columns().iter().filter(|column| **column != Column::Title);
        let cells = others.map(|column| (*column, teller.cell(*column, line, m))).collect();
        Row {
            id: line.id,
            href: within_list(line.id, within),
            title: line.title.clone(),
            cells,
            edits: editor.edits(line),
            open: State::IN_HAND.contains(&line.state.as_str()),
            reasons: line.shown.as_ref().map(|shown| shown.why.clone()).unwrap_or_default(),
        }
    }

    /// With a unit's own light beside the matter's.
    pub fn with_own(mut self, own: Option<Own>) -> Row {
        let cell = self.cells.iter_mut().find(|(column, _)| *column == Column::Light);
        if let (Some((_, value)), Some(own)) = (cell, own) {
            *value = match std::mem::replace(value, Value::Blank) {
                Value::Light(light, helped, why) => Value::Lights(Some(light), helped, why, Box::new(own)),
                _ => Value::Lights(None, false, String::new(), Box::new(own)),
            };
        }
        self
    }

    /// The act and the field that a press on the title opens, as a cell says it.
    pub fn title_edit(&self) -> Markup {
        edit(self.edits, Column::Title)
    }

    /// The forms that the row leads to, each with what it is called and for which matter.
    pub fn forms(&self, frame: &Frame, filters: &Filters) -> Vec<(String, String, String)> {
        let form = |(act, key): (&str, &'static str)| {
            let called = frame.t(key).to_owned();
            let whole = frame.tf("listing.edit_row", &[("act", &called), ("title", &self.title)]);
            (form_of(self.id, act, &filters.here()), called, whole)
        };
        self.edits.forms().map(form).collect()
    }

    /// The number, which stands before the title.
    pub fn number(&self) -> Option<&Value> {
        self.cells.iter().find(|(column, _)| *column == Column::Number).map(|(_, value)| value)
    }

    /// Its cells behind the title.
    pub fn rest(&self) -> impl Iterator<Item = &(Column, Value)> {
        self.cells.iter().filter(|(column, _)| *column != Column::Number)
    }
}

impl Table {
    /// Reads a page; the matters themselves only where a column needs them.
    pub fn read(
        tx: &mut Tx<'_>,
        asked: &Asked<'_>,
        teller: &Teller<'_>,
        layout: Layout,
        place: &Place<'_>,
    ) -> Result<Table, ActError> {
        let mut editor = Editor::of(teller.around);
        let Place { order, after, within, limit } = *place;
        let narrowed = units_of(asked.filter);
        let lit = layout.columns().contains(&Column::Light);
        let own_lights = !narrowed.is_empty() && lit;
        let beside = if narrowed.is_empty() && lit { of_sight(asked.sight) } else { Vec::new() };
        let layout = if own_lights { layout.with_own_lights() } else { layout };
        let called = layout.columns().contains(&Column::Phones);
        let called = called && phones::may_any(teller.around);
        let layout = if called { layout } else { layout.without(Column::Phones) };
        let (rows, next) = if layout.needs_whole() || own_lights || !beside.is_empty() {
            let (matters, next) = list::page_of_matters(tx, asked, order, after, limit)?;
            let mut phones = Phones::default();
            if called {
                phones.read(tx, &matters, teller.around)?;
            }
            let teller = &Teller { phones: Some(&phones), ..*teller };
            let row = |m: &Matter| {
                let row = Row::of(teller, &mut editor, &layout, within, &Line::of(m, asked.now), Some(m));
                match (own_lights, beside.is_empty()) {
                    (true, _) => row.with_own(own(m, &narrowed, teller)),
                    (false, false) => {
                        row.with_own(own(m, &beside, teller).filter(|own| own.is_behind(m, asked.now)))
                    }
                    (false, true) => row,
                }
            };
            (matters.iter().map(row).collect(), next)
        } else {
            let page = list::page(tx, asked, order, after, limit)?;
            let row = |line: &Line| Row::of(teller, &mut editor, &layout, within, line, None);
            (page.lines.iter().map(row).collect(), page.next)
        };
        let mut table = Table { layout, rows, next: next.map(|after| after.to_text()) };
        if !asked.filter.late.is_empty() && !own_lights {
            table.tell_late(tx, asked.now, teller.lang)?;
        }
        urged::tell(tx, &mut table, &narrowed, teller)?;
        Ok(table)
    }

    /// Says in each row which units are late, where its light, which is the lead's, doesn't: else it isn't clear what
    /// the row has to do with what was asked for.
    fn tell_late(&mut self, tx: &mut Tx<'_>, now: Instant, lang: Lang) -> Result<(), ActError> {
        let ids: Vec<MatterId> = self.rows.iter().map(|row| row.id).collect();
        for (id, late, n) in owed::late_units(tx, &ids, now)? {
            let Some(row) = self.rows.iter_mut().find(|row| row.id == id) else { continue };
            let said = row.reasons.contains(&late.why());
            let cell = row.cells.iter_mut().find(|(column, _)| *column == Column::Light);
            let word = word(lang, &late.word());
            if let Some((_, Value::Light(_, _, why) | Value::Lights(_, _, why, _))) = cell
                && !(n == 1 && said)
            {
                let told = tf(lang, "listing.units_late", &[("n", &n.to_string()), ("late", &word)]);
                *why = match (why.is_empty(), why.contains(&word)) {
                    (true, _) => told,
                    (false, true) => why.replace(&word, &told),
                    (false, false) => format!("{why}{}{told}", lang.comma()),
                };
            }
        }
        Ok(())
    }

    /// The table's classes: how far number and title reach, so that they stay where they are.
    pub fn class(&self) -> String {
        let number = self.layout.columns().contains(&Column::Number);
        let number = if number { self.layout.width(Column::Number) } else { 0 };
        format!("ledger wide n{number} t{}", self.layout.width(Column::Title))
    }

    /// Whether its reader may edit anything in it.
    pub fn is_editable(&self) -> bool {
        self.rows.iter().any(|row| row.edits != Edits::default())
    }

    /// The columns of which cells open in place, by name.
    pub fn editable(&self, frame: &Frame) -> String {
        let opens = |column: &&Column| self.rows.iter().any(|row| row.edits.of(**column).is_some());
        let names: Vec<&str> =
            self.layout.columns().iter().filter(opens).map(|column| frame.t(column.label())).collect();
        names.join(frame.lang.comma())
    }

    /// The columns' heads.
    pub fn heads(&self, frame: &Frame, filters: &Filters, order: &Order, long: bool) -> Markup {
        self.layout.columns().iter().fold(Markup::default(), |all, column| {
            let head = Markup::of("<th scope=\"col\"").attr("class", &self.head_class(*column));
            let head = head.attr("data-column", column.code());
            let label = frame.t(column.label());
            let key = column.sort().filter(|key| key.is_indexed() || !long);
            let first = order.sorts().first().copied().filter(|sort| Some(sort.key) == column.sort());
            let then = order.sorts().into_iter().skip(1).find(|sort| Some(sort.key) == column.sort());
            let head = match (first, then) {
                (Some(sort), _) => {
                    head.attr("aria-sort", if sort.falling { "descending" } else { "ascending" })
                }
                (None, Some(sort)) => {
                    head.attr("data-then-by", if sort.falling { "falling" } else { "rising" })
                }
                (None, None) => head,
            };
            let head = match key {
                Some(key) => head
                    .html("><a")
                    .attr("href", &filters.with("sort", &sorted_by(filters, key)))
                    .attr("data-then", &filters.with("sort", &then_by(filters, key)))
                    .attr("title", &frame.t1("listing.sort_title", "column", label))
                    .html(">")
                    .text(label)
                    .html("</a>"),
                None => head.html("><span>").text(label).html("</span>"),
            };
            all.and(&head.html("</th>"))
        })
    }

    fn head_class(&self, column: Column) -> String {
        match column {
            Column::Number => "number".to_owned(),
            Column::Title => "title".to_owned(),
            other => self.class_of(other),
        }
    }

    fn class_of(&self, column: Column) -> String {
        let set = match column.set() {
            Set::Word => " nowrap",
            Set::Figure => " num",
            Set::Text => "",
        };
        format!("w{}{set}", self.layout.width(column))
    }

    /// The cell of a row's number.
    pub fn number(&self, frame: &Frame, value: &Value) -> Markup {
        self.cell(frame, &Column::Number, value, Edits::default())
    }

    /// A cell of a row.
    pub fn cell(&self, frame: &Frame, column: &Column, value: &Value, edits: impl Borrow<Edits>) -> Markup {
        let class = if *column == Column::Number { "number".to_owned() } else { self.class_of(*column) };
        let cell = Markup::of("<td").attr("class", &class).attr("data-label", frame.t(column.label()));
        let cell = cell.and(&edit(*edits.borrow(), *column)).html(">");
        let cell = match value {
            Value::Blank => cell,
            Value::Light(light, helped, why) => {
                let cell = cell.and(&frame.light(Light::code(*light)));
                let cell = if *helped { cell.html(" ").and(&frame.helping()) } else { cell };
                if why.is_empty() {
                    cell
                } else {
                    cell.html("<span class=\"light-why\"")
                        .attr("title", why)
                        .html(">")
                        .text(why)
                        .html("</span>")
                }
            }
            Value::Lights(light, helped, why, own) => cell.and(&lights(frame, *light, *helped, why, own)),
            Value::Noted(text, short, whole) => {
                let cell = cell.text(text).html("<span class=\"urged\"").attr("title", whole).html(">");
                cell.text(short).html("</span>")
            }
            Value::Days(days) if *days < 0 => {
                cell.html("<span class=\"over\">").text(&value.told(frame.lang)).html("</span>")
            }
            Value::Text(text) if column.set() == Set::Text => {
                cell.html("<span class=\"clip\">").text(text).html("</span>")
            }
            other => cell.text(&other.told(frame.lang)),
        };
        cell.html("</td>")
    }
}

/// The matter's light and a unit's own, each said whose it is.
fn lights(frame: &Frame, light: Option<Light>, helped: bool, why: &str, own: &Own) -> Markup {
    let mut told = Markup::of("<span class=\"lights\">");
    let reason = |line: Markup, why: &str| {
        if why.is_empty() { line } else { line.html(" <span class=\"light-why\">").text(why).html("</span>") }
    };
    // Of a unit that leads, the matter's light and its own are one.
    let is_one = light == own.light && why == own.why;
    if let Some(light) = light.filter(|_| !is_one) {
        told = told.html("<span class=\"light-line\"").attr("title", why).html(">");
        told = told.text(frame.t("listing.matter")).text(frame.lang.colon()).and(&frame.light(light.code()));
        told = if helped { told.html(" ").and(&frame.helping()) } else { told };
        told = reason(told, why).html("</span>");
    }
    told = told.html("<span class=\"light-line\"").attr("title", &own.told(frame.lang)).html(">");
    told = told.text(&own.unit).text(frame.lang.colon());
    let own_light = own.light.map(|light| frame.light(light.code())).unwrap_or_default();
    let own_light = if is_one && helped { own_light.html(" ").and(&frame.helping()) } else { own_light };
    told = reason(told.and(&own_light), &own.why).html("</span>");
    let rate = own.rate.map(|rate| frame.t1("listing.own_rate", "rate", rate.percent()));
    let due = own.report_due.map(|day| frame.t1("listing.own_report", "day", day));
    let figures: Vec<String> = rate.into_iter().chain(due).collect();
    let figures = figures.join(frame.lang.comma());
    told.html("<span class=\"own-figures\">").text(&figures).html("</span></span>")
}

/// What a cell says of the form that it opens.
fn edit(edits: Edits, column: Column) -> Markup {
    match edits.of(column) {
        Some((act, field)) => Markup::default().attr("data-edit", &format!("{act}?only={field}")),
        None => Markup::default(),
    }
}

/// The order after a press on a head: by it, and among those that are alike in it as before. A second press
/// turns it round.
fn sorted_by(filters: &Filters, key: SortKey) -> String {
    let said: Vec<Sort> =
        filters.get("sort").unwrap_or("due").split(',').filter_map(Sort::from_code).collect();
    let first = match said.first() {
        Some(sort) if sort.key == key => sort.turned(),
        _ => Sort::of(key),
    };
    let explicit = filters.get("sort").is_some();
    let others = said.into_iter().filter(|sort| explicit && sort.key != key);
    let order = Order::of(&std::iter::once(first).chain(others).collect::<Vec<_>>());
    order.sorts().into_iter().map(Sort::code).collect::<Vec<_>>().join(",")
}

/// The order after a press on a head with Shift: as before, and among those that are alike by its column. Where it is
/// sorted by it already, that one is turned round.
fn then_by(filters: &Filters, key: SortKey) -> String {
    let said = filters.get("sort").unwrap_or_default().split(',').filter_map(Sort::from_code);
    let mut sorts: Vec<Sort> = said.collect();
    match sorts.iter_mut().find(|sort| sort.key == key) {
        Some(sort) => *sort = sort.turned(),
        None => sorts.push(Sort::of(key)),
    }
    // The new one stands last, and is there however many there were.
    if sorts.len() > MOST_KEYS {
        sorts.remove(MOST_KEYS - 1);
    }
    Order::of(&sorts).sorts().into_iter().map(Sort::code).collect::<Vec<_>>().join(",")
}

/// The order as it can be kept: a long list is sorted by what an index holds.
pub fn settled(order: Order, total: i64) -> Order {
    if total <= COUNTED || order.is_indexed() { order } else { Order::Due }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_sorts_by_its_column_first_and_keeps_what_was_sorted_by_before() {
        let at = |query: &str| Filters::of("/matters", query);
        assert_eq!(sorted_by(&at(""), SortKey::Due), "-due");
        assert_eq!(sorted_by(&at(""), SortKey::Rate), "rate");
        assert_eq!(sorted_by(&at("sort=due"), SortKey::Rate), "rate,due");
        assert_eq!(sorted_by(&at("sort=rate,due"), SortKey::Rate), "-rate,due");
        assert_eq!(sorted_by(&at("sort=rate,due"), SortKey::Due), "due,rate");
        assert_eq!(sorted_by(&at("sort=light,rate,due"), SortKey::Lead), "lead,light,rate");
    }

    #[test]
    fn with_shift_a_head_adds_its_column_as_the_minor_one() {
        let at = |query: &str| Filters::of("/matters", query);
        assert_eq!(then_by(&at(""), SortKey::Rate), "rate");
        assert_eq!(then_by(&at("sort=lead"), SortKey::Rate), "lead,rate");
        assert_eq!(then_by(&at("sort=lead,rate"), SortKey::Rate), "lead,-rate");
        assert_eq!(then_by(&at("sort=light,lead,due"), SortKey::Rate), "light,lead,rate");
    }

    #[test]
    fn a_long_list_is_sorted_by_what_an_index_holds() {
        let rate = Order::from_code("rate");
        assert_eq!(settled(rate, COUNTED), rate);
        assert_eq!(settled(rate, COUNTED + 1), Order::Due);
        assert_eq!(settled(Order::Changed, COUNTED + 1), Order::Changed);
    }
}
