//! `GET /matters`: the dense table of what the reader sees, with its filters.

use super::asked::{Asked, DUE, Reader, SHOW, due_key, show_key, shown};
use crate::{
    act::ActError,
    app::App,
    campaigns,
    db::Tx,
    matters::{
        act::Around,
        list::{self, Line},
        rounds::may_urge,
    },
    people::scope::scope,
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        lang::{self, Lang},
        layout::{Frame, page},
        list::{Filters, PAGE},
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{extract::State as Shared, response::Response};
use bangdu_core::{
    campaigns::Campaign,
    ids::MatterId,
    instant::Instant,
    matters::{Light, MatterKind, Part, Source, State},
    people::{Action, Ground, Level, Unit, UnitKind, rights::allows, sight},
    phrase::Word,
};
use jiff::tz::TimeZone;

/// More than this is not counted for a heading.
const COUNTED: i64 = 1_000;
/// More units than this are not offered in the field; their names still work.
const OFFERED: usize = 300;

pub(super) async fn show(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let (lang, asked) = (frame.lang, filters.clone());
    let (list, scope) = app
        .view(&who.actor, move |tx, around| {
            let scope = around.asker.actor.and_then(|actor| scope(actor, &around, &asked, lang));
            Ok((List::read(tx, &around, lang, &asked)?, scope))
        })
        .await?;
    page(Shown::of(frame.scoped(scope), filters, list))
}

#[derive(Template)]
#[template(path = "matters/listing/rows.html")]
struct Shown {
    frame: Frame,
    filters: Filters,
    form: Form,
    list: List,
}

impl Shown {
    fn of(frame: Frame, filters: Filters, list: List) -> Shown {
        let frame = frame.titled("nav.matters");
        Shown { form: Form::typed(&frame, list.fields.clone()), frame, filters, list }
    }

    /// The same list as a file.
    fn export(&self) -> String {
        let address = self.filters.without("after");
        address.replacen("/matters", "/matters/export", 1)
    }

    /// The tabs: their words, their addresses, and which one is open.
    fn tabs(&self) -> Vec<(&'static str, String, bool)> {
        let open = shown(&self.filters);
        let tab = |code| (self.frame.t(show_key(code)), self.filters.with("show", code), code == open);
        SHOW.map(tab).into()
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

    fn sorted_by_change(&self) -> bool {
        self.filters.get("sort") == Some("changed")
    }

    fn more_filters(&self) -> bool {
        ["part", "kind", "source", "campaign", "sort"].iter().any(|name| self.filters.get(name).is_some())
    }

    fn total(&self) -> String {
        if self.list.total > COUNTED {
            return self.frame.t1("listing.total_more", "n", COUNTED);
        }
        self.frame.t1("listing.total", "n", self.list.total)
    }
}

/// What the page shows of the store.
#[derive(Default)]
struct List {
    rows: Vec<Shape>,
    next: Option<String>,
    total: i64,
    chips: Vec<(String, String)>,
    fields: Fields,
    unclear: Option<Vec<(String, String)>>,
    choices: Choices,
    may_draft: bool,
    may_export: bool,
    may_urge: bool,
}

/// What the filters offer.
#[derive(Default)]
struct Choices {
    states: Vec<Choice>,
    lights: Vec<Choice>,
    parts: Vec<Choice>,
    kinds: Vec<Choice>,
    sources: Vec<Choice>,
    campaigns: Vec<Choice>,
    areas: Vec<Choice>,
    units: Vec<Choice>,
    due: Vec<Choice>,
    orders: Vec<Choice>,
}

/// A line in the reader's words.
struct Shape {
    id: MatterId,
    href: String,
    number: String,
    title: String,
    state: String,
    light: Option<&'static str>,
    helped: bool,
    lead: String,
    due: String,
    rate: String,
    changed: String,
}

impl List {
    fn read(tx: &mut Tx<'_>, around: &Around<'_>, lang: Lang, filters: &Filters) -> Result<List, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let (tree, calendar) = (&around.directory.tree, &around.settings.calendar);
        let campaigns = campaigns::store::all(tx)?;
        let now = around.asker.now;
        let reader = Reader { lang, tree, calendar, campaigns: &campaigns, now };
        let Asked { filter, order, after, unclear } = reader.read(filters);
        let today = calendar.date_of(now);
        let sight = sight(actor, tree, today);
        let asked = list::Asked { sight: &sight, filter: &filter, now };
        let mut shown = List {
            chips: reader.chips(filters),
            fields: reader.fields(filters),
            choices: Choices::of(&reader, &campaigns),
            may_urge: may_urge(around),
            may_export: allows(actor, Action::Export, &Ground::of_unit(actor.unit), tree, today),
            may_draft: super::super::drafting::offices(actor, tree, today).next().is_some(),
            ..List::default()
        };
        if let Some(candidates) = unclear {
            let link = |id| (tree.name(id).to_owned(), filters.with("unit", &format!("{id}")));
            shown.unclear = Some(candidates.into_iter().map(link).collect());
            return Ok(shown);
        }
        let page = list::page(tx, &asked, order, after.as_ref(), PAGE)?;
        shown.total = list::count(tx, &asked, COUNTED + 1)?;
        shown.next = page.next.map(|after| after.to_text());
        let zone = calendar.zone.time_zone().clone();
        shown.rows = page
            .lines
            .into_iter()
            .map(|line| Shape::of(lang, &zone, line.lead.map(|unit| tree.short_name(unit)), line))
            .collect();
        Ok(shown)
    }
}

impl Shape {
    fn of(lang: Lang, zone: &TimeZone, lead: Option<&str>, line: Line) -> Shape {
        let day = |at: Instant| at.date_in(zone).to_string();
        Shape {
            id: line.id,
            href: format!("/matters/{}", line.id),
            number: line.number.unwrap_or_default(),
            title: line.title,
            state: lang::word(lang, &State::word_of(&line.state)),
            light: line.light.map(Light::code),
            helped: line.helped,
            lead: lead.unwrap_or_default().to_owned(),
            due: line.due_at.map(day).unwrap_or_default(),
            rate: line.rate.map(percent).unwrap_or_default(),
            changed: day(line.changed_at),
        }
    }
}

fn percent(rate: i64) -> String {
    bangdu_core::matters::Rate(u32::try_from(rate).unwrap_or_default()).percent()
}

impl Choices {
    fn of(reader: &Reader<'_>, campaigns: &[Campaign]) -> Choices {
        let lang = reader.lang;
        let words = |all: Vec<(&'static str, Word)>| -> Vec<Choice> {
            all.into_iter().map(|(code, word)| Choice::of(code, lang::word(lang, &word))).collect()
        };
        let lights = ["red", "yellow", "green", "grey", "done"];
        let units: Vec<&Unit> = reader.tree.walk().into_iter().map(|(_, unit)| unit).collect();
        let areas = units.iter().filter(|unit| is_area(unit));
        Choices {
            areas: areas.map(|unit| Choice::of(unit.id.to_string(), reader.called(unit.id))).collect(),
            states: words(State::CODES.iter().map(|code| (*code, State::word_of(code))).collect()),
            lights: lights.map(|code| Choice::of(code, lang::t(lang, super::asked::light_key(code)))).into(),
            parts: words(Part::ALL.iter().map(|part| (part.code(), part.word())).collect()),
            kinds: words(MatterKind::ALL.iter().map(|kind| (kind.code(), kind.word())).collect()),
            sources: words(Source::ALL.iter().map(|source| (source.code(), source.word())).collect()),
            campaigns: campaigns.iter().map(|c| Choice::of(c.id.to_string(), c.name.clone())).collect(),
            units: units
                .iter()
                .filter(|unit| unit.ended.is_none())
                .take(OFFERED)
                .map(|unit| Choice::of("", reader.called(unit.id)))
                .collect(),
            due: DUE.map(|(code, _)| Choice::of(code, lang::t(lang, due_key(code)))).into(),
            orders: vec![Choice::of("changed", lang::t(lang, "listing.by_change"))],
        }
    }
}

/// A county-level government or zone, by which people speak of the area.
fn is_area(unit: &Unit) -> bool {
    unit.level == Level::County && unit.kind == UnitKind::Government && unit.ended.is_none()
}

/// The list full, empty for want of matters, empty for its filters, and asked for a unit that isn't clear.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || {
        let mut frame = Frame::sample(lang, Some(reader()));
        frame.path = "/matters".into();
        frame
    };
    let filters = Filters::of("/matters", "light=red");
    let full = List {
        rows: vec![sample_row(lang, "red"), sample_row(lang, "yellow"), sample_row(lang, "green")],
        total: 1_001,
        next: Some("k".into()),
        chips: vec![(lang::t(lang, "light.red").to_owned(), "/matters".into())],
        may_draft: true,
        may_export: true,
        may_urge: true,
        ..List::default()
    };
    let unclear = List {
        unclear: Some(vec![("惠安县住房和城乡建设局".into(), "/matters".into())]),
        ..List::default()
    };
    let none = List { may_draft: true, ..List::default() };
    vec![
        Sample::of("matters.list", Shown::of(frame(), filters.clone(), full)),
        Sample::of("matters.list.empty", Shown::of(frame(), Filters::of("/matters", ""), none)),
        Sample::of("matters.list.filtered", Shown::of(frame(), filters.clone(), List::default())),
        Sample::of("matters.list.unclear", Shown::of(frame(), filters, unclear)),
    ]
}

fn sample_row(lang: Lang, light: &'static str) -> Shape {
    Shape {
        id: MatterId(uuid::Uuid::from_u128(1)),
        href: "/matters/1".into(),
        number: "督查立项〔2026〕12号".into(),
        title: "实验小学、第三中学教学楼施工许可历史遗留问题".into(),
        state: lang::word(lang, &State::word_of("in_progress")),
        light: Some(light),
        helped: light == "yellow",
        lead: "惠安县住建局".into(),
        due: "2026-06-30".into(),
        rate: "65%".into(),
        changed: "2026-06-01".into(),
    }
}
