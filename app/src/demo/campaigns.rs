//! The demo city's special campaigns with their rules.

use super::seed::Seed;
use crate::{
    act::{ActError, Asker},
    campaigns::act,
    db::Tx,
    people::directory::Directory,
};
use bangdu_core::{
    calendar::Calendar,
    campaigns::{CampaignCommand, MonthlyRound, Rules},
    ids::{CampaignId, UnitId},
    people::Actor,
};

/// The livelihood projects' place in [`CAMPAIGNS`].
pub const LIVELIHOOD: usize = 0;
/// The building projects'.
pub const BUILDING: usize = 1;
/// The one for smooth traffic.
pub const TRAFFIC: usize = 2;
/// The one for enterprises.
pub const ENTERPRISES: usize = 3;

/// Names, in a fixed order.
pub const CAMPAIGNS: [&str; 5] = ["为民办实事", "抓城建提品质", "聚城畅通", "一企一策促发展", "抓征迁交净地"];

fn rules(campaign: usize) -> Rules {
    match campaign {
        LIVELIHOOD => {
            Rules { round: Some(MonthlyRound { day: 25 }), look_back_months: vec![3], ..Rules::default() }
        }
        BUILDING => Rules { on_site_verification: true, look_back_months: vec![6], ..Rules::default() },
        TRAFFIC => Rules { yellow_days: 5, look_back_months: vec![3], ..Rules::default() },
        ENTERPRISES => Rules { sign_for_days: 1, look_back_months: vec![3, 6], ..Rules::default() },
        _ => Rules { on_site_verification: true, ..Rules::default() },
    }
}

/// Opens them all, by the office's head.
pub(super) fn open(
    tx: &mut Tx<'_>,
    head: &Actor,
    office: UnitId,
    directory: &Directory,
    calendar: &Calendar,
    at: bangdu_core::instant::Instant,
    seed: &mut Seed,
) -> Result<Vec<CampaignId>, ActError> {
    let mut ids = Vec::new();
    for (n, name) in CAMPAIGNS.iter().enumerate() {
        let asker = Asker::person(head, at.plus_ms(i64::try_from(n).unwrap_or(0) * 60_000));
        let id = CampaignId(seed.id(asker.now));
        let command = CampaignCommand::Open { id, name: (*name).to_owned(), office, rules: rules(n) };
        act::change(tx, &asker, directory, calendar, id, &command)?;
        ids.push(id);
    }
    Ok(ids)
}
