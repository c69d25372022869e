//! What was typed on the round's page: one report a row, each stored for itself, so that a row in error never
//! holds back another.

use crate::{
    act::ActError,
    app::App,
    matters::{
        act::{act, is_seen},
        pages::rate_of,
        store,
    },
    web::{fields::Fields, form::Form, layout::Frame},
};
use bangdu_core::{
    ids::{AssignmentId, MatterId},
    matters::{Command, Matter, NewReport, Rate},
    people::Actor,
};

/// A row's fields besides the text.
const BESIDE: [&str; 3] = ["rate", "problem", "next_step"];

/// A row of the page, as its hidden field names it: matter, share, and when the share was last reported on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub matter: MatterId,
    pub assignment: AssignmentId,
    pub seen: i64,
}

impl Place {
    pub(super) fn to_text(self) -> String {
        format!("{}.{}.{}", self.matter, self.assignment, self.seen)
    }

    fn from_text(text: &str) -> Option<Place> {
        let mut parts = text.split('.');
        Some(Place {
            matter: parts.next()?.parse().ok()?,
            assignment: parts.next()?.parse().ok()?,
            seen: parts.next()?.parse().ok()?,
        })
    }

    pub(super) fn field(self, name: &str) -> String {
        format!("{name}-{}", self.assignment)
    }
}

/// When a share was last reported on; 0 before the first report.
pub(super) fn last_at(m: &Matter, id: AssignmentId) -> i64 {
    let share = m.assignment(id);
    share.and_then(|a| a.last_report.as_ref()).map_or(0, |last| last.at.0)
}

/// The rows in which something was typed.
pub(super) fn filled(fields: &Fields) -> Vec<Place> {
    let typed = |place: &Place| {
        ["text"].iter().chain(&BESIDE).any(|name| {
            let field = place.field(name);
            fields.given(&field).is_some_and(|value| value != fields.get(&format!("was-{field}")))
        })
    };
    fields.all("row").filter_map(Place::from_text).filter(typed).collect()
}

/// A row as a command; what can't be read is said at its field.
pub(super) fn read(form: &mut Form, frame: &Frame, place: Place) -> Option<Command> {
    let text = form.needed(&place.field("text"));
    let typed = form.values().get(&place.field("rate")).to_owned();
    let rate: Option<Rate> = rate_of(&typed);
    if rate.is_none() && !typed.is_empty() {
        form.wrong(&place.field("rate"), frame.t("matters.need_a_percentage"));
        return None;
    }
    let value = |name: &str| form.values().get(&place.field(name)).to_owned();
    let report = NewReport {
        assignment: place.assignment,
        rate,
        problem: value("problem"),
        next_step: value("next_step"),
        blocker: None,
        cause: String::new(),
        needs: String::new(),
        indicators: Vec::new(),
        reached: Vec::new(),
        files: Vec::new(),
        corrects: false,
        text,
    };
    (!report.text.is_empty()).then(|| Command::Report(Box::new(report)))
}

/// Stores a row, unless a colleague reported on it since the page was made.
pub(super) async fn store(app: &App, actor: &Actor, place: Place, command: Command) -> Result<(), ActError> {
    app.change(actor, move |tx, around| {
        let seen = store::get(tx, place.matter)?.filter(|m| is_seen(m, &around));
        let m = seen.ok_or(ActError::NotFound)?;
        if last_at(&m, place.assignment) != place.seen {
            return Err(ActError::Stale);
        }
        act(tx, around, place.matter, &command, None).map(drop)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_news_is_not_reported() {
        let id = "0192a000-0000-7000-8000-000000000001";
        let row = format!("{id}.{id}.7");
        let name = |field: &str| format!("{field}-{id}");
        let untouched = [
            ("row".to_owned(), row.clone()),
            (name("rate"), "40".into()),
            (format!("was-rate-{id}"), "40".into()),
        ];
        assert!(filled(&Fields::from(untouched.clone())).is_empty());
        let typed = untouched.into_iter().chain([(name("text"), "主体封顶".to_owned())]);
        let found = filled(&Fields::from(typed));
        assert_eq!(found.iter().map(|place| place.to_text()).collect::<Vec<_>>(), [row]);
    }
}
