//! One unit; the form for founding and changing one. The tree stands in `tree`.

use super::{Hooks, Reader, act, back_to_form, choices_of, lines};
use crate::{
    app::App,
    people::{act::units, store},
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        layout::{Frame, done, page},
        list::Filters,
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use bangdu_core::{
    ids::UnitId,
    people::{Action, Level, Person, Unit, UnitCommand, UnitForm, UnitKind},
};

#[derive(Template)]
#[template(path = "people/unit.html")]
pub(super) struct UnitPage {
    pub(super) frame: Frame,
    pub(super) unit: Unit,
    pub(super) parent: Option<Unit>,
    pub(super) below: Vec<Unit>,
    pub(super) people: Option<Vec<Person>>,
    pub(super) may_manage: bool,
}

/// One unit.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<UnitId>,
) -> Result<Response, Error> {
    let (reader, people) = Reader::read(&app, &visitor, move |tx, reader| {
        if !reader.sees_people_of(id) {
            return Ok(None);
        }
        let filter = store::PersonFilter { units: vec![id], ..store::PersonFilter::default() };
        Ok(Some(store::persons(tx, &filter, 200)?))
    })
    .await?;
    let tree = &reader.directory.tree;
    let unit = tree.get(id).ok_or(Error::NotFound)?.clone();
    let frame = reader.framed(frame);
    let units = frame.t("units.title").to_owned();
    page(UnitPage {
        frame: frame.called(&unit.name).under(units, "/units"),
        parent: unit.parent.and_then(|parent| tree.get(parent)).cloned(),
        below: tree.children(id).into_iter().cloned().collect(),
        people,
        may_manage: reader.may(Action::ManageUnits),
        unit,
    })
}

#[derive(Template)]
#[template(path = "people/unit_form.html")]
pub(super) struct UnitFormPage {
    pub(super) frame: Frame,
    pub(super) action: String,
    pub(super) back: String,
    pub(super) form: Form,
    pub(super) levels: Vec<Choice>,
    pub(super) kinds: Vec<Choice>,
    pub(super) units: Vec<Choice>,
}

impl UnitFormPage {
    fn of(frame: Frame, reader: &Reader, form: Form, id: Option<UnitId>) -> UnitFormPage {
        let units = frame.t("units.title").to_owned();
        let (key, action, back) = match id {
            None => ("units.new", "/units".to_owned(), "/units".to_owned()),
            Some(id) => ("units.edit", format!("/units/{id}/edit"), format!("/units/{id}")),
        };
        UnitFormPage {
            levels: choices_of(&Level::ALL, &frame, Level::code, Level::word),
            kinds: choices_of(&UnitKind::ALL, &frame, UnitKind::code, UnitKind::word),
            units: reader.choices(),
            frame: frame.titled(key).under(units, "/units"),
            action,
            back,
            form,
        }
    }
}

/// An empty form; `parent` in the address is filled in.
pub(super) async fn form_new(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let reader = Reader::of(&app, &visitor).await?;
    reader.must(Action::ManageUnits)?;
    let parent = filters.get("parent").and_then(|id| id.parse().ok());
    let parent = parent.map_or("", |id| reader.directory.tree.name(id)).to_owned();
    let frame = reader.framed(frame);
    let form = Form::typed(&frame, Fields::from([("parent", parent), ("kind", "department".to_owned())]));
    page(UnitFormPage::of(frame, &reader, form, None))
}

/// Founds a unit.
pub(super) async fn found(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let reader = Reader::of(&app, &visitor).await?;
    reader.must(Action::ManageUnits)?;
    let frame = reader.framed(frame);
    let mut form = Form::typed(&frame, fields);
    if let Some(typed) = typed(&mut form, &frame, &reader) {
        let id = UnitId(app.cx.new_id());
        match act(&app, &visitor, move |tx, directories, by| {
            units::found(tx, directories, by, id, typed.clone())
        })
        .await
        {
            Ok(()) => return Ok(done(&format!("/units/{id}"), frame.t("units.saved"))),
            Err(error) => back_to_form(error, &mut form, &frame)?,
        }
    }
    page(UnitFormPage::of(frame, &reader, form, None))
}

/// The form with what is stored.
pub(super) async fn form_edit(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<UnitId>,
) -> Result<Response, Error> {
    let reader = Reader::of(&app, &visitor).await?;
    reader.must(Action::ManageUnits)?;
    let unit = reader.directory.tree.get(id).ok_or(Error::NotFound)?;
    let parent = unit.parent.map_or("", |parent| reader.directory.tree.name(parent));
    let mut stored = vec![
        ("name", unit.name.clone()),
        ("short_name", unit.short_name.clone()),
        ("aliases", unit.aliases.join("\n")),
        ("level", unit.level.code().to_owned()),
        ("kind", unit.kind.code().to_owned()),
        ("parent", parent.to_owned()),
        ("division", unit.division.clone().unwrap_or_default()),
        ("looks_after", unit.looks_after.join("\n")),
        ("series", unit.series.clone().unwrap_or_default()),
    ];
    if unit.is_office {
        stored.push(("is_office", "yes".to_owned()));
    }
    let frame = reader.framed(frame);
    let form = Form::typed(&frame, Fields::from(stored));
    page(UnitFormPage::of(frame, &reader, form, Some(id)))
}

/// Changes a unit to what the form says.
pub(super) async fn change(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Extension(hooks): Extension<Hooks>,
    Path(id): Path<UnitId>,
    fields: Fields,
) -> Result<Response, Error> {
    let reader = Reader::of(&app, &visitor).await?;
    reader.must(Action::ManageUnits)?;
    let unit = reader.directory.tree.get(id).ok_or(Error::NotFound)?.clone();
    let frame = reader.framed(frame);
    let mut form = Form::typed(&frame, fields);
    if let Some(typed) = typed(&mut form, &frame, &reader) {
        let commands = commands(&unit, typed);
        let changed = act(&app, &visitor, move |tx, directories, by| {
            units::change(tx, directories, by, id, commands.clone(), hooks.open_matters)
        });
        match changed.await {
            Ok(()) => return Ok(done(&format!("/units/{id}"), frame.t("units.saved"))),
            Err(error) => back_to_form(error, &mut form, &frame)?,
        }
    }
    page(UnitFormPage::of(frame, &reader, form, Some(id)))
}

/// Ends a unit, today.
pub(super) async fn end(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Extension(hooks): Extension<Hooks>,
    Path(id): Path<UnitId>,
) -> Result<Response, Error> {
    let end = vec![UnitCommand::End { on: app.cx.today() }];
    act(&app, &visitor, move |tx, directories, by| {
        units::change(tx, directories, by, id, end.clone(), hooks.open_matters)
    })
    .await?;
    Ok(done(&format!("/units/{id}"), frame.t("units.ended_done")))
}

/// What the form says, if every field can be understood.
fn typed(form: &mut Form, frame: &Frame, reader: &Reader) -> Option<UnitForm> {
    let name = form.needed("name");
    let level = Level::from_code(&form.needed("level"));
    let kind = UnitKind::from_code(&form.needed("kind"));
    let parent = reader.unit_typed(form, frame, "parent");
    let values = form.values();
    let typed = UnitForm {
        name,
        short_name: values.get("short_name").to_owned(),
        aliases: lines(values, "aliases"),
        level: level?,
        kind: kind?,
        parent,
        division: values.given("division").map(str::to_owned),
        looks_after: lines(values, "looks_after"),
        is_office: values.ticked("is_office"),
        series: values.given("series").map(str::to_owned),
    };
    form.is_right().then_some(typed)
}

/// The commands that make `unit` what the form says; those that change nothing leave no trace.
fn commands(unit: &Unit, form: UnitForm) -> Vec<UnitCommand> {
    let mut commands = vec![
        UnitCommand::Move { parent: form.parent },
        UnitCommand::Rename { name: form.name, short_name: form.short_name },
        UnitCommand::Describe { level: form.level, kind: form.kind, division: form.division },
        UnitCommand::SetLooksAfter { towns: form.looks_after },
        UnitCommand::SetOffice {
            is_office: form.is_office || form.kind == UnitKind::Office,
            series: form.series,
        },
    ];
    let gone = unit.aliases.iter().filter(|alias| !form.aliases.contains(alias));
    commands.extend(gone.map(|alias| UnitCommand::RemoveAlias { alias: alias.clone() }));
    commands.extend(form.aliases.into_iter().map(|alias| UnitCommand::AddAlias { alias }));
    commands
}
