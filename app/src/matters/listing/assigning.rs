//! `/matters/assignments`: registered matters ticked in the list are given to the same units together
//! (批量交办). Each is assigned for itself: one that can't be holds back no other, and says why before.

use super::urging::{Picked, Row};
use crate::{
    act::ActError,
    app::App,
    cx::new_id,
    db::Tx,
    matters::{
        act::{Around, Gathered, act, is_seen},
        rounds::may_assign,
        store,
    },
    people::{
        directory::Directory,
        naming::{and_nobody, named, offered, unmanned, unmanned_said},
    },
    web::{
        error::{Error, Said},
        fields::Fields,
        form::{Choice, Form},
        lang::Lang,
        layout::{Frame, done, page, warned},
        list::Filters,
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
    ids::{AssignmentId, MatterId, UnitId},
    matters::{Command, NewAssignment, Part, offer},
    refusal::Refusal,
};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "matters/listing/assigning.html")]
struct Assigning {
    frame: Frame,
    form: Form,
    back: String,
    rows: Vec<Row>,
    known: Vec<Choice>,
}

impl Assigning {
    fn of(frame: Frame, form: Form, back: String, rows: Vec<Row>, known: Vec<Choice>) -> Assigning {
        let matters = frame.t("nav.matters").to_owned();
        let frame = frame.titled("listing.assign").under(matters, back.clone());
        Assigning { frame, form, back, rows, known }
    }

    fn any_able(&self) -> bool {
        self.rows.iter().any(|row| row.able)
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
        return Ok(warned(&picked.back, frame.t("listing.none_picked_to_assign")));
    }
    let form = Form::blank(&frame);
    page(shown(&app, &who, frame, form, picked).await?)
}

/// The units that a form names; what can't be told is said at its field.
struct Units {
    lead: UnitId,
    responsible: Vec<UnitId>,
    assisting: Vec<UnitId>,
}

impl Units {
    fn read(form: &mut Form, frame: &Frame, directory: (&Directory, UnitId)) -> Option<Units> {
        let lead = form.needed("lead");
        let lead = if lead.is_empty() { None } else { named(form, frame, directory, ("lead", &lead)) };
        let responsible = several(form, frame, directory, "responsible");
        let assisting = several(form, frame, directory, "assisting");
        Some(Units { lead: lead?, responsible: responsible?, assisting: assisting? })
    }

    /// New ids for each matter.
    fn shares(&self) -> Vec<NewAssignment> {
        let new = |unit: &UnitId, part| NewAssignment {
            id: AssignmentId(new_id()),
            unit: *unit,
            part,
            task: String::new(),
            deadline: None,
        };
        let responsible = self.responsible.iter().map(|unit| new(unit, Part::Responsible));
        let assisting = self.assisting.iter().map(|unit| new(unit, Part::Assisting));
        std::iter::once(new(&self.lead, Part::Lead)).chain(responsible).chain(assisting).collect()
    }
}

fn several(
    form: &mut Form,
    frame: &Frame,
    directory: (&Directory, UnitId),
    name: &str,
) -> Option<Vec<UnitId>> {
    let text = form.values().get(name).to_owned();
    let names = text.split(['、', '，', ',', '；', ';', '\n']).map(str::trim).filter(|n| !n.is_empty());
    let found: Vec<Option<UnitId>> = names.map(|one| named(form, frame, directory, (name, one))).collect();
    found.into_iter().collect()
}

pub(super) async fn assign(
    State(app): State<App>,
    who: Visitor,
    mut frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let mut picked = Picked::of(&fields);
    let mut form = Form::typed(&frame, fields);
    let directory = directory(&app, &who).await?;
    let from = who.actor.unit;
    let units = Units::read(&mut form, &frame, (&directory, from));
    if let Some(units) = units.filter(|_| form.is_right()) {
        for id in picked.ids.clone() {
            if let Some(why) = assign_one(&app, &who, id, units.shares(), &frame).await? {
                picked.left.insert(id, why);
            }
        }
        let assigned = picked.ids.len() - picked.left.len();
        if picked.left.is_empty() {
            let done_so = frame.t1("listing.assigned", "n", assigned);
            return Ok(match nobody_there(&app, &who, &frame, &directory, &units).await? {
                Some(nobody) => warned(&picked.back, &and_nobody(frame.lang, &done_so, &nobody)),
                None => done(&picked.back, &done_so),
            });
        }
        picked.ids.retain(|id| picked.left.contains_key(id));
        let args = [("n", &*assigned.to_string()), ("left", &*picked.left.len().to_string())];
        frame = frame.clone().warned(frame.tf("listing.assigned_some", &args));
    }
    let answer = page(shown(&app, &who, frame, form, picked).await?)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
}

/// That units of the form have nobody who could sign.
async fn nobody_there(
    app: &App,
    who: &Visitor,
    frame: &Frame,
    directory: &Arc<Directory>,
    units: &Units,
) -> Result<Option<String>, Error> {
    let ids: Vec<UnitId> = std::iter::once(units.lead).chain(units.responsible.clone()).collect();
    let today = app.cx.today();
    let found = app.view(&who.actor, move |tx, _| Ok(unmanned(tx, &ids, today)?)).await?;
    Ok(unmanned_said(frame.lang, directory, &found))
}

/// Assigns one; why not, as a sentence, where a rule refuses it.
async fn assign_one(
    app: &App,
    who: &Visitor,
    id: MatterId,
    shares: Vec<NewAssignment>,
    frame: &Frame,
) -> Result<Option<String>, Error> {
    let command = Command::Assign(shares);
    match app.change(&who.actor, move |tx, around| act(tx, around, id, &command, None)).await {
        Ok(_) => Ok(None),
        Err(ActError::Refused(refusal)) => Ok(Some(Said::of(&refusal, frame).sentence(frame.lang))),
        Err(other) => Err(other.into()),
    }
}

async fn directory(app: &App, who: &Visitor) -> Result<Arc<Directory>, Error> {
    Ok(app.view(&who.actor, |_, around| Ok(around.directory.clone())).await?)
}

async fn shown(
    app: &App,
    who: &Visitor,
    frame: Frame,
    form: Form,
    picked: Picked,
) -> Result<Assigning, Error> {
    let (lang, ids) = (frame.lang, picked.ids);
    let read = app.view(&who.actor, move |tx, around| rows(tx, &around, lang, &ids)).await?;
    let (rows, directory) = read;
    let frame = frame.naming(directory.clone());
    let told = |(mut row, refused): (Row, Option<Refusal>)| {
        let before = refused.map(|refusal| Said::of(&refusal, &frame).sentence(frame.lang));
        row.why = picked.left.get(&row.id).cloned().or(before);
        row
    };
    let rows = rows.into_iter().map(told).collect();
    let known = offered(&directory, who.actor.unit, 300);
    Ok(Assigning::of(frame, form, picked.back, rows, known))
}

/// Each with the rule that holds it back now, if one does.
#[allow(clippy::type_complexity)]
fn rows(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    lang: Lang,
    ids: &[MatterId],
) -> Result<(Vec<(Row, Option<Refusal>)>, Arc<Directory>), ActError> {
    let Some(offer) = offer("assign").filter(|_| may_assign(around)) else { return Err(ActError::NotFound) };
    let mut row = |id: &MatterId| {
        let found = store::get(tx, *id)?.filter(|m| is_seen(m, around));
        let m = found.ok_or(ActError::NotFound)?;
        let gathered = Gathered::for_page(tx, around, &m)?;
        let refused = offer.check(&m, &gathered.facts(around)).err();
        Ok((Row { able: refused.is_none(), ..Row::of(&m, around, lang) }, refused))
    };
    let rows = ids.iter().map(&mut row).collect::<Result<_, ActError>>()?;
    Ok((rows, around.directory.clone()))
}

/// Two to assign, and one that can't be.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let sample = |name, rows: Vec<Row>, wrong: bool| {
        let frame = frame();
        let mut form = Form::blank(&frame);
        if wrong {
            form.needed("lead");
        }
        Sample::of(name, Assigning::of(frame, form, "/matters?state=registered".into(), rows, vec![]))
    };
    let row = |n, why| Row::sample(lang, n, "市政府督查室", why);
    vec![
        sample("matters.assignments", vec![row(12, None), row(13, None)], false),
        sample(
            "matters.assignments.left",
            vec![row(12, Some("该事项目前处于“办理中”。")), row(13, None)],
            true,
        ),
    ]
}
