//! Verifying a draw with the rules of team building: the record's own check first, then every sealed roster before the
//! judge, and everybody's chance against the frozen cap.

use crate::teams::instance;
use anyhow::{Context, ensure};
use bangdu_analysis::team::portfolio::{Place, Promised, Ticketed, audit};
use bangdu_record::draw::{DrawReport, Given, Pool, Sealed, verify};

/// Verifies a register with all that is given beside it.
pub fn verify_with_rules(text: &str, given: &Given) -> DrawReport {
    let mut report = verify(text, given);
    if !report.ok {
        return report;
    }
    for sealed in &given.sealed {
        let frozen = report.frozen.iter().find(|frozen| frozen.pool_hash == sealed.pool_hash);
        let Some((line, pool)) = frozen.map(|frozen| (frozen.line, frozen.pool.clone())) else {
            continue;
        };
        match keeps_promise(&pool, sealed) {
            Ok(what) => report.rules_checked(what),
            Err(fault) => report.promise_broken(line, format!("{fault:#}")),
        }
    }
    report
}

fn keeps_promise(pool: &Pool, sealed: &Sealed) -> anyhow::Result<String> {
    let text = serde_json::to_vec(&sealed.instance)?;
    let given = instance::parse(&text).context("the sealed instance")?;
    given.instance.validate().context("the sealed instance")?;
    let promise = &pool.promise;
    let promised = Promised {
        cap_bp: promise.cap_bp,
        objective_at_most: promise.objective_at_most,
        leaders_named: promise.leaders_named,
        place: Place::Locality,
    };
    let chances = audit(&given.instance, &ticketed(pool, sealed)?, &promised)?;
    Ok(format!(
        "all {} rosters of batch {}, attempt {}, keep the hard rules; nobody's chance for a place is above {} basis points (the \
         largest is {})",
        sealed.rosters.len(),
        pool.batch,
        pool.attempt,
        promise.cap_bp,
        chances.most(Place::Locality).0
    ))
}

fn ticketed(pool: &Pool, sealed: &Sealed) -> anyhow::Result<Vec<Ticketed>> {
    ensure!(pool.rosters.len() == sealed.rosters.len(), "rosters are missing");
    let person = |id: &u64| u32::try_from(*id).with_context(|| format!("there is no person {id}"));
    let one = |(row, roster): (&bangdu_record::draw::Row, &bangdu_record::draw::SealedRoster)| {
        let teams = roster.teams.iter().map(|team| team.iter().map(person).collect::<anyhow::Result<_>>());
        Ok(Ticketed { teams: teams.collect::<anyhow::Result<_>>()?, tickets: row.tickets })
    };
    pool.rosters.iter().zip(&sealed.rosters).map(one).collect()
}
