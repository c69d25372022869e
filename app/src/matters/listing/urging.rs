//! `/matters/urges`: matters ticked in the list are urged together. Each is urged for itself: one that can't be
//! holds back no other.

use super::{
    asked::MOST_PICKED,
    pressing::{ALL, MESSAGE, OTHER, OWN, one, typed, untouched},
    reach::{Narrowed, Reach, may_urge_on},
};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::{
        act::{Around, Gathered, is_seen},
        rounds::{may_urge, told::answer_by},
        store, urged_lately,
    },
    people::naming::{unmanned, unmanned_said},
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        lang::{self, Lang, tf},
        layout::{Frame, done, page, warned},
        list::Filters,
        preferences::local,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bangdu_core::{
    calendar::Calendar,
    ids::MatterId,
    instant::Instant,
    matters::{Matter, Slip, StandingWaiver, helped_first, light, offer, usual_answer_by},
};
use jiff::civil::Date;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "matters/listing/urging.html")]
struct Urging {
    frame: Frame,
    form: Form,
    back: String,
    /// The place that the list is narrowed to; empty where it isn't.
    place: String,
    rows: Vec<Row>,
    /// When the form was made.
    opened: i64,
    /// For each lead unit, or each unit that is reached, a text to send by other ways.
    words: Vec<(String, String)>,
}

/// A ticked matter, as the pages of what is done to several show it.
pub(super) struct Row {
    pub id: MatterId,
    pub number: String,
    pub title: String,
    pub unit: String,
    pub due: String,
    pub light: Option<&'static str>,
    /// Whether it can be done now, by this reader.
    pub able: bool,
    /// Why it can't be, or could not be.
    pub why: Option<String>,
    /// Whether a yellow, orange or red slip needs help or a waiver first.
    pub help_first: bool,
    /// Whom it reaches.
    pub reach: Reach,
    /// The units that are reached where only some are, by name.
    pub own: Vec<String>,
    /// That units which are reached have nobody who could sign.
    pub unmanned: Option<String>,
    /// Who urged it just now.
    pub lately: Option<String>,
}

/// What is ticked, what could not be done and why, and where the reader came from.
pub(super) struct Picked {
    pub ids: Vec<MatterId>,
    /// Ticked as well, though the page said before that it can't be done on them.
    pub passed: Vec<MatterId>,
    pub left: BTreeMap<MatterId, String>,
    pub back: String,
}

impl Picked {
    pub fn of(fields: &Fields) -> Picked {
        let all = |name| fields.all(name).filter_map(|id| id.parse().ok()).take(MOST_PICKED).collect();
        let back = fields.given("back").map_or("/matters", local).to_owned();
        Picked { ids: all("m"), passed: all("passed"), left: BTreeMap::new(), back }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let picked = Picked::of(filters.fields());
    if picked.ids.is_empty() {
        return Ok(warned(&picked.back, frame.t("listing.none_picked")));
    }
    page(Urging::read(&app, &who, frame, None, picked).await?)
}

pub(super) async fn urge(
    State(app): State<App>,
    who: Visitor,
    mut frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let mut picked = Picked::of(&fields);
    let mut form = Form::typed(&frame, fields);
    let (lang, back) = (frame.lang, picked.back.clone());
    let (narrowed, calendar, now) = app
        .view(&who.actor, move |tx, around| {
            let narrowed = Narrowed::read(tx, &around, lang, &back)?;
            Ok((narrowed, around.settings.calendar.clone(), around.asker.now))
        })
        .await?;
    let urge = typed(&mut form, &frame, narrowed, &calendar, now);
    // Whoever only wants the texts with the day that was typed urges nobody.
    if form.values().given("look").is_some() {
        return page(Urging::read(&app, &who, frame, Some(form), picked).await?);
    }
    if let Some(urge) = urge {
        for id in picked.ids.clone() {
            if let Some(why) = one(&app, &who, id, urge.clone(), &frame).await? {
                picked.left.insert(id, why);
            }
        }
        let urged = picked.ids.len() - picked.left.len();
        if picked.left.is_empty() && picked.passed.is_empty() {
            return Ok(done(&picked.back, &frame.t1("listing.urged", "n", urged)));
        }
        if picked.left.is_empty() {
            let passed = picked.passed.clone();
            let none = Narrowed::default();
            let passed =
                app.view(&who.actor, move |tx, around| rows(tx, &around, lang, &passed, &none)).await?;
            return Ok(warned(&picked.back, &left_out(&frame, urged, &passed)));
        }
        picked.ids.retain(|id| picked.left.contains_key(id));
        let left = picked.left.len().to_string();
        frame = frame
            .clone()
            .warned(frame.tf("listing.urged_some", &[("n", &urged.to_string()), ("left", &left)]));
    }
    let answer = page(Urging::read(&app, &who, frame, Some(form), picked).await?)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
}

/// How many were urged, and which were left out for what reason.
fn left_out(frame: &Frame, urged: usize, rows: &[Row]) -> String {
    const NAMED: usize = 3;
    let name = |row: &Row| {
        let why = row.why.clone().unwrap_or_default();
        frame.tf("listing.left_one", &[("title", &row.title), ("why", &why)])
    };
    let named: Vec<String> = rows.iter().take(NAMED).map(name).collect();
    let key = if rows.len() > NAMED { "listing.urged_but_more" } else { "listing.urged_but" };
    let mark = if frame.lang == Lang::En { "; " } else { "；" };
    let args = [("n", urged.to_string()), ("left", rows.len().to_string()), ("names", named.join(mark))];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    frame.tf(key, &args)
}

impl Urging {
    async fn read(
        app: &App,
        who: &Visitor,
        frame: Frame,
        form: Option<Form>,
        picked: Picked,
    ) -> Result<Urging, Error> {
        let (lang, back) = (frame.lang, picked.back);
        let ids: Vec<MatterId> = picked.ids.into_iter().chain(picked.passed).collect();
        let list = back.clone();
        let (mut rows, place, calendar, now) = app
            .view(&who.actor, move |tx, around| {
                let narrowed = Narrowed::read(tx, &around, lang, &list)?;
                let (calendar, now) = (around.settings.calendar.clone(), around.asker.now);
                Ok((rows(tx, &around, lang, &ids, &narrowed)?, narrowed.place, calendar, now))
            })
            .await?;
        let form = form.unwrap_or_else(|| untouched(&frame, &calendar, now));
        let by = answer_by(form.values().given("answer_by"), lang, &calendar, now).ok().flatten();
        for row in &mut rows {
            row.why = picked.left.get(&row.id).cloned().or(row.why.take());
        }
        Ok(Urging { opened: now.0, ..Urging::of(frame, form, back, place, rows, by) })
    }

    fn of(frame: Frame, form: Form, back: String, place: String, rows: Vec<Row>, by: Option<Date>) -> Urging {
        let words = words(&frame, &rows, by);
        let matters = frame.t("nav.matters").to_owned();
        let frame = frame.titled("listing.urge").under(matters, back.clone());
        Urging { frame, form, back, place, rows, opened: 0, words }
    }
}

fn rows(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    lang: Lang,
    ids: &[MatterId],
    narrowed: &Narrowed,
) -> Result<Vec<Row>, ActError> {
    if !may_urge(around) {
        return Err(ActError::NotFound);
    }
    let mut row = |id: &MatterId| {
        let found = store::get(tx, *id)?.filter(|m| is_seen(m, around));
        let m = found.ok_or(ActError::NotFound)?;
        let gathered = Gathered::for_page(tx, around, &m)?;
        let facts = gathered.facts(around);
        let refusal = offer("urge").and_then(|offer| offer.check(&m, &facts).err());
        let help_first = refusal.is_none() && helped_first(&m, &facts).is_err();
        let why = refusal.map(|refusal| match may_urge_on(&m, around) {
            true => lang::say(lang, &refusal.why, around.directory.as_ref()),
            false => tf(lang, "listing.urge_of_office", &[("office", around.directory.unit(m.office))]),
        });
        let reach = if why.is_none() { Reach::of(&m, narrowed, around, lang) } else { Reach::default() };
        let reached = if narrowed.units.is_empty() { &reach.all } else { &reach.own };
        let today = around.asker.today(&around.settings.calendar);
        let nobody = unmanned(tx, reached, today)?;
        let unmanned = unmanned_said(lang, around.directory, &nobody);
        let own = reach.own.iter().map(|unit| around.directory.unit(*unit).to_owned()).collect();
        let lately = urged_lately::last(tx, around, &[*id], reached)?;
        let lately = lately.map(|urge| urged_lately::told(urge, around, lang));
        let able = why.is_none();
        Ok(Row { able, why, help_first, reach, own, unmanned, lately, ..Row::of(&m, around, lang) })
    };
    ids.iter().map(&mut row).collect()
}

impl Urging {
    /// Only units of the place that the list is narrowed to, or each matter's.
    fn whom(&self) -> Vec<Choice> {
        vec![
            Choice::of(OWN, self.frame.t1("listing.urge_own", "place", &self.place)),
            Choice::of(ALL, self.frame.t("listing.urge_all")),
        ]
    }

    /// Whom an urge on this one reaches.
    fn reach(&self, row: &Row) -> Vec<String> {
        let told = |key, units: &str| self.frame.t1(key, "units", units);
        if !row.able {
            return Vec::new();
        }
        let mut lines = match self.place.is_empty() {
            true => vec![told("listing.reach", &row.reach.all_told)],
            false => {
                vec![
                    told("listing.reach", &row.reach.own_told),
                    told("listing.reach_all", &row.reach.all_told),
                ]
            }
        };
        lines.extend(row.unmanned.clone());
        lines
    }

    /// By message, or by a slip of a colour.
    fn ways(&self) -> Vec<Choice> {
        let slip = |slip: &Slip| Choice::of(slip.code(), self.frame.word(&slip.word()));
        let message = Choice::of(MESSAGE, self.frame.t("listing.urge_message"));
        std::iter::once(message).chain(Slip::ALL.iter().map(slip)).collect()
    }

    fn waivers(&self) -> Vec<Choice> {
        let case = |case: &StandingWaiver| Choice::of(case.code(), self.frame.word(&case.word()));
        let other = Choice::of(OTHER, self.frame.t("matters.other_waiver"));
        StandingWaiver::ALL.iter().map(case).chain(std::iter::once(other)).collect()
    }

    fn any_help_first(&self) -> bool {
        self.rows.iter().any(|row| row.help_first)
    }

    fn any_lately(&self) -> bool {
        self.rows.iter().any(|row| row.lately.is_some())
    }

    fn any_urgeable(&self) -> bool {
        self.rows.iter().any(|row| row.able)
    }
}

impl Row {
    pub fn of(m: &Matter, around: &Around<'_>, lang: Lang) -> Row {
        let lead = m.lead().map_or(m.office, |lead| lead.unit);
        Row {
            id: m.id,
            number: m.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            title: m.title.clone(),
            unit: around.directory.unit(lead).to_owned(),
            due: m.moments.due.as_ref().map(|due| lang::date(lang, due.date)).unwrap_or_default(),
            light: light(m, around.asker.now).map(|shown| shown.light.code()),
            able: false,
            why: None,
            help_first: false,
            reach: Reach::default(),
            own: Vec::new(),
            unmanned: None,
            lately: None,
        }
    }

    /// One for samples.
    pub fn sample(lang: Lang, n: u128, unit: &str, why: Option<&str>) -> Row {
        Row {
            id: MatterId(uuid::Uuid::from_u128(n)),
            number: format!("督查立项〔2026〕{n}号"),
            title: "实验小学教学楼建设".into(),
            unit: unit.into(),
            due: lang::date(lang, jiff::civil::date(2026, 6, 30)),
            light: Some("red"),
            able: why.is_none(),
            why: why.map(str::to_owned),
            help_first: n == 13,
            reach: Reach { own_told: unit.into(), all_told: unit.into(), ..Reach::default() },
            own: vec![unit.into()],
            unmanned: None,
            lately: (n == 12)
                .then(|| tf(lang, "rounds.urged_just_now", &[("at", "10:05"), ("who", "林晓梅")])),
        }
    }

    /// As it stands in a text: title, number, deadline.
    fn told(&self, lang: Lang) -> String {
        let due = tf(lang, "listing.urge_due", &[("due", &self.due)]);
        let what = [self.number.clone(), if self.due.is_empty() { String::new() } else { due }];
        let what: Vec<String> = what.into_iter().filter(|part| !part.is_empty()).collect();
        if what.is_empty() {
            return self.title.clone();
        }
        let (mark, open, close) = if lang == Lang::En { (", ", " (", ")") } else { ("，", "（", "）") };
        format!("{}{open}{}{close}", self.title, what.join(mark))
    }
}

/// A text for each unit that is reached in a narrowed list, else for each lead unit, in the order of the rows; with the
/// day by which an answer is asked for.
fn words(frame: &Frame, rows: &[Row], by: Option<Date>) -> Vec<(String, String)> {
    let mut units: Vec<(&str, Vec<String>)> = Vec::new();
    for row in rows.iter().filter(|row| row.able) {
        let told = row.told(frame.lang);
        let reached = if row.own.is_empty() { std::slice::from_ref(&row.unit) } else { &row.own[..] };
        for name in reached {
            match units.iter_mut().find(|(unit, _)| unit == name) {
                Some((_, list)) => list.push(told.clone()),
                None => units.push((name, vec![told.clone()])),
            }
        }
    }
    let text = |(unit, list): (&str, Vec<String>)| {
        let lines = list.iter().enumerate().map(|(i, told)| format!("{}. {told}", i + 1));
        let list = lines.collect::<Vec<_>>().join("\n");
        let text = frame.tf("listing.urge_unit", &[("unit", unit), ("list", &list)]);
        let by = by.map(|on| format!("\n{}", frame.t1("rounds.urge_copy_by", "on", frame.date(on))));
        (unit.to_owned(), text + &by.unwrap_or_default())
    };
    units.into_iter().map(text).collect()
}

/// Two units' matters, and one that could not be urged.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let row = |n, unit: &str, why: Option<&str>| Row::sample(lang, n, unit, why);
    let narrowed = |name, place: &str, rows: Vec<Row>| {
        let frame = frame();
        let (calendar, now) = (Calendar::shipped(), Instant(1_793_667_600_000));
        let form = untouched(&frame, &calendar, now);
        let by = usual_answer_by(&calendar, now);
        Sample::of(name, Urging::of(frame, form, "/matters?light=red".into(), place.into(), rows, by))
    };
    let sample = |name, rows: Vec<Row>| narrowed(name, "", rows);
    let refused = lang::t(lang, "listing.none_picked");
    let unable = || Row { able: false, ..row(14, "市住建局", Some(refused)) };
    vec![
        sample("matters.urges", vec![row(12, "惠安县住建局", None), row(13, "市住建局", None)]),
        narrowed("matters.urges.narrowed", "惠安县政府", vec![row(12, "惠安县住建局", None), unable()]),
        sample(
            "matters.urges.left",
            vec![Row { able: true, ..row(12, "惠安县住建局", Some(refused)) }, unable()],
        ),
    ]
}
