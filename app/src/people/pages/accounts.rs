//! Accounts: the list, one account with its roles, opening, one-time links, closing.

use super::{Hooks, Reader, act, back_to_form, choices_of};
use crate::{
    act::ActError,
    app::App,
    people::{
        act::accounts,
        store::{self, AccountFilter, AccountRow},
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
    Extension,
    extract::{Path, State},
    response::Response,
};
use bangdu_core::{
    ids::{AccountId, PersonId, UnitId},
    people::{Account, AccountCommand, AccountState, Action, Grant, Role},
};
use jiff::civil::Date;

/// An account as the list shows it.
pub(super) struct Row {
    pub(super) row: AccountRow,
    pub(super) unit: String,
    pub(super) roles: Vec<String>,
}

#[derive(Template)]
#[template(path = "people/accounts.html")]
pub(super) struct AccountsPage {
    pub(super) frame: Frame,
    pub(super) filters: Filters,
    pub(super) search: Form,
    pub(super) states: Vec<Choice>,
    pub(super) roles: Vec<Choice>,
    pub(super) rows: Vec<Row>,
    pub(super) next: Option<String>,
    pub(super) may_open: bool,
}

/// The list, for the three administrators.
pub(super) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let asked = filters.clone();
    let (reader, mut found) = Reader::read(&app, &visitor, move |tx, reader| {
        reader.must(Action::SeeAccounts)?;
        let filter = AccountFilter {
            units: vec![],
            text: asked.get("q").unwrap_or_default().to_owned(),
            state: asked.get("state").and_then(AccountState::from_code),
            role: asked.get("role").and_then(Role::from_code),
            after: asked.start().and_then(|id| id.parse().ok()),
        };
        Ok(store::accounts(tx, &filter, PAGE + 1)?)
    })
    .await?;
    let frame = reader.framed(frame).titled("accounts.title");
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|row| row.account.id.to_string());
    let rows = found.into_iter().map(|row| listed(row, &reader, &frame)).collect();
    page(AccountsPage {
        search: Form::typed(&frame, filters.fields().clone()),
        states: choices_of(&AccountState::ALL, &frame, AccountState::code, AccountState::word),
        roles: choices_of(Role::ALL, &frame, Role::code, Role::word),
        rows,
        next,
        may_open: reader.may(Action::ManageAccounts),
        frame,
        filters,
    })
}

fn listed(row: AccountRow, reader: &Reader, frame: &Frame) -> Row {
    let name = |grant: &Grant| {
        let (role, scope) = (frame.word(&grant.role.word()), reader.directory.unit(grant.scope));
        format!("{role} · {scope}")
    };
    let roles = row.account.grants.iter().map(name).collect();
    Row { unit: reader.directory.unit(row.unit).to_owned(), roles, row }
}

/// A grant as the page shows it.
pub(super) struct Held {
    pub(super) grant: Grant,
    pub(super) role: String,
    pub(super) scope: String,
    pub(super) lapsed: bool,
}

#[derive(Template)]
#[template(path = "people/account.html")]
pub(super) struct AccountPage {
    pub(super) frame: Frame,
    pub(super) account: Account,
    pub(super) person: String,
    pub(super) unit: String,
    pub(super) held: Vec<Held>,
    pub(super) roles: Vec<Choice>,
    pub(super) units: Vec<Choice>,
    pub(super) grant_form: Form,
    pub(super) disable_form: Form,
    pub(super) may_manage: bool,
    pub(super) may_grant: bool,
    /// The one-time link, on the page that answers its making and nowhere else.
    pub(super) link: Option<String>,
}

/// What an account's page is made of.
struct Found {
    reader: Reader,
    account: Account,
    unit: Option<UnitId>,
}

impl Found {
    async fn read(app: &App, visitor: &Visitor, id: AccountId) -> Result<Found, Error> {
        let (reader, (account, unit)) = Reader::read(app, visitor, move |tx, reader| {
            reader.must(Action::SeeAccounts)?;
            let account = store::account(tx, id)?.ok_or(ActError::NotFound)?;
            let unit = store::person(tx, account.person)?.map(|person| person.unit);
            Ok((account, unit))
        })
        .await?;
        Ok(Found { reader, account, unit })
    }

    fn page(self, frame: Frame, today: Date) -> AccountPage {
        let Found { reader, account, unit } = self;
        let accounts = frame.t("accounts.title").to_owned();
        let frame = reader.framed(frame).called(&account.name).under(accounts, "/accounts");
        let held = account.grants.iter().map(|grant| Held {
            grant: *grant,
            role: frame.word(&grant.role.word()),
            scope: reader.directory.tree.name(grant.scope).to_owned(),
            lapsed: !grant.counts(today),
        });
        AccountPage {
            held: held.collect(),
            person: reader.directory.person(account.person).to_owned(),
            unit: unit.map_or("", |unit| reader.directory.tree.name(unit)).to_owned(),
            roles: choices_of(Role::ALL, &frame, Role::code, Role::word),
            units: reader.choices(),
            grant_form: Form::blank(&frame),
            disable_form: Form::blank(&frame),
            may_manage: reader.may(Action::ManageAccounts),
            may_grant: reader.may(Action::GrantRoles) && account.is_usable(),
            link: None,
            account,
            frame,
        }
    }
}

/// One account.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<AccountId>,
) -> Result<Response, Error> {
    page(Found::read(&app, &visitor, id).await?.page(frame, app.cx.today()))
}

#[derive(Template)]
#[template(path = "people/account_form.html")]
pub(super) struct AccountFormPage {
    pub(super) frame: Frame,
    pub(super) form: Form,
    pub(super) person: Option<(PersonId, String, String)>,
}

impl AccountFormPage {
    fn of(frame: Frame, form: Form, person: Option<(PersonId, String, String)>) -> AccountFormPage {
        let accounts = frame.t("accounts.title").to_owned();
        AccountFormPage { frame: frame.titled("accounts.new").under(accounts, "/accounts"), form, person }
    }
}

/// The person for whom an account is about to be opened: id, name, unit.
async fn holder(
    app: &App,
    visitor: &Visitor,
    id: Option<PersonId>,
) -> Result<(Reader, Option<(PersonId, String, String)>), Error> {
    let (reader, person) = Reader::read(app, visitor, move |tx, reader| {
        reader.must(Action::ManageAccounts)?;
        Ok(id.map(|id| store::person(tx, id)).transpose()?.flatten())
    })
    .await?;
    let unit = |unit| reader.directory.tree.name(unit).to_owned();
    let person = person.map(|person| (person.id, person.name.clone(), unit(person.unit)));
    Ok((reader, person))
}

/// An empty form for the person that the address names.
pub(super) async fn form_new(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let id = filters.get("person").and_then(|id| id.parse().ok());
    let (reader, person) = holder(&app, &visitor, id).await?;
    let frame = reader.framed(frame);
    let form = Form::blank(&frame);
    page(AccountFormPage::of(frame, form, person))
}

/// Opens an account and shows its one-time link, once.
pub(super) async fn open(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Extension(hooks): Extension<Hooks>,
    fields: Fields,
) -> Result<Response, Error> {
    let person = fields.get("person").parse().ok();
    let (reader, known) = holder(&app, &visitor, person).await?;
    let frame = reader.framed(frame);
    let mut form = Form::typed(&frame, fields);
    let name = form.needed("name");
    if let (true, Some(person)) = (form.is_right(), person) {
        let id = AccountId(app.cx.new_id());
        let opened = act(&app, &visitor, move |tx, directories, by| {
            let open = AccountCommand::Open { id, person, name: name.clone() };
            accounts::change(tx, directories, by, id, open)?;
            accounts::change(tx, directories, by, id, AccountCommand::IssueLink)?;
            Ok((hooks.issue_link)(tx, id, by.at)?)
        });
        match opened.await {
            Ok(link) => return shown_once(&app, &visitor, frame, id, link).await,
            Err(error) => back_to_form(error, &mut form, &frame)?,
        }
    }
    page(AccountFormPage::of(frame, form, known))
}

/// Issues a one-time link and shows it, once.
pub(super) async fn issue(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Extension(hooks): Extension<Hooks>,
    Path(id): Path<AccountId>,
) -> Result<Response, Error> {
    let link = act(&app, &visitor, move |tx, directories, by| {
        accounts::change(tx, directories, by, id, AccountCommand::IssueLink)?;
        Ok((hooks.issue_link)(tx, id, by.at)?)
    })
    .await?;
    shown_once(&app, &visitor, frame, id, link).await
}

async fn shown_once(
    app: &App,
    visitor: &Visitor,
    frame: Frame,
    id: AccountId,
    link: String,
) -> Result<Response, Error> {
    let found = Found::read(app, visitor, id).await?;
    let link = format!("{}{link}", app.config.public_url);
    page(AccountPage { link: Some(link), ..found.page(frame, app.cx.today()) })
}

/// Grants a role.
pub(super) async fn grant(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<AccountId>,
    fields: Fields,
) -> Result<Response, Error> {
    let found = Found::read(&app, &visitor, id).await?;
    let mut form = Form::typed(&frame, fields);
    if let Some(grant) = typed_grant(&mut form, &frame, &found.reader) {
        let granted = act(&app, &visitor, move |tx, directories, by| {
            accounts::change(tx, directories, by, id, AccountCommand::Grant { grant })
        });
        match granted.await {
            Ok(()) => return Ok(done(&format!("/accounts/{id}"), frame.t("accounts.granted"))),
            Err(error) => back_to_form(error, &mut form, &found.reader.framed(frame.clone()))?,
        }
    }
    page(AccountPage { grant_form: form, ..found.page(frame, app.cx.today()) })
}

fn typed_grant(form: &mut Form, frame: &Frame, reader: &Reader) -> Option<Grant> {
    let role = Role::from_code(&form.needed("role"));
    form.needed("scope");
    let scope = reader.unit_typed(form, frame, "scope");
    let until = match form.values().given("until").map(str::parse) {
        None => None,
        Some(Ok(day)) => Some(day),
        Some(Err(_)) => {
            form.wrong("until", frame.t("accounts.until_wrong"));
            None
        }
    };
    let grant = Grant { role: role?, scope: scope?, until };
    form.is_right().then_some(grant)
}

/// Takes a role back.
pub(super) async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<AccountId>,
    fields: Fields,
) -> Result<Response, Error> {
    let (role, scope) = (Role::from_code(fields.get("role")), fields.get("scope").parse().ok());
    let (Some(role), Some(scope)) = (role, scope) else { return Err(Error::bad_form("form.unreadable")) };
    run(&app, &visitor, id, AccountCommand::Revoke { role, scope }).await?;
    Ok(done(&format!("/accounts/{id}"), frame.t("accounts.revoked")))
}

/// Voids the second factor of somebody who lost it; they sign in by password and may set another.
pub(super) async fn reset_factor(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Extension(hooks): Extension<Hooks>,
    Path(id): Path<AccountId>,
) -> Result<Response, Error> {
    act(&app, &visitor, move |tx, directories, by| {
        accounts::change(tx, directories, by, id, AccountCommand::ResetSecondFactor)?;
        Ok((hooks.forget_factor)(tx, id)?)
    })
    .await?;
    Ok(done(&format!("/accounts/{id}"), frame.t("accounts.factor_reset_done")))
}

/// Disables an account; its sessions end with the next request.
pub(super) async fn disable(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<AccountId>,
    fields: Fields,
) -> Result<Response, Error> {
    let mut form = Form::typed(&frame, fields);
    let reason = form.values().get("reason").to_owned();
    match run(&app, &visitor, id, AccountCommand::Disable { reason }).await {
        Ok(()) => Ok(done(&format!("/accounts/{id}"), frame.t("accounts.disabled"))),
        Err(error) => {
            let found = Found::read(&app, &visitor, id).await?;
            back_to_form(error, &mut form, &found.reader.framed(frame.clone()))?;
            page(AccountPage { disable_form: form, ..found.page(frame, app.cx.today()) })
        }
    }
}

/// Enables an account again.
pub(super) async fn enable(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<AccountId>,
) -> Result<Response, Error> {
    run(&app, &visitor, id, AccountCommand::Enable).await?;
    Ok(done(&format!("/accounts/{id}"), frame.t("accounts.enabled")))
}

async fn run(app: &App, visitor: &Visitor, id: AccountId, command: AccountCommand) -> Result<(), ActError> {
    act(app, visitor, move |tx, directories, by| accounts::change(tx, directories, by, id, command.clone()))
        .await
}
