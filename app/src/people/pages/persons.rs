//! Persons: the list of those whom the reader may see, one person, the form.

use super::{Reader, act, back_to_form};
use crate::{
    app::App,
    people::{
        act::persons::{self, PersonForm},
        store::{self, PersonFilter},
    },
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        layout::{Frame, done, page},
        list::{Filters, PAGE},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use bangdu_core::{
    ids::{PersonId, UnitId},
    people::{Account, Action, Person, person::masked},
};

/// A person as the list shows them.
pub(super) struct PersonRow {
    pub(super) person: Person,
    pub(super) unit: String,
    pub(super) phone: String,
}

#[derive(Template)]
#[template(path = "people/persons.html")]
pub(super) struct PersonsPage {
    pub(super) frame: Frame,
    pub(super) filters: Filters,
    pub(super) search: Form,
    pub(super) units: Vec<Choice>,
    pub(super) rows: Vec<PersonRow>,
    pub(super) next: Option<String>,
    pub(super) may_manage: bool,
}

/// A person whom a search found.
pub struct FoundPerson {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) position: String,
    /// Masked where the reader may not call.
    pub(crate) phone: String,
}

/// At most `limit` persons in office whose name, position or initials hold `text`, of those whom the reader may see.
pub async fn find_persons(
    app: &App,
    visitor: &Visitor,
    text: String,
    limit: usize,
) -> Result<Vec<FoundPerson>, Error> {
    let (_, rows) = Reader::read(app, visitor, move |tx, reader| {
        let filter = PersonFilter { text: text.clone(), ..PersonFilter::default() };
        seen_rows(tx, reader, visible_units(reader, None), filter, limit)
    })
    .await?;
    let found = rows.into_iter().map(|row| FoundPerson {
        href: format!("/persons/{}", row.person.id),
        name: row.person.name,
        unit: row.unit,
        position: row.person.position,
        phone: row.phone,
    });
    Ok(found.collect())
}

/// The list, narrowed to what the reader may see.
pub(super) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let asked = filters.clone();
    let (reader, rows) = Reader::read(&app, &visitor, move |tx, reader| {
        let filter = PersonFilter {
            text: asked.get("q").unwrap_or_default().to_owned(),
            left_too: asked.get("left").is_some(),
            after: asked.start().and_then(|id| id.parse().ok()),
            ..PersonFilter::default()
        };
        seen_rows(tx, reader, visible_units(reader, asked.get("unit")), filter, PAGE + 1)
    })
    .await?;
    let frame = reader.framed(frame).titled("persons.title");
    let mut rows = rows;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| row.person.id.to_string());
    let search = Form::typed(&frame, filters.fields().clone());
    let may_manage = reader.may(Action::ManagePersons);
    page(PersonsPage { search, units: reader.choices(), rows, next, may_manage, frame, filters })
}

/// Persons of these units that the filter lets through, with what the reader may know of them.
fn seen_rows(
    tx: &mut crate::db::Tx<'_>,
    reader: &Reader,
    units: Vec<UnitId>,
    filter: PersonFilter,
    limit: usize,
) -> Result<Vec<PersonRow>, crate::act::ActError> {
    if units.is_empty() {
        return Ok(vec![]);
    }
    // Everybody is everywhere: no need to name each unit.
    let units = if units.len() == reader.directory.tree.len() { vec![] } else { units };
    let mut rows = Vec::new();
    for person in store::persons(tx, &PersonFilter { units, ..filter }, limit)? {
        let phone = shown_phone(tx, reader, &person)?;
        let unit = reader.directory.unit(person.unit).to_owned();
        rows.push(PersonRow { person, unit, phone });
    }
    Ok(rows)
}

fn visible_units(reader: &Reader, wanted: Option<&str>) -> Vec<UnitId> {
    let tree = &reader.directory.tree;
    let all: Vec<UnitId> = match wanted {
        Some(name) => reader.meant(name).into_iter().flat_map(|unit| tree.subtree(unit)).collect(),
        None => tree.walk().into_iter().map(|(_, unit)| unit.id).collect(),
    };
    all.into_iter().filter(|unit| reader.sees_people_of(*unit)).collect()
}

fn shown_phone(
    tx: &mut crate::db::Tx<'_>,
    reader: &Reader,
    person: &Person,
) -> Result<String, crate::act::ActError> {
    let phone = persons::phone_of(tx, person)?.unwrap_or_default();
    Ok(if reader.may_see_contacts(person.unit) { phone } else { masked(&phone) })
}

#[derive(Template)]
#[template(path = "people/person.html")]
pub(super) struct PersonPage {
    pub(super) frame: Frame,
    pub(super) person: Person,
    pub(super) unit: String,
    pub(super) phone: String,
    pub(super) accounts: Option<Vec<Account>>,
    pub(super) may_manage: bool,
    pub(super) may_open: bool,
}

/// One person.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<PersonId>,
) -> Result<Response, Error> {
    let (reader, (person, phone, accounts)) = Reader::read(&app, &visitor, move |tx, reader| {
        let person = seen(tx, reader, id)?;
        let phone = shown_phone(tx, reader, &person)?;
        let accounts = reader.may(Action::SeeAccounts).then(|| store::accounts_of(tx, id)).transpose()?;
        Ok((person, phone, accounts))
    })
    .await?;
    let frame = reader.framed(frame);
    let persons = frame.t("persons.title").to_owned();
    page(PersonPage {
        frame: frame.called(&person.name).under(persons, "/persons"),
        unit: reader.directory.tree.name(person.unit).to_owned(),
        phone,
        accounts,
        may_manage: reader.may(Action::ManagePersons) && person.left.is_none(),
        may_open: reader.may(Action::ManageAccounts) && person.left.is_none(),
        person,
    })
}

fn seen(tx: &mut crate::db::Tx<'_>, reader: &Reader, id: PersonId) -> Result<Person, crate::act::ActError> {
    let person = store::person(tx, id)?;
    person.filter(|person| reader.sees_people_of(person.unit)).ok_or(crate::act::ActError::NotFound)
}

#[derive(Template)]
#[template(path = "people/person_form.html")]
pub(super) struct PersonFormPage {
    pub(super) frame: Frame,
    pub(super) action: String,
    pub(super) back: String,
    pub(super) form: Form,
    pub(super) units: Vec<Choice>,
    pub(super) phone_hint: String,
    pub(super) has_phone: bool,
}

impl PersonFormPage {
    fn of(frame: Frame, reader: &Reader, form: Form, known: Option<(PersonId, String)>) -> PersonFormPage {
        let persons = frame.t("persons.title").to_owned();
        let has_phone = known.as_ref().is_some_and(|(_, phone)| !phone.is_empty());
        let (key, action, back, phone_hint) = match known {
            None => ("persons.new", "/persons".to_owned(), "/persons".to_owned(), String::new()),
            Some((id, phone)) if phone.is_empty() => {
                ("persons.edit", format!("/persons/{id}/edit"), format!("/persons/{id}"), String::new())
            }
            Some((id, phone)) => {
                let hint = frame.tf("persons.phone_keep", &[("phone", &phone)]);
                ("persons.edit", format!("/persons/{id}/edit"), format!("/persons/{id}"), hint)
            }
        };
        let phone_hint =
            if phone_hint.is_empty() { frame.t("persons.phone_hint").to_owned() } else { phone_hint };
        let units = reader.choices();
        let frame = frame.titled(key).under(persons, "/persons");
        PersonFormPage { frame, action, back, form, units, phone_hint, has_phone }
    }
}

/// An empty form; `unit` in the address is filled in.
pub(super) async fn form_new(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let reader = Reader::of(&app, &visitor).await?;
    reader.must(Action::ManagePersons)?;
    let unit = filters.get("unit").and_then(|id| id.parse().ok());
    let unit = unit.map_or("", |id| reader.directory.tree.name(id)).to_owned();
    let frame = reader.framed(frame);
    let form = Form::typed(&frame, Fields::from([("unit", unit)]));
    page(PersonFormPage::of(frame, &reader, form, None))
}

/// Enters a person.
pub(super) async fn enter(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let reader = Reader::of(&app, &visitor).await?;
    reader.must(Action::ManagePersons)?;
    let frame = reader.framed(frame);
    let mut form = Form::typed(&frame, fields);
    if let Some((unit, typed)) = typed(&mut form, &frame, &reader) {
        let id = PersonId(app.cx.new_id());
        let entered = act(&app, &visitor, move |tx, directories, by| {
            persons::enter(tx, directories, by, id, unit, typed.clone())
        });
        match entered.await {
            Ok(()) => return Ok(done(&format!("/persons/{id}"), frame.t("persons.saved"))),
            Err(error) => back_to_form(error, &mut form, &frame)?,
        }
    }
    page(PersonFormPage::of(frame, &reader, form, None))
}

/// The form with what is stored. The phone isn't: it stays unless another is typed.
pub(super) async fn form_edit(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<PersonId>,
) -> Result<Response, Error> {
    let (reader, (person, phone)) = managed(&app, &visitor, id).await?;
    let unit = reader.directory.tree.name(person.unit).to_owned();
    let frame = reader.framed(frame);
    let stored = [("name", person.name), ("unit", unit), ("position", person.position)];
    let form = Form::typed(&frame, Fields::from(stored));
    page(PersonFormPage::of(frame, &reader, form, Some((id, phone))))
}

/// Changes a person to what the form says.
pub(super) async fn change(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<PersonId>,
    fields: Fields,
) -> Result<Response, Error> {
    let (reader, (_, phone)) = managed(&app, &visitor, id).await?;
    let frame = reader.framed(frame);
    let mut form = Form::typed(&frame, fields);
    if let Some((unit, typed)) = typed(&mut form, &frame, &reader) {
        let changed = act(&app, &visitor, move |tx, directories, by| {
            persons::change(tx, directories, by, id, unit, typed.clone())
        });
        match changed.await {
            Ok(()) => return Ok(done(&format!("/persons/{id}"), frame.t("persons.saved"))),
            Err(error) => back_to_form(error, &mut form, &frame)?,
        }
    }
    page(PersonFormPage::of(frame, &reader, form, Some((id, phone))))
}

async fn managed(app: &App, visitor: &Visitor, id: PersonId) -> Result<(Reader, (Person, String)), Error> {
    Reader::read(app, visitor, move |tx, reader| {
        reader.must(Action::ManagePersons)?;
        let person = seen(tx, reader, id)?;
        let phone = shown_phone(tx, reader, &person)?;
        Ok((person, phone))
    })
    .await
}

/// Notes that a person left, today.
pub(super) async fn leave(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<PersonId>,
) -> Result<Response, Error> {
    act(&app, &visitor, move |tx, directories, by| persons::leave(tx, directories, by, id)).await?;
    Ok(done(&format!("/persons/{id}"), frame.t("persons.leave_done")))
}

/// What the form says, if every field can be understood.
fn typed(form: &mut Form, frame: &Frame, reader: &Reader) -> Option<(UnitId, PersonForm)> {
    let name = form.needed("name");
    form.needed("unit");
    let unit = reader.unit_typed(form, frame, "unit");
    let values = form.values();
    let phone = match (values.ticked("phone_remove"), values.given("phone")) {
        (_, Some(phone)) => Some(phone.to_owned()),
        (true, None) => Some(String::new()),
        (false, None) => None,
    };
    let typed = PersonForm { name, position: values.get("position").to_owned(), phone };
    form.is_right().then_some((unit?, typed))
}
