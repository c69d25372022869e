//! Which cells of the list open where they stand: those that stand for a field of an act that this reader may do on
//! this row. The form that opens is the act's own, and the act asks its rules again; this only tells where to knock.

use super::columns::Column;
use crate::matters::{act::Around, list::Line};
use bangdu_core::{
    ids::{MatterId, UnitId},
    matters::State,
    people::{Action, Ground, allows},
};
use std::collections::BTreeMap;

/// The acts that a reader may do from a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Edits {
    /// 更正 and 备注.
    pub amend: bool,
    /// 更正 of the deadline, which is the head's once units have it.
    pub deadline: bool,
    /// 反馈进展 for the lead unit.
    pub report: bool,
}

impl Edits {
    /// The act and its field that a column's cell opens.
    pub fn of(self, column: Column) -> Option<(&'static str, &'static str)> {
        let amend = |field| self.amend.then_some(("amend", field));
        let report = |field| self.report.then_some(("report", field));
        match column {
            Column::Title => amend("title"),
            Column::Requirement => amend("requirement"),
            Column::Due => amend("deadline").filter(|_| self.deadline),
            Column::Kind => amend("kind"),
            Column::Urgency => amend("urgency"),
            Column::Campaign => amend("campaign"),
            Column::Remark => self.amend.then_some(("remark", "text")),
            Column::Progress => report("text"),
            Column::Rate => report("rate"),
            Column::Problem => report("problem"),
            Column::Needs => report("needs"),
            Column::Next => report("next_step"),
            _ => None,
        }
    }

    /// The acts whose whole forms the row leads to, and the message keys of their names.
    pub fn forms(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let amend = self.amend.then_some(("amend", "listing.edit"));
        amend.into_iter().chain(self.report.then_some(("report", "listing.report")))
    }
}

/// Asks the table of rights once for each office and lead unit that rows have.
pub(super) struct Editor<'a> {
    around: &'a Around<'a>,
    known: BTreeMap<(UnitId, Option<UnitId>), Edits>,
}

impl<'a> Editor<'a> {
    /// For one reader.
    pub fn of(around: &'a Around<'a>) -> Editor<'a> {
        Editor { around, known: BTreeMap::new() }
    }

    /// What the reader may do from this row. The state narrows it: what is over or not yet begun is edited elsewhere.
    pub fn edits(&mut self, line: &Line) -> Edits {
        let (office, lead) = (line.office, line.lead);
        let around = self.around;
        let may = *self.known.entry((office, lead)).or_insert_with(|| allowed(around, office, lead));
        let state = line.state.as_str();
        let is_over = State::FINISHED.contains(&state) && state != "closed";
        let open = !State::DRAFTED.contains(&state) && !is_over;
        let amend = may.amend && open;
        let deadline = amend && (may.deadline || state == "registered" || line.due_at.is_none());
        Edits { amend, deadline, report: may.report && state == "in_progress" }
    }
}

fn allowed(around: &Around<'_>, office: UnitId, lead: Option<UnitId>) -> Edits {
    let Some(actor) = around.asker.actor else { return Edits::default() };
    let today = around.asker.today(&around.settings.calendar);
    let ground = Ground { lead, ..Ground::of_office(office) };
    let may = |action| allows(actor, action, &ground, &around.directory.tree, today);
    Edits {
        amend: may(Action::Amend),
        deadline: may(Action::GrantLateExtension),
        report: lead.is_some() && may(Action::Report),
    }
}

/// The address of an act's form on a row; `back` is where it leads when it is done.
pub(super) fn form_of(id: MatterId, act: &str, back: &str) -> String {
    crate::web::list::Filters::of(&format!("/matters/{id}/{act}"), "").with("back", back)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_opens_for_whom_its_act_is() {
        let staff = Edits { amend: true, deadline: false, report: false };
        assert_eq!((staff.of(Column::Title), staff.of(Column::Due)), (Some(("amend", "title")), None));
        let head = Edits { deadline: true, ..staff };
        assert_eq!(head.of(Column::Due), Some(("amend", "deadline")));
        assert_eq!(staff.of(Column::Progress), None);
        let liaison = Edits { amend: false, deadline: false, report: true };
        assert_eq!(liaison.of(Column::Due), None);
        assert_eq!(liaison.of(Column::Rate), Some(("report", "rate")));
        assert!(Column::ALL.iter().all(|column| Edits::default().of(*column).is_none()));
    }
}
