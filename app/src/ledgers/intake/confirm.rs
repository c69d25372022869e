//! Confirming a ledger: its unknown units are founded, its good rows taken over, what is new in known
//! ones reported; the others are given back. Rows go in portions, so that others can write in between;
//! a row that was taken over is known again when the ledger is brought in once more.

use super::{
    Choices, Numbering, Prepared, Undated, mends, names,
    refusals::{ambiguous, given_back, number_taken, stands_twice, without_deadline},
    row::{self, Changed, Standing, Target, judge},
    store::{self, Import, SeriesMapping},
    units::{self, Meanings},
};
use crate::{
    act::{ActError, Asker},
    app::App,
    cx,
    db::Tx,
    journal,
    ledgers::understand::{Field, LedgerRow, RefusedRow, SheetRead},
    matters::{
        self,
        act::{Around, act},
    },
    people::act::{By, persons::put_phone},
};
use bangdu_core::{
    ids::{AccountId, BatchId, CampaignId, MatterId, PrivateId, UnitId},
    matters::{Change, Command, LedgerContact, NewReport, kept_deadline, may_amend_deadline},
    people::{Action, Actor, Ground, Meant},
};
use sha2::{Digest, Sha256};
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

/// Rows that one transaction takes.
const PORTION: usize = 200;

/// Whose ledger is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The office whose matters these will be.
    pub office: UnitId,
    /// Who brought it in; none for the operator.
    pub importer: Option<AccountId>,
}

/// How a confirm went.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The import as it is on record.
    pub import: Import,
    /// Units that were founded.
    pub founded: usize,
    /// Rows that were given back: those that were never understood, and those that the store refused.
    pub refused: Vec<RefusedRow>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A new matter.
    Stored,
    /// A known matter that changed.
    Changed,
    /// Nothing new.
    Unchanged,
}

/// Confirms a prepared ledger, as `actor` or, without one, as the operator.
///
/// # Errors
/// Without the right to confirm, or when the store fails. A row that is refused is part of the outcome.
pub fn confirm(
    app: &App,
    actor: Option<Actor>,
    prepared: Arc<Prepared>,
    choices: Choices,
    whose: Whose,
    batch: BatchId,
) -> Result<Outcome, ActError> {
    let session = Session { app: app.clone(), actor, prepared, choices, whose, campaign: None, batch };
    session.require()?;
    let founded = session.found_units()?;
    let meanings = session.meanings()?;
    let mut outcome = session.take_rows(&meanings)?;
    outcome.founded = founded;
    outcome.import.founded = founded as u64;
    session.record(&outcome.import)?;
    Ok(outcome)
}

fn left_out(sheets: &[SheetRead]) -> Vec<String> {
    sheets.iter().filter(|sheet| sheet.left_out.is_some()).map(|sheet| sheet.name.clone()).collect()
}

#[derive(Clone)]
struct Session {
    app: App,
    actor: Option<Actor>,
    prepared: Arc<Prepared>,
    choices: Choices,
    whose: Whose,
    campaign: Option<CampaignId>,
    batch: BatchId,
}

impl Session {
    fn asker(&self) -> Asker<'_> {
        let now = self.app.cx.now();
        self.actor.as_ref().map_or_else(|| Asker::operator(now), |actor| Asker::person(actor, now))
    }

    /// Asked before anything else: a ledger without news would otherwise ask nobody.
    fn require(&self) -> Result<(), ActError> {
        let session = self.clone();
        self.app.cx.db.read_blocking(move |tx| {
            let directory = session.app.directories.read(tx)?;
            session.by().require(Action::ConfirmImport, &Ground::of_office(session.whose.office), &directory)
        })
    }

    fn by(&self) -> By {
        let cx = &self.app.cx;
        self.actor.as_ref().map_or_else(|| By::operator(cx), |actor| By::actor(actor, cx))
    }

    fn found_units(&self) -> Result<usize, ActError> {
        let session = self.clone();
        self.app.cx.db.write_blocking(move |tx| {
            let seen = (&*session.prepared.understood.units, &session.choices.units);
            units::create(tx, &session.app.directories, &session.by(), session.whose.office, seen)
        })
    }

    /// What the names mean now that the new units stand.
    fn meanings(&self) -> Result<Arc<Meanings>, ActError> {
        let session = self.clone();
        self.app.cx.db.read_blocking(move |tx| {
            let directory = session.app.directories.read(tx)?;
            let mut seen = session.prepared.understood.units.clone();
            let at = units::standpoint(&directory, Some(session.whose.office));
            for unit in &mut seen {
                if let Meant::One(one) = at.named(&unit.name) {
                    unit.finding = crate::ledgers::understand::Finding::Known(one.id);
                }
            }
            Ok(Arc::new(units::meanings(&seen, &session.choices.units, &directory)))
        })
    }

    fn take_rows(&self, meanings: &Arc<Meanings>) -> Result<Outcome, ActError> {
        let understood = &self.prepared.understood;
        let mut refused = understood.refused.clone();
        let (mut stored, mut changed) = (0, 0);
        let twice = Arc::new(twice(&understood.rows));
        let order = Arc::new(self.order());
        for start in (0..understood.rows.len()).step_by(PORTION) {
            let end = (start + PORTION).min(understood.rows.len());
            let (session, meanings, twice, order) =
                (self.clone(), meanings.clone(), twice.clone(), order.clone());
            let portion = self.app.cx.db.write_blocking(move |tx| {
                session.take_portion(tx, &order[start..end], end, &meanings, &twice)
            })?;
            stored += portion.stored;
            changed += portion.changed;
            refused.extend(portion.refused);
        }
        refused.sort_by_key(|r| (r.sheet, r.row));
        let import = Import {
            id: self.batch,
            office: self.whose.office,
            name: self.prepared.name.clone(),
            digest: self.prepared.digest.clone(),
            importer: self.whose.importer,
            understood: understood.rows.len() as u64,
            read: (understood.rows.len() + understood.refused.len()) as u64,
            stored,
            changed,
            refused: refused.len() as u64,
            founded: 0,
            left_out: left_out(&understood.sheets),
            at: self.app.cx.now(),
            unclassified: self.choices.unclassified,
            mends: mends::on_record(&self.choices.mends, &self.prepared),
        };
        Ok(Outcome { import, founded: 0, refused })
    }

    /// In which order rows are taken: as they stand; where numbers are given, those that bring one go first, so that
    /// none of theirs is given away.
    fn order(&self) -> Vec<usize> {
        let rows = &self.prepared.understood.rows;
        let mut order: Vec<usize> = (0..rows.len()).collect();
        if self.choices.numbering == Some(Numbering::Given) {
            order.sort_by_key(|at| rows.get(*at).is_none_or(|row| row::number(row).is_none()));
        }
        order
    }

    fn take_portion(
        &self,
        tx: &mut Tx<'_>,
        rows: &[usize],
        end: usize,
        meanings: &Meanings,
        twice: &HashMap<usize, u32>,
    ) -> Result<Portion, ActError> {
        let standing = self.app.standing(tx)?;
        let around = standing.around(self.asker());
        let mut portion = Portion::default();
        for at in rows {
            let Some(row) = self.prepared.understood.rows.get(*at) else { break };
            if let Some(first) = twice.get(at) {
                portion.refused.push(stands_twice(row, *first));
                continue;
            }
            match self.take(tx, around, row, meanings) {
                Ok(Taken::Stored) => portion.stored += 1,
                Ok(Taken::Changed) => portion.changed += 1,
                Ok(Taken::Unchanged) => {}
                Err(ActError::Refused(refusal)) => portion.refused.push(given_back(row, &refusal)),
                Err(other) => return Err(other),
            }
        }
        let total = self.prepared.understood.rows.len();
        store::beat(tx, self.batch, end as u64, total as u64, self.app.cx.now())?;
        Ok(portion)
    }

    /// Each row stands for itself: what one refuses is undone, and the others go on.
    fn take(
        &self,
        tx: &mut Tx<'_>,
        around: Around<'_>,
        row: &LedgerRow,
        meanings: &Meanings,
    ) -> Result<Taken, ActError> {
        match judge(tx, self.whose.office, row, meanings)? {
            // Refused before anything is written; a savepoint for each would cost more than the row.
            Standing::New => self.take_over(tx, around, row, meanings),
            Standing::Unchanged(_) => Ok(Taken::Unchanged),
            Standing::Progress(id) => self.report(tx, around, row, id),
            Standing::Changed(change) => tx.attempt(|tx| self.change(tx, around, row, &change, meanings)),
            Standing::Ambiguous(ids) => Err(ambiguous(ids.len()).into()),
        }
    }

    /// Progress is always news; the rest only if it was ticked.
    fn change(
        &self,
        tx: &mut Tx<'_>,
        around: Around<'_>,
        row: &LedgerRow,
        change: &Changed,
        meanings: &Meanings,
    ) -> Result<Taken, ActError> {
        let mut taken = Taken::Unchanged;
        if change.progress {
            taken = self.report(tx, around, row, change.matter)?;
        }
        if !self.choices.apply.contains(&row.key) {
            return Ok(taken);
        }
        self.amend(tx, around, row, change)?;
        if change.units {
            // A ledger's row names units; the days that they have stay.
            let known = crate::matters::store::get(tx, change.matter)?;
            let mut assignments = row::assignments(row, meanings, cx::new_id);
            for share in &mut assignments {
                share.deadline = known.as_ref().and_then(|m| kept_deadline(m, share.unit, share.part));
            }
            let command = Command::Reassign { assignments, reason: self.reason(row) };
            act(tx, around, change.matter, &command, None)?;
        }
        Ok(Taken::Changed)
    }

    /// Why a known matter changes.
    fn reason(&self, row: &LedgerRow) -> String {
        format!("台账“{}”第{}行", self.prepared.name, row.row)
    }

    fn take_over(
        &self,
        tx: &mut Tx<'_>,
        around: Around<'_>,
        row: &LedgerRow,
        meanings: &Meanings,
    ) -> Result<Taken, ActError> {
        let target = Target {
            office: self.whose.office,
            campaign: self.campaign,
            batch: self.batch,
            prepared: &self.prepared,
            meanings,
            choices: &self.choices,
        };
        if self.choices.undated == Undated::GiveBack && row.deadline.is_none() {
            return Err(without_deadline().into());
        }
        if let Some(number) = row::number(row)
            && crate::matters::store::taken(
                tx,
                self.whose.office,
                &number.series,
                number.year,
                i64::from(number.serial),
            )?
        {
            return Err(number_taken(&number.to_string()).into());
        }
        let contacts = contacts(tx, row)?;
        let kept: Vec<PrivateId> = contacts.iter().filter_map(|c| Some(c.phone.as_ref()?.id)).collect();
        let command = row::take_over(row, &target, contacts, cx::new_id);
        let taken = act(tx, around, command.id, &Command::TakeOver(Box::new(command)), None);
        if matches!(taken, Err(ActError::Refused(_))) {
            kept.into_iter().try_for_each(|id| journal::private::take_back(tx, id))?;
        }
        taken.map(|_| Taken::Stored)
    }

    fn report(
        &self,
        tx: &mut Tx<'_>,
        around: Around<'_>,
        row: &LedgerRow,
        id: MatterId,
    ) -> Result<Taken, ActError> {
        let Some(m) = crate::matters::store::get(tx, id)? else { return Err(ActError::NotFound) };
        let (Some(lead), Some(said)) = (m.lead(), row::last_report(row)) else { return Ok(Taken::Unchanged) };
        let report = NewReport {
            assignment: lead.id,
            text: said.text,
            rate: said.rate,
            problem: said.problem,
            blocker: None,
            cause: String::new(),
            needs: said.needs,
            next_step: said.next_step,
            indicators: Vec::new(),
            reached: Vec::new(),
            files: Vec::new(),
            corrects: false,
        };
        let command =
            Command::ReportFromLedger { report: Box::new(report), row: row::place(row, &self.prepared) };
        act(tx, around, id, &command, None)?;
        Ok(Taken::Changed)
    }

    fn amend(
        &self,
        tx: &mut Tx<'_>,
        around: Around<'_>,
        row: &LedgerRow,
        change: &Changed,
    ) -> Result<(), ActError> {
        let deadline = change.deadline && self.may_amend_deadline(tx, &around, change.matter)?;
        let changes = [
            change.title.then(|| Change::Title(row.title.clone())),
            deadline.then(|| Change::Deadline(row::deadline(row))),
        ];
        let changes: Vec<Change> = changes.into_iter().flatten().collect();
        if changes.is_empty() {
            return Ok(());
        }
        act(tx, around, change.matter, &Command::Amend { changes, reason: self.reason(row) }, None)?;
        Ok(())
    }

    /// Whether the deadline is for whoever confirms to amend; the page has said so where it isn't.
    fn may_amend_deadline(
        &self,
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        matter: MatterId,
    ) -> Result<bool, ActError> {
        let (tree, today) = (&around.directory.tree, around.settings.calendar.date_of(around.asker.now));
        let m = matters::store::get(tx, matter)?;
        Ok(m.is_some_and(|m| may_amend_deadline(&m, around.asker.by(), tree, today)))
    }

    /// The import, and how its columns were read, on record; the file that waited is forgotten.
    fn record(&self, import: &Import) -> Result<(), ActError> {
        let (session, import) = (self.clone(), import.clone());
        self.app.cx.db.write_blocking(move |tx| {
            // Confirmed twice at the same time: the first one's account of it stands.
            if store::import(tx, import.id)?.is_some() {
                return Ok(());
            }
            let stamp = session.asker().stamp();
            journal::commit(tx, journal::fresh::<Import>(import.id), std::slice::from_ref(&import), &stamp)?;
            let series = session.prepared.understood.title.series.clone();
            let mapping = session.prepared.understood.mapping.clone();
            let key = hex::encode(&Sha256::digest(series.as_bytes())[..16]);
            let loaded = journal::load::<SeriesMapping, crate::db::DbError>(tx, key, |tx| {
                store::mapping(tx, &series)
            })?;
            if loaded.state.as_ref().is_none_or(|kept| kept.mapping != mapping) {
                journal::commit(tx, loaded, &[SeriesMapping { series: series.clone(), mapping }], &stamp)?;
            }
            names::remember(
                tx,
                &session.asker().stamp(),
                import.office,
                &session.prepared,
                &session.choices,
            )?;
            Ok(store::forget(tx, session.batch)?)
        })
    }
}

#[derive(Default)]
struct Portion {
    stored: u64,
    changed: u64,
    refused: Vec<RefusedRow>,
}

/// Rows that say again what an earlier row of their sheet says, each with that row. Another sheet is another
/// month: there the same matter has new progress.
pub(super) fn twice(rows: &[LedgerRow]) -> HashMap<usize, u32> {
    let mut first: HashMap<(usize, &str), u32> = HashMap::with_capacity(rows.len());
    let mut twice = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        match first.entry((row.sheet, &row.key)) {
            Entry::Occupied(earlier) => {
                twice.insert(at, *earlier.get());
            }
            Entry::Vacant(place) => {
                place.insert(row.row);
            }
        }
    }
    twice
}

/// Names stay in the record, phones go into erasable storage.
fn contacts(tx: &mut Tx<'_>, row: &LedgerRow) -> Result<Vec<LedgerContact>, ActError> {
    row.contacts
        .iter()
        .map(|(field, contact)| {
            let phones = contact.phones.join("、");
            let phone = put_phone(tx, (!phones.is_empty()).then_some(phones))?;
            Ok(LedgerContact { name: contact.name.clone(), phone, liaison: *field == Field::Liaison })
        })
        .collect()
}
