//! The room's pages: the tree of units, persons, accounts. Each handler reads or acts and shows; rules and
//! rights are asked of the core.

mod accounts;
mod persons;
mod rights;
pub mod sample;
mod tree;
mod units;

pub use persons::{FoundPerson, find_persons};

use super::{act::By, directory::Directory, first_start::IssueLink, naming};
use crate::{
    act::ActError,
    app::App,
    db::{DbError, Tx},
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        layout::Frame,
        session::Visitor,
    },
};
use axum::{Extension, Router, routing};
use bangdu_core::{
    ids::{AccountId, UnitId},
    people::{Action, Ground, Meant, Standpoint, rights::TABLE},
};
use std::sync::Arc;

/// Makes an account's second factor void, in the caller's transaction.
pub type ForgetFactor = fn(&mut Tx<'_>, AccountId) -> Result<(), DbError>;

/// The room's pages. `issue_link` makes one-time links, `forget_factor` voids second factors; `open_matters`
/// counts a unit's open matters.
pub fn router(
    issue_link: IssueLink,
    forget_factor: ForgetFactor,
    open_matters: super::act::units::OpenMatters,
) -> Router<App> {
    use routing::{get, post};
    Router::new()
        .route("/units", get(tree::list).post(units::found))
        .route("/units/new", get(units::form_new))
        .route("/units/{id}", get(units::show))
        .route("/units/{id}/edit", get(units::form_edit).post(units::change))
        .route("/units/{id}/move", get(tree::move_form).post(tree::move_unit))
        .route("/units/{id}/end", post(units::end))
        .route("/persons", get(persons::list).post(persons::enter))
        .route("/persons/new", get(persons::form_new))
        .route("/persons/{id}", get(persons::show))
        .route("/persons/{id}/edit", get(persons::form_edit).post(persons::change))
        .route("/persons/{id}/end", post(persons::leave))
        .route("/rights", get(rights::matrix))
        .route("/account/rights", get(rights::own))
        .route("/accounts/{id}/rights", get(rights::of_account))
        .route("/accounts", get(accounts::list).post(accounts::open))
        .route("/accounts/new", get(accounts::form_new))
        .route("/accounts/{id}", get(accounts::show))
        .route("/accounts/{id}/link", post(accounts::issue))
        .route("/accounts/{id}/grants", post(accounts::grant))
        .route("/accounts/{id}/grants/end", post(accounts::revoke))
        .route("/accounts/{id}/suspension", post(accounts::disable))
        .route("/accounts/{id}/suspension/end", post(accounts::enable))
        .route("/accounts/{id}/second-factor/reset", post(accounts::reset_factor))
        .layer(Extension(Hooks { issue_link, forget_factor, open_matters }))
}

/// What this room needs of others, handed in where the rooms are wired together.
#[derive(Clone, Copy)]
struct Hooks {
    issue_link: IssueLink,
    forget_factor: ForgetFactor,
    open_matters: super::act::units::OpenMatters,
}

/// Who reads, and the units and names as they are now.
struct Reader {
    by: By,
    directory: Arc<Directory>,
}

impl Reader {
    /// Reads what a page shows, in one transaction with the directory.
    async fn read<T: Send + 'static>(
        app: &App,
        visitor: &Visitor,
        read: impl FnOnce(&mut Tx<'_>, &Reader) -> Result<T, ActError> + Send + 'static,
    ) -> Result<(Reader, T), Error> {
        let (by, directories) = (By::actor(&visitor.actor, &app.cx), app.directories.clone());
        let found = app.cx.db.read(move |tx| {
            let reader = Reader { by, directory: directories.read(tx)? };
            let found = read(tx, &reader)?;
            Ok::<_, ActError>((reader, found))
        });
        Ok(found.await?)
    }

    /// The same where the page shows nothing but the directory.
    async fn of(app: &App, visitor: &Visitor) -> Result<Reader, Error> {
        Ok(Reader::read(app, visitor, |_, _| Ok(())).await?.0)
    }

    fn may(&self, action: Action) -> bool {
        self.by.may_anywhere(action, &self.directory)
    }

    /// Accounts don't exist for those who may not see them; what is seen but not theirs is forbidden.
    fn must(&self, action: Action) -> Result<(), ActError> {
        let hidden = matches!(action, Action::SeeAccounts | Action::ManageAccounts);
        if hidden && !self.may(Action::SeeAccounts) {
            return Err(ActError::NotFound);
        }
        self.by.require_anywhere(action, &self.directory)
    }

    fn may_see_contacts(&self, unit: UnitId) -> bool {
        self.by.may(Action::SeeContacts, &Ground::of_unit(unit), &self.directory)
    }

    fn sees_people_of(&self, unit: UnitId) -> bool {
        self.by.sees_people_of(unit, &self.directory)
    }

    /// Units that have not ended, for completion in forms.
    fn choices(&self) -> Vec<Choice> {
        let units = self.directory.tree.walk();
        let alive = units.into_iter().filter(|(_, unit)| unit.ended.is_none());
        alive.map(|(_, unit)| Choice::of(unit.id.to_string(), &unit.name)).collect()
    }

    /// The unit that a field names; what is wrong with it stands at the field.
    fn unit_typed(&self, form: &mut Form, frame: &Frame, field: &str) -> Option<UnitId> {
        let typed = form.values().given(field)?.to_owned();
        naming::named(form, frame, (&self.directory, self.stands()?), (field, &typed))
    }

    /// The units that a name may mean to its reader.
    fn meant(&self, name: &str) -> Vec<UnitId> {
        let at = self.stands().map(|unit| Standpoint::of(&self.directory.tree, unit));
        let found = match at.map(|at| at.named(name)) {
            Some(Meant::One(unit)) => vec![unit],
            Some(Meant::Several(units) | Meant::Elsewhere(units)) => units,
            Some(Meant::Nobody) | None => self.directory.tree.complete(name, 8),
        };
        found.into_iter().map(|unit| unit.id).collect()
    }

    /// The unit from which its reader names others.
    fn stands(&self) -> Option<UnitId> {
        self.by.actor.as_ref().map(|actor| actor.unit)
    }

    fn framed(&self, frame: Frame) -> Frame {
        frame.naming(self.directory.clone())
    }
}

/// Acts in one transaction, which runs again when somebody was faster.
async fn act<T: Send + 'static>(
    app: &App,
    visitor: &Visitor,
    mut work: impl FnMut(&mut Tx<'_>, &super::directory::Directories, &By) -> Result<T, ActError> + Send + 'static,
) -> Result<T, ActError> {
    let (by, directories) = (By::actor(&visitor.actor, &app.cx), app.directories.clone());
    app.cx.db.write(move |tx| work(tx, &directories, &by)).await
}

/// A rule's refusal goes back to the form that was sent; a missing right, or anything else, is the page's end.
fn back_to_form(error: ActError, form: &mut Form, frame: &Frame) -> Result<(), Error> {
    match error {
        ActError::Refused(refusal) if refusal.rule.code != TABLE.code => {
            form.refuse(&refusal, frame);
            Ok(())
        }
        other => Err(other.into()),
    }
}

/// The lines of a field with one thing a line.
fn lines(values: &Fields, name: &str) -> Vec<String> {
    values
        .get(name)
        .split(['\n', '\r', '、', '，', ',', ';', '；'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn choices_of<T: Copy>(
    all: &[T],
    frame: &Frame,
    code: fn(T) -> &'static str,
    word: fn(T) -> bangdu_core::phrase::Word,
) -> Vec<Choice> {
    all.iter().map(|one| Choice::of(code(*one), frame.word(&word(*one)))).collect()
}
