//! The table of rights as a matrix that explains itself, and why one person may do something or may not. It tells
//! the table in `core/src/people/rights.rs`; nothing is decided here.

use super::Reader;
use crate::{
    act::ActError,
    app::App,
    people::store,
    web::{
        error::Error,
        form::Choice,
        layout::{Frame, page},
        list::Filters,
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use bangdu_core::{
    ids::AccountId,
    people::{
        Action, Actor, Role,
        rights::{
            Reach,
            explained::{idle, reaches_of, reasons, roles_with, sees_word},
        },
    },
};
use jiff::civil::Date;

/// A role over its column.
pub(super) struct RoleHead {
    pub(super) code: &'static str,
    pub(super) name: String,
    /// How many accounts hold it.
    pub(super) holders: usize,
    /// Which matters it shows.
    pub(super) sees: String,
}

/// An action and how far each role may do it, in the order of the heads.
pub(super) struct ActionRow {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
}

#[derive(Template)]
#[template(path = "people/rights.html")]
pub(super) struct MatrixPage {
    pub(super) frame: Frame,
    pub(super) heads: Vec<RoleHead>,
    pub(super) rows: Vec<ActionRow>,
    /// What the words in the cells mean.
    pub(super) meanings: Vec<(String, String)>,
    pub(super) roles: Vec<Choice>,
    /// The role that is looked at alone.
    pub(super) one: Option<&'static str>,
}

impl MatrixPage {
    /// `holders` counts the accounts that hold a role.
    pub(super) fn of(frame: Frame, one: Option<Role>, holders: impl Fn(Role) -> usize) -> MatrixPage {
        let shown: Vec<Role> =
            Role::ALL.iter().copied().filter(|r| one.is_none_or(|one| *r == one)).collect();
        let head = |role: &Role| RoleHead {
            code: role.code(),
            name: frame.word(&role.word()),
            holders: holders(*role),
            sees: frame.word(&sees_word(*role)),
        };
        let row = |action: &Action| {
            let cells: Vec<String> = shown.iter().map(|role| cell(*role, *action, &frame)).collect();
            let any = cells.iter().any(|cell| !cell.is_empty());
            any.then(|| ActionRow { name: frame.word(&action.word()), cells })
        };
        MatrixPage {
            heads: shown.iter().map(head).collect(),
            rows: Action::ALL.iter().filter_map(row).collect(),
            meanings: Reach::ALL
                .iter()
                .map(|reach| (frame.word(&reach.word()), frame.word(&reach.meaning())))
                .collect(),
            roles: super::choices_of(Role::ALL, &frame, Role::code, Role::word),
            one: one.map(Role::code),
            frame: frame.titled("rights.title"),
        }
    }
}

impl MatrixPage {
    fn is_one(&self, code: &str) -> bool {
        self.one == Some(code)
    }
}

fn cell(role: Role, action: Action, frame: &Frame) -> String {
    let words: Vec<String> = reaches_of(role, action).iter().map(|reach| frame.word(&reach.word())).collect();
    words.join(frame.lang.comma())
}

/// The matrix, for those who see accounts.
pub(super) async fn matrix(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let (reader, held) = Reader::read(&app, &visitor, |tx, reader| {
        reader.must(Action::SeeAccounts)?;
        Ok(store::role_holders(tx)?)
    })
    .await?;
    let one = filters.get("role").and_then(Role::from_code);
    let holders = |role: Role| held.iter().find(|(of, _)| *of == role).map_or(0, |(_, count)| *count);
    page(MatrixPage::of(reader.framed(frame), one, holders))
}

/// Something that somebody may do, and why.
pub(super) struct MayRow {
    pub(super) action: String,
    /// Role, unit, reach; one a grant.
    pub(super) why: Vec<Why>,
}

/// A grant that allows something.
pub(super) struct Why {
    pub(super) role: String,
    /// The role whose right it is, where it is another's.
    pub(super) through: Option<String>,
    pub(super) unit: String,
    pub(super) reach: String,
    pub(super) until: Option<String>,
}

#[derive(Template)]
#[template(path = "people/why.html")]
pub(super) struct WhyPage {
    pub(super) frame: Frame,
    /// Whether the reader looks at themselves.
    pub(super) own: bool,
    pub(super) name: String,
    pub(super) unit: String,
    /// Role, unit, and which matters that shows.
    pub(super) sees: Vec<(String, String, String)>,
    /// Roles that give nothing, because their holder administers.
    pub(super) idle: Vec<(String, String)>,
    pub(super) may: Vec<MayRow>,
    /// What they may not do, and which roles could.
    pub(super) may_not: Vec<(String, String)>,
}

impl WhyPage {
    pub(super) fn of(
        frame: Frame,
        actor: &Actor,
        own: bool,
        unit: impl Fn(bangdu_core::ids::UnitId) -> String,
        today: Date,
    ) -> WhyPage {
        let reasons = reasons(actor, today);
        let mut may: Vec<MayRow> = Vec::new();
        let mut may_not = Vec::new();
        for action in Action::ALL {
            let why: Vec<Why> = reasons
                .iter()
                .filter(|reason| reason.right.action == *action)
                .map(|reason| Why {
                    role: frame.word(&reason.grant.role.word()),
                    through: reason.right.through.map(|role| frame.word(&role.word())),
                    unit: unit(reason.grant.scope),
                    reach: frame.word(&reason.right.reach.meaning()),
                    until: reason.grant.until.map(|day| frame.date(day)),
                })
                .collect();
            let name = frame.word(&action.word());
            let roles = roles_with(*action);
            if !why.is_empty() {
                may.push(MayRow { action: name, why });
            } else if !roles.is_empty() {
                let roles: Vec<String> = roles.iter().map(|role| frame.word(&role.word())).collect();
                may_not.push((name, roles.join(frame.lang.comma())));
            }
        }
        let told = |grant: &bangdu_core::people::Grant| (frame.word(&grant.role.word()), unit(grant.scope));
        let sees = actor.business(today).map(|grant| {
            let (role, unit) = told(grant);
            (role, unit, frame.word(&sees_word(grant.role)))
        });
        WhyPage {
            own,
            name: actor.name.clone(),
            unit: unit(actor.unit),
            sees: sees.collect(),
            idle: idle(actor, today).iter().map(told).collect(),
            may,
            may_not,
            frame,
        }
    }
}

/// What the reader may do, for everybody.
pub(super) async fn own(State(app): State<App>, visitor: Visitor, frame: Frame) -> Result<Response, Error> {
    let reader = Reader::of(&app, &visitor).await?;
    let directory = reader.directory.clone();
    let account = frame.t("frame.account_security").to_owned();
    let frame = reader.framed(frame).titled("rights.own").under(account, "/account");
    let unit = |id| directory.tree.name(id).to_owned();
    page(WhyPage::of(frame, &visitor.actor, true, unit, app.cx.today()))
}

/// What an account may do, for those who see accounts.
pub(super) async fn of_account(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<AccountId>,
) -> Result<Response, Error> {
    let (reader, (account, actor)) = Reader::read(&app, &visitor, move |tx, reader| {
        reader.must(Action::SeeAccounts)?;
        let account = store::account(tx, id)?.ok_or(ActError::NotFound)?;
        let person = store::person(tx, account.person)?.ok_or(ActError::NotFound)?;
        let actor = Actor {
            account: id,
            person: person.id,
            name: person.name,
            unit: person.unit,
            grants: account.grants.clone(),
        };
        Ok((account, actor))
    })
    .await?;
    let directory = reader.directory.clone();
    let (accounts, title) =
        (frame.t("accounts.title").to_owned(), frame.t1("rights.of", "name", &actor.name));
    let frame = reader.framed(frame).called(title).under(accounts, "/accounts");
    let frame = frame.under(account.name, format!("/accounts/{id}"));
    page(WhyPage::of(frame, &actor, false, |id| directory.tree.name(id).to_owned(), app.cx.today()))
}
