//! The campaigns' table.

use crate::{
    db::{DbError, Row, Tx},
    journal::{self, Loaded, Stamp, Stream},
    params,
};
use bangdu_core::{
    campaigns::{Campaign, CampaignEvent, Rules, apply},
    ids::CampaignId,
    settings::Settings,
};

impl Stream for Campaign {
    const KIND: &'static str = "campaign";
    const TABLES: &'static [&'static str] = &["campaigns"];
    type Event = CampaignEvent;

    fn event_name(event: &CampaignEvent) -> &'static str {
        event.name()
    }

    fn apply(before: Option<Self>, event: &CampaignEvent, _: &Stamp) -> Result<Self, String> {
        apply(before, event).ok_or_else(|| "a campaign begins by being opened".to_owned())
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Self>, after: &Self) -> Result<(), DbError> {
        let doc = serde_json::to_string(after).map_err(|e| DbError::Shape(e.to_string()))?;
        tx.execute(
            "INSERT INTO campaigns (id, name, office, ended, doc) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, office = excluded.office,
                 ended = excluded.ended, doc = excluded.doc",
            params![after.id, after.name, after.office, after.ended, doc],
        )?;
        Ok(())
    }
}

const DOC: &str = "SELECT doc FROM campaigns WHERE id = $1";

/// A campaign for a change.
pub fn load(tx: &mut Tx<'_>, id: CampaignId) -> Result<Loaded<Campaign>, DbError> {
    journal::load_row(tx, id, (DOC, params![id]), of_row)
}

/// A campaign.
pub fn get(tx: &mut Tx<'_>, id: CampaignId) -> Result<Option<Campaign>, DbError> {
    tx.row(DOC, params![id])?.as_ref().map(of_row).transpose()
}

/// All campaigns by name; those that ended last.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Campaign>, DbError> {
    let rows = tx.rows("SELECT doc FROM campaigns ORDER BY ended, name, id", &[])?;
    rows.iter().map(of_row).collect()
}

/// The rules that a matter of this campaign runs by.
pub fn rules(tx: &mut Tx<'_>, id: Option<CampaignId>, settings: &Settings) -> Result<Rules, DbError> {
    match id {
        None => Ok(settings.rules.clone()),
        Some(id) => Ok(get(tx, id)?.map_or_else(|| settings.rules.clone(), |c| c.rules)),
    }
}

fn of_row(row: &Row) -> Result<Campaign, DbError> {
    serde_json::from_str(&row.get::<String>(0)?).map_err(|e| DbError::Shape(format!("campaign: {e}")))
}
