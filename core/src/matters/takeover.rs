//! 补录: a ledger's row is taken over as it stands. No past step is invented, no light computed with;
//! ladder, sign-for and urge clocks start at the import.

use super::{
    asked::TakeOver,
    assigning::begin,
    ends::Claim,
    event::{Adopted, AdoptedReport, What},
    facts::Facts,
    gates::short_enough,
    indicator::Indicator,
    parts::{Basis, LastReport, Origin, Rate, TakenOver},
    registration::{next_number, reckonable, title},
};
use crate::{
    instant::Instant,
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
    who::Who,
};

const COUNTABLE: Rule = Rule::ours("ledger.countable", "指标数值须可计", "Indicators can be counted");

/// Takes a row over: in progress, or under verification where the ledger says done.
pub fn take_over(t: &TakeOver, f: &Facts) -> Result<Vec<What>, Refusal> {
    reckonable(&t.deadline, f)?;
    if !t.indicators.iter().all(Indicator::is_countable) {
        return Err(COUNTABLE.refuse(
            phrase!("指标数值为负或过大", "an indicator is negative or too large"),
            phrase!("请核对台账中的指标数值", "check the indicator's numbers in the ledger"),
        ));
    }
    let mut assignments = begin(&t.assignments, f)?;
    let numbered = t.give_number && t.number.is_none();
    let number = if numbered { Some(next_number(f)?) } else { t.number.clone() };
    let reports: Vec<AdoptedReport> = t.reports.iter().map(|r| report(r, f)).collect();
    if let Some(lead) = assignments.iter_mut().find(|a| a.part == super::words::Part::Lead) {
        lead.rate = reports.iter().filter_map(|r| r.rate).next_back().map(|r| r.min(Rate::MOST));
        lead.last_report = reports.last().map(|r| r.report.clone());
    }
    Ok(vec![What::TakenOver(Box::new(Adopted {
        id: t.id,
        kind: t.kind,
        title: title(&t.title)?,
        requirement: short_enough(&t.requirement, Word::of("工作目标及要求", "Requirements"))?,
        origin: Origin { source: t.source, basis: Basis::Ledger(t.row.clone()) },
        office: t.office,
        campaign: t.campaign,
        urgency: t.urgency,
        deadline: t.deadline,
        number,
        numbered,
        assignments,
        claim: t.done.then(|| claim(&reports, f.now)),
        reports,
        indicators: t.indicators.clone(),
        taken_over: TakenOver {
            batch: t.batch,
            at: f.now,
            light: t.light,
            key: t.key.clone(),
            remark: t.remark.clone(),
            leader: t.leader.clone(),
            contacts: t.contacts.clone(),
            deadline_text: t.deadline_text.clone(),
            group: t.group.clone(),
            assigned_on: t.assigned_on,
        },
    }))])
}

fn report(r: &super::asked::LedgerReport, f: &Facts) -> AdoptedReport {
    AdoptedReport {
        on: r.on,
        report: LastReport {
            at: r.on.map_or(f.now, |day| f.calendar.cutoff_of(day)),
            text: r.text.clone(),
            problem: r.problem.clone(),
            blocker: None,
            next_step: r.next_step.clone(),
            needs: r.needs.clone(),
        },
        rate: r.rate,
    }
}

/// What the ledger's "done" claims; nobody of the installation claimed it, so nobody is barred by it.
fn claim(reports: &[AdoptedReport], now: Instant) -> Claim {
    let text = reports.last().map(|r| r.report.text.clone()).unwrap_or_default();
    Claim { text, by: Who::System, at: now, signature: None, preliminary: None }
}
