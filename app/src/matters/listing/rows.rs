//! `GET /matters`: what the reader sees, with its filters: as a table, a board or along time.

use super::{
    asked::{Asked, Reader, SHOW, late_word, light_key, show_key, shown},
    board::{Board, Card},
    cells::Teller,
    choices::{Choices, LATE, LIGHTS, unchosen},
    columns::Column,
    store::{self, View},
    table::{COUNTED, Place, Table, settled},
    timeline::Timeline,
    views::kept_query,
};
use crate::{
    act::ActError,
    app::App,
    campaigns,
    db::Tx,
    ledgers::templates,
    matters::{
        act::Around,
        list::{
            self, Line, Order, Sort,
            facets::{Facets, facets},
        },
        rounds::{may_assign, may_urge},
    },
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        lang::{self, Lang, t},
        layout::{Frame, page},
        list::{Filters, PAGE},
        session::Visitor,
    },
};
use askama::Template;
use axum::{extract::State as Shared, response::Response};
use bangdu_core::{
    matters::{Part, State},
    people::{Action, Ground, rights::allows, sight},
};
use std::collections::BTreeMap;

/// How a list can be looked at; the first where nothing is said.
const LOOKS: [(&str, &str); 3] =
    [("", "listing.as_table"), ("board", "listing.as_board"), ("timeline", "listing.as_timeline")];

pub(super) async fn show(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let (lang, asked) = (frame.lang, filters.clone());
    // An area is a filter here, told as one: it narrows this list, and no other page.
    let list = app.view(&who.actor, move |tx, around| List::read(tx, &around, lang, &asked)).await?;
    page(Shown::of(frame, filters, list))
}

#[derive(Template)]
#[template(path = "matters/listing/rows.html")]
pub(super) struct Shown {
    frame: Frame,
    filters: Filters,
    form: Form,
    list: List,
    /// What each select shows where nothing is chosen.
    any: BTreeMap<&'static str, String>,
}

/// A chip that narrows by a state or a light, with how many that would show.
struct Facet {
    href: String,
    label: String,
    light: Option<&'static str>,
    on: bool,
    count: Option<String>,
    /// What it and those behind it are chips of; said at the first.
    group: Option<&'static str>,
}

impl Shown {
    pub fn of(frame: Frame, filters: Filters, list: List) -> Shown {
        let frame = frame.titled("nav.matters");
        let any = unchosen(&frame);
        Shown { form: Form::typed(&frame, list.fields.clone()), frame, filters, list, any }
    }

    /// The same list as a file.
    fn export(&self, form: &str) -> String {
        let address = Filters::of("/matters/export", &kept_query(&self.filters.here()));
        if form.is_empty() { address.here() } else { address.with("form", form) }
    }

    /// The same list on paper.
    fn print(&self) -> String {
        Filters::of("/matters/print", &kept_query(&self.filters.without("as"))).here()
    }

    /// The address with a filter set; how far the matters came stays as it is seen.
    fn narrowed(&self, name: &str, code: &str) -> String {
        let open = shown(&self.filters);
        let there = self.filters.with(name, code);
        let query = there.split_once('?').map_or("", |(_, query)| query);
        let there = Filters::of(self.filters.bare(), query);
        if shown(&there) == open { there.here() } else { there.with("show", open) }
    }

    /// Which parts count in an area, each with its number: what it leads, or whatever it has a part in.
    fn area_parts(&self) -> Vec<(&'static str, String, bool, String)> {
        let Some((lead, any)) = self.list.area_counts else { return Vec::new() };
        let part = self.filters.get("part");
        let lead_code = Part::Lead.code();
        vec![
            (
                self.frame.t("listing.area_lead"),
                self.filters.with("part", lead_code),
                part == Some(lead_code),
                self.counted(&lead),
            ),
            (
                self.frame.t("listing.area_any"),
                self.filters.without("part"),
                part.is_none(),
                self.counted(&any),
            ),
        ]
    }

    /// The same filters among all matters, where the open tab has none.
    fn everywhere(&self) -> Option<String> {
        (shown(&self.filters) != "all" && self.filters.any()).then(|| self.filters.with("show", "all"))
    }

    /// The tabs: their words, their addresses, and which one is open.
    fn tabs(&self) -> Vec<(&'static str, String, bool)> {
        let open = shown(&self.filters);
        let here = self.view_open();
        let tab =
            |code| (self.frame.t(show_key(code)), self.filters.with("show", code), code == open && !here);
        SHOW.map(tab).into()
    }

    /// Whether a saved view is what this list shows.
    fn is_open(&self, view: &View) -> bool {
        view.query == kept_query(&self.filters.here())
    }

    fn view_open(&self) -> bool {
        self.list.views.iter().any(|view| self.is_open(view))
    }

    /// The ways to look at the list, and which one this is.
    fn looks(&self) -> Vec<(&'static str, String, bool)> {
        let open = self.look();
        let look = |(code, key): (&str, &'static str)| {
            let to = if code.is_empty() { self.filters.without("as") } else { self.filters.with("as", code) };
            (self.frame.t(key), to, code == open)
        };
        LOOKS.map(look).into()
    }

    fn look(&self) -> &'static str {
        look(&self.filters)
    }

    /// Which tab is open.
    fn open(&self) -> &'static str {
        shown(&self.filters)
    }

    /// Whether every row of this page is ticked.
    fn all_picked(&self) -> bool {
        self.filters.is("pick", "all")
    }

    /// This very page with every row ticked, or none.
    fn pick(&self) -> String {
        let here = self.filters.here();
        if self.all_picked() {
            return here.replace("&pick=all", "").replace("?pick=all", "?");
        }
        format!("{here}{}pick=all", if here.contains('?') { '&' } else { '?' })
    }

    /// A page of ours with the way back to this list.
    fn to(&self, path: &str) -> String {
        Filters::of(path, "").with("back", &self.filters.here())
    }

    fn may_pick(&self) -> bool {
        self.list.may_urge || self.list.may_assign || self.list.may_export
    }

    /// What a select shows where nothing is chosen: of what it is, for its label isn't in sight on a wide screen.
    fn any_of(&self, key: &str) -> &str {
        // Kept for as long as the page, which hands it out as a borrowed text.
        self.any.get(key).map_or("", String::as_str)
    }

    fn more_filters(&self) -> bool {
        ["part", "kind", "source", "campaign"].iter().any(|name| self.filters.get(name).is_some())
    }

    fn total(&self) -> String {
        if let Some(exact) = self.list.exact {
            return self.frame.t1("listing.total", "n", exact);
        }
        if self.list.total > COUNTED {
            return self.frame.t1("listing.total_more", "n", COUNTED);
        }
        self.frame.t1("listing.total", "n", self.list.total)
    }

    /// Day and unit, as an annex has them under its title.
    fn annex_line(&self) -> String {
        let args = [("day", self.list.as_of.as_str()), ("unit", self.list.unit.as_str())];
        self.frame.tf("listing.annex_line", &args)
    }

    /// That the list is too long for the order asked for.
    fn unsorted(&self) -> Option<String> {
        let order = self.list.unsorted.as_deref()?;
        Some(self.frame.tf("listing.unsorted", &[("order", order), ("n", &COUNTED.to_string())]))
    }

    fn is_long(&self) -> bool {
        self.list.total > COUNTED
    }

    fn counted(&self, n: &i64) -> String {
        if *n > COUNTED { format!("{COUNTED}+") } else { n.to_string() }
    }

    /// Lights and states that have matters, with how many; without numbers where counting costs too much.
    fn facets(&self) -> Vec<Facet> {
        let lights = self.list.facets.lights.as_ref();
        let states = self.list.facets.states.as_ref();
        let light = |code: &&'static str| {
            let n = lights.map(|counts| counts.get(*code).copied().unwrap_or_default());
            self.facet("light", code, t(self.frame.lang, light_key(code)).to_owned(), Some(code), n)
        };
        let state = |code: &&'static str| {
            let n = states?.get(*code).copied().unwrap_or_default();
            self.facet("state", code, lang::word(self.frame.lang, &State::word_of(code)), None, Some(n))
        };
        let counts = self.list.facets.late.as_ref();
        let late = |code: &&'static str| {
            let n = counts.map(|counts| counts.get(*code).copied().unwrap_or_default());
            let any = *code == LATE[0] || counts.is_some();
            any.then(|| self.facet("overdue", code, late_word(self.frame.lang, code), None, n)).flatten()
        };
        let lights = begun(LIGHTS.iter().filter_map(light).collect(), "listing.light_of_matter");
        // A suspended matter's light is grey and no other's is: the light's chip tells it already.
        let told = |code: &&&'static str| **code != "suspended" || self.filters.is("state", code);
        let states = State::CODES.iter().filter(told).filter_map(state).collect();
        LATE.iter().filter_map(late).chain(lights).chain(begun(states, "listing.state")).collect()
    }

    fn facet(
        &self,
        name: &str,
        code: &str,
        label: String,
        light: Option<&'static str>,
        n: Option<i64>,
    ) -> Option<Facet> {
        let on = self.filters.is(name, code);
        let href = if on { self.filters.without(name) } else { self.narrowed(name, code) };
        let any = on || n != Some(0);
        any.then(|| Facet { href, label, light, on, count: n.map(|n| self.counted(&n)), group: None })
    }

    /// What it is sorted by, as a chip tells it; nothing for the usual order.
    fn order(&self) -> Option<String> {
        self.filters.get("sort")?;
        Some(order_told(self.frame.lang, self.list.order))
    }
}

/// Chips of one group: the first says of which.
fn begun(mut chips: Vec<Facet>, group: &'static str) -> Vec<Facet> {
    if let Some(first) = chips.first_mut() {
        first.group = Some(group);
    }
    chips
}

/// How a list is looked at: `""`, `board` or `timeline`.
fn look(filters: &Filters) -> &'static str {
    let asked = filters.get("as").unwrap_or_default();
    LOOKS.iter().map(|(code, _)| *code).find(|code| *code == asked).unwrap_or_default()
}

fn order_told(lang: Lang, order: Order) -> String {
    let told = |sort: Sort| {
        let column = Column::from_code(sort.key.code());
        let label = t(lang, column.map_or("listing.order", |column| column.label()));
        format!("{label}{}", if sort.falling { "↓" } else { "↑" })
    };
    order.sorts().into_iter().map(told).collect::<Vec<_>>().join(lang.comma())
}

/// The list as it is looked at.
#[derive(Default)]
pub(super) enum Body {
    /// Nothing was read: it isn't clear what is meant.
    #[default]
    Nothing,
    /// As a table.
    Table(Table),
    /// As a board.
    Board(Board),
    /// Along time.
    Timeline(Timeline),
}

/// What the page shows of the store.
#[derive(Default)]
pub(super) struct List {
    pub body: Body,
    pub total: i64,
    /// How many there are of a list that is too long to be counted, where its states tell it.
    pub exact: Option<i64>,
    pub order: Order,
    /// What was asked to sort by, where the list is too long for it.
    pub unsorted: Option<String>,
    pub facets: Facets,
    pub chips: Vec<(String, String)>,
    pub fields: Fields,
    pub unclear: Option<Vec<(String, String)>>,
    pub choices: Choices,
    pub views: Vec<View>,
    /// The office's own forms for a ledger: their ids and names.
    pub templates: Vec<(String, String)>,
    /// Whose list it is and of which day, for paper.
    pub unit: String,
    pub as_of: String,
    /// What it is called there.
    pub title: String,
    /// Of an area: how many it leads, and in how many it has a part.
    pub area_counts: Option<(i64, i64)>,
    pub may_draft: bool,
    pub may_export: bool,
    pub may_urge: bool,
    pub may_assign: bool,
}

impl List {
    /// Whether there is nothing to show.
    fn is_empty(&self) -> bool {
        match &self.body {
            Body::Nothing => true,
            Body::Table(table) => table.rows.is_empty(),
            Body::Board(board) => board.lanes.is_empty(),
            Body::Timeline(timeline) => timeline.spans.is_empty(),
        }
    }

    fn read(tx: &mut Tx<'_>, around: &Around<'_>, lang: Lang, filters: &Filters) -> Result<List, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let (tree, calendar) = (&around.directory.tree, &around.settings.calendar);
        let campaigns = campaigns::store::all(tx)?;
        let now = around.asker.now;
        let reader = Reader { lang, tree, from: around.asker.unit(), calendar, campaigns: &campaigns, now };
        let Asked { filter, order, after, unclear } = reader.read(filters);
        let today = calendar.date_of(now);
        let may_export = allows(actor, Action::Export, &Ground::of_unit(actor.unit), tree, today);
        let mut shown = List {
            chips: reader.chips(filters),
            fields: reader.fields(filters),
            choices: Choices::of(&reader, &campaigns),
            views: store::views(tx, actor)?,
            templates: if may_export { templates::names(tx, actor.unit)? } else { Vec::new() },
            unit: tree.name(actor.unit).to_owned(),
            as_of: lang::date(lang, today),
            title: reader.title(filters),
            may_urge: may_urge(around),
            may_assign: may_assign(around),
            may_export,
            may_draft: super::super::drafting::offices(actor, tree, today).next().is_some(),
            ..List::default()
        };
        if let Some(candidates) = unclear {
            let link = |id| (tree.name(id).to_owned(), filters.with("unit", &format!("{id}")));
            shown.unclear = Some(candidates.into_iter().map(link).collect());
            return Ok(shown);
        }
        let sight = sight(actor, tree, today);
        let asked = list::Asked { sight: &sight, filter: &filter, now };
        shown.total = list::count(tx, &asked, COUNTED + 1)?;
        shown.facets = facets(tx, &asked, shown.total, COUNTED)?;
        shown.exact = shown.facets.total(&filter, COUNTED);
        shown.area_counts = area_counts(tx, &asked, shown.total)?;
        shown.settle(order, filters, lang);
        let card = |line: &Line, list: &str| Card::of(line, tree, calendar, lang, list);
        shown.body = match look(filters) {
            "board" => Body::Board(Board::read(tx, &asked, filters, &shown.facets, COUNTED, card, lang)?),
            "timeline" => Body::Timeline(Timeline::read(tx, &asked, filters, calendar, COUNTED, card, lang)?),
            _ => {
                let layout = store::layout(tx, actor.account)?.with_columns(filters.get("columns"));
                let teller = Teller { lang, around, campaigns: &campaigns, phones: None };
                let within = within(filters);
                let place = Place { order: shown.order, after: after.as_ref(), within: &within, limit: PAGE };
                Body::Table(Table::read(tx, &asked, &teller, layout, &place)?)
            }
        };
        Ok(shown)
    }

    /// The order that is kept, and what to say where another was asked for.
    fn settle(&mut self, order: Order, filters: &Filters, lang: Lang) {
        self.order = settled(order, self.total);
        self.unsorted = (self.order != order).then(|| order_told(lang, order));
        let said = filters.get("sort").filter(|said| !self.choices.orders.iter().any(|c| c.value == *said));
        if let Some(said) = said {
            self.choices.orders.push(Choice::of(said, order_told(lang, order)));
        }
    }
}

/// What a row's link carries of the list: its filters and order, or the tab where there is nothing else to tell.
fn within(filters: &Filters) -> String {
    let query = kept_query(&filters.without("columns"));
    if query.is_empty() { format!("show={}", shown(filters)) } else { query }
}

/// Of an area: how many matters it leads and in how many it has any part, however the list is narrowed besides.
fn area_counts(tx: &mut Tx<'_>, asked: &list::Asked<'_>, total: i64) -> Result<Option<(i64, i64)>, ActError> {
    let part = asked.filter.part;
    if asked.filter.area.is_empty() || !matches!(part, None | Some(Part::Lead)) {
        return Ok(None);
    }
    let other = if part.is_none() { Some(Part::Lead) } else { None };
    let filter = list::Filter { part: other, ..asked.filter.clone() };
    let other = list::count(tx, &list::Asked { filter: &filter, ..asked.clone() }, COUNTED + 1)?;
    Ok(Some(if part.is_none() { (other, total) } else { (total, other) }))
}
