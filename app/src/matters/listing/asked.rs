//! What an address asks of the list: read once, and told back as chips that take one filter off each.

use crate::{
    matters::list::{After, Filter, Order, facets::ANY_LATE},
    people::scope::area_name,
    web::{
        fields::Fields,
        lang::{Lang, date, t, word},
        list::Filters,
        preferences::local,
    },
};
use bangdu_core::{
    calendar::Calendar,
    campaigns::Campaign,
    ids::UnitId,
    instant::Instant,
    matters::{Late, Light, MatterKind, Part, Source, State},
    people::{Meant, Standpoint, Unit, UnitTree, area_units},
    phrase::Word,
};
use jiff::{Span, civil::Date};

/// The deadlines one can ask for: the code and the days from today.
pub const DUE: [(&str, i64); 2] = [("week", 7), ("month", 30)];

/// What an address asked before all that is late had one filter; saved views and links still do.
const PAST: &str = "past";

/// Which matters a list shows by how far they came; the first where nothing is said.
pub const SHOW: [&str; 3] = ["unfinished", "finished", "all"];

/// More matters than this are not acted on together.
pub const MOST_PICKED: usize = 200;

/// Filters that speak of the end themselves, or look for a matter wherever it stands.
const ANYWHERE: [&str; 5] = ["q", "state", "parent", "author", "import"];

/// Which of [`SHOW`] an address asks for.
pub fn shown(filters: &Filters) -> &'static str {
    let said = filters.get("show").and_then(|code| SHOW.into_iter().find(|known| *known == code));
    let anywhere = ANYWHERE.iter().any(|name| filters.get(name).is_some());
    let anywhere = anywhere || filters.is("light", Light::Done.code());
    said.unwrap_or(if anywhere { "all" } else { "unfinished" })
}

/// In which ways an address asks for what is late; none where it doesn't.
pub fn late(filters: &Filters) -> Vec<Late> {
    match filters.get("overdue") {
        Some(ANY_LATE) => Late::ALL.to_vec(),
        Some(code) => Late::from_code(code).into_iter().collect(),
        None if filters.is("due", PAST) => vec![Late::Unfinished],
        None => Vec::new(),
    }
}

/// What is late, by its code in an address: in any way, or in one.
pub fn late_word(lang: Lang, code: &str) -> String {
    match Late::from_code(code) {
        Some(late) => word(lang, &late.word()),
        None => t(lang, "listing.overdue_any").to_owned(),
    }
}

/// A list as its address asks for it.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// What it holds.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// Where the page begins.
    pub after: Option<After>,
    /// Units that a name could mean, where it means none or several; then the list is empty.
    pub unclear: Option<Vec<UnitId>>,
}

/// What an address is read with.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The reader's language.
    pub lang: Lang,
    /// Units by name.
    pub tree: &'a UnitTree,
    /// From where the reader names units.
    pub from: Option<UnitId>,
    /// Days and their ends.
    pub calendar: &'a Calendar,
    /// Campaigns by id.
    pub campaigns: &'a [Campaign],
    /// The present.
    pub now: Instant,
}

impl Reader<'_> {
    /// What the address asks for. Codes that nobody knows are no filter.
    pub fn read(&self, filters: &Filters) -> Asked {
        let (unit, unclear) = match filters.get("unit").map(|text| self.unit(text)) {
            None => (None, None),
            Some(Ok(unit)) => (Some(unit), None),
            Some(Err(candidates)) => (None, Some(candidates)),
        };
        let due = filters.get("due").and_then(|code| DUE.iter().find(|(known, _)| *known == code));
        let day = |name| filters.get(name).and_then(|text| text.parse::<Date>().ok());
        let (from, to) = (day("from"), day("to"));
        let filter = Filter {
            words: filters.get("q").map(str::to_owned),
            states: filters
                .all("state")
                .filter(|code| State::CODES.contains(code))
                .map(str::to_owned)
                .collect(),
            kind: filters.get("kind").and_then(MatterKind::from_code).map(|kind| kind.code().to_owned()),
            source: filters.get("source").and_then(Source::from_code).map(|source| source.code().to_owned()),
            area: filters.get("area").map(|text| self.area(text)).unwrap_or_default(),
            unit,
            part: filters.get("part").and_then(Part::from_code),
            office: filters.get("office").and_then(|id| id.parse().ok()),
            campaign: filters.get("campaign").and_then(|id| id.parse().ok()),
            light: filters.get("light").and_then(Light::from_code),
            late: late(filters),
            // What is past is asked for by itself.
            due_from: from.map(|day| self.begin_of(day)).or_else(|| due.map(|_| self.now)),
            due_before: due.map(|(_, days)| self.before(*days)).or_else(|| to.map(|day| self.end_of(day))),
            running: due.is_some() || from.is_some() || to.is_some(),
            finished: match shown(filters) {
                "unfinished" => Some(false),
                "finished" => Some(true),
                _ => None,
            },
            parent: filters.get("parent").and_then(|id| id.parse().ok()),
            author: filters.get("author").and_then(|id| id.parse().ok()),
            import: filters.get("import").and_then(|id| id.parse().ok()),
            ids: filters.all("m").filter_map(|id| id.parse().ok()).take(MOST_PICKED).collect(),
        };
        let order = Order::from_code(filters.get("sort").unwrap_or_default());
        Asked { filter, order, after: filters.start().and_then(After::from_text), unclear }
    }

    /// A unit by id or by name; several or no units where the name isn't one unit's.
    fn unit(&self, text: &str) -> Result<UnitId, Vec<UnitId>> {
        if let Some(known) = text.parse().ok().filter(|id| self.tree.get(*id).is_some()) {
            return Ok(known);
        }
        let at = match self.from {
            Some(unit) => Standpoint::of(self.tree, unit),
            None => Standpoint::top(self.tree),
        };
        let ids = |units: Vec<&Unit>| units.into_iter().map(|unit| unit.id).collect();
        match at.named(text) {
            Meant::One(unit) => Ok(unit.id),
            Meant::Several(units) | Meant::Elsewhere(units) => Err(ids(units)),
            Meant::Nobody => {
                let mut near: Vec<UnitId> = ids(at.near(text));
                let others: Vec<UnitId> = ids(self.tree.complete(text, 8));
                near.extend(others.into_iter().filter(|unit| !near.contains(unit)).collect::<Vec<_>>());
                near.truncate(8);
                Err(near)
            }
        }
    }

    /// The units of an area. Of one that nobody knows there are none.
    fn area(&self, text: &str) -> Vec<UnitId> {
        let found = text.parse().ok().map(|id| area_units(self.tree, id)).filter(|units| !units.is_empty());
        found.unwrap_or_else(|| vec![UnitId(uuid::Uuid::nil())])
    }

    /// What is due `days` from today is due before that day ends.
    fn before(&self, days: i64) -> Instant {
        let today = self.calendar.date_of(self.now);
        self.end_of(today.checked_add(Span::new().days(days)).unwrap_or(Date::MAX))
    }

    /// From today means from now: what was due this morning is past.
    fn begin_of(&self, day: Date) -> Instant {
        if day == self.calendar.date_of(self.now) { self.now } else { self.calendar.midnight(day) }
    }

    fn end_of(&self, day: Date) -> Instant {
        self.calendar.midnight(day.tomorrow().unwrap_or(Date::MAX))
    }

    /// The fields as the form shows them: a unit by its name.
    pub fn fields(&self, filters: &Filters) -> Fields {
        let mut fields = filters.fields().clone();
        for (name, value) in &mut fields.0 {
            if name == "unit"
                && let Some(unit) = value.trim().parse().ok().and_then(|id| self.tree.get(id))
            {
                *value = self.called(unit.id);
            }
        }
        fields
    }

    /// The short name where it means this unit only, else the full one.
    pub fn called(&self, unit: UnitId) -> String {
        let short = self.tree.short_name(unit);
        if self.unit(short) == Ok(unit) { short } else { self.tree.name(unit) }.to_owned()
    }

    /// One chip for each filter: how it reads, and the address without it.
    pub fn chips(&self, filters: &Filters) -> Vec<(String, String)> {
        const NAMES: [&str; 16] = [
            "q", "state", "light", "overdue", "area", "unit", "part", "kind", "source", "office", "campaign",
            "due", "from", "to", "author", "import",
        ];
        let set = NAMES.into_iter().filter(|name| filters.get(name).is_some());
        set.chain(filters.get("parent").map(|_| "parent"))
            .map(|name| (self.chip(name, filters), filters.without(name)))
            .collect()
    }

    fn chip(&self, name: &str, filters: &Filters) -> String {
        let told: Vec<String> = filters.all(name).map(|value| self.told(name, value)).collect();
        let (colon, mark) = (self.lang.colon(), self.lang.comma());
        let label = self.label(name);
        let mut told = told.join(mark);
        if name == "area" && filters.get("part").is_none() {
            told.push_str(t(self.lang, "listing.area_any_part"));
        }
        // What is late says so itself.
        let says_so = name == "overdue" || filters.is(name, PAST);
        match (told.is_empty(), says_so) {
            (true, _) => label.to_owned(),
            (false, true) => told,
            (false, false) => format!("{label}{colon}{told}"),
        }
    }

    fn label(&self, name: &str) -> &'static str {
        let key = match name {
            "q" => "listing.words",
            "state" => "listing.state",
            "light" => "listing.light",
            "overdue" => "listing.overdue",
            "area" => "listing.area",
            "unit" => "listing.unit",
            "part" => "listing.part",
            "kind" => "listing.kind",
            "source" => "listing.source",
            "office" => "listing.office",
            "campaign" => "listing.campaign",
            "due" => "listing.due",
            "from" => "listing.due_from",
            "to" => "listing.due_to",
            "author" => "listing.my_instructions",
            "import" => "listing.of_import",
            _ => "listing.layers",
        };
        t(self.lang, key)
    }

    fn told(&self, name: &str, value: &str) -> String {
        let known = |found: Option<Word>| found.map_or_else(|| value.to_owned(), |w| word(self.lang, &w));
        match name {
            "state" => known(State::CODES.contains(&value).then(|| State::word_of(value))),
            "light" => t(self.lang, light_key(value)).to_owned(),
            "overdue" => late_word(self.lang, value),
            "due" if value == PAST => late_word(self.lang, Late::Unfinished.code()),
            "part" => known(Part::from_code(value).map(Part::word)),
            "kind" => known(MatterKind::from_code(value).map(MatterKind::word)),
            "source" => known(Source::from_code(value).map(Source::word)),
            "area" => {
                let area = value.parse().ok().filter(|id| self.tree.get(*id).is_some());
                area.map_or_else(|| value.to_owned(), |id| area_name(self.tree, id, self.lang))
            }
            "unit" | "office" => value
                .parse()
                .ok()
                .filter(|id| self.tree.get(*id).is_some())
                .map_or_else(|| value.to_owned(), |id| self.tree.short_name(id).to_owned()),
            "campaign" => {
                let campaign = self.campaigns.iter().find(|campaign| campaign.id.to_string() == value);
                campaign.map_or_else(String::new, |campaign| campaign.name.clone())
            }
            "due" => t(self.lang, due_key(value)).to_owned(),
            "from" | "to" => {
                value.parse::<Date>().map_or_else(|_| value.to_owned(), |day| date(self.lang, day))
            }
            "q" => value.to_owned(),
            _ => String::new(),
        }
    }
}

/// The list that a page about it means: the address's own, or the one that ticked matters come from, narrowed to them.
pub fn listed(asked: &Filters) -> Filters {
    let mut fields = asked.fields().clone();
    fields.0.retain(|(name, _)| !["form", "after", "pick"].contains(&name.as_str()));
    let Some(back) = asked.get("back").map(local) else { return Filters::of("/matters", &fields.to_query()) };
    let picked: Vec<(String, String)> = fields.0.into_iter().filter(|(name, _)| name == "m").collect();
    let query = back.split_once('?').map_or("", |(_, query)| query);
    let mut fields = Filters::of("/matters", query).fields().clone();
    fields.0.retain(|(name, _)| !["m", "after", "pick"].contains(&name.as_str()));
    fields.0.extend(picked);
    Filters::of("/matters", &fields.to_query())
}

/// Message key of a span of deadlines that is known.
pub fn due_word(code: &str) -> Option<&'static str> {
    DUE.iter().any(|(known, _)| *known == code).then(|| due_key(code))
}

/// Message key of a light's name.
pub fn light_key(code: &str) -> &'static str {
    match code {
        "green" => "light.green",
        "yellow" => "light.yellow",
        "red" => "light.red",
        "grey" => "light.grey",
        _ => "light.done",
    }
}

/// Message key of one of [`SHOW`].
pub fn show_key(code: &str) -> &'static str {
    match code {
        "unfinished" => "listing.unfinished",
        "finished" => "listing.finished",
        _ => "listing.all",
    }
}

/// Message key of a span of deadlines.
pub fn due_key(code: &str) -> &'static str {
    match code {
        "week" => "listing.due_week",
        _ => "listing.due_month",
    }
}
