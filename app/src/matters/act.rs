//! Every change of a matter: load → decide → commit. Runs inside one write transaction; `Db::write`
//! runs it again when somebody was faster.

use super::{instructing, store};
use crate::{
    act::{ActError, Asker},
    campaigns,
    db::Tx,
    journal::{self, Loaded},
    people::directory::Directory,
};
use bangdu_core::{
    campaigns::Rules,
    ids::{CampaignId, MatterId, UnitId},
    matters::{Change, Command, Event, Facts, Matter, Number, OpenLayer, What, decide, decide_batch},
    people::{Actor, sees},
    phrase,
    refusal::Rule,
    settings::Settings,
};
use std::sync::Arc;

/// What stands around every act on matters: read before, and shared by the acts of one transaction.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// Who asks, and when.
    pub asker: Asker<'a>,
    /// Units and names.
    pub directory: &'a Arc<Directory>,
    /// Calendar and default rules.
    pub settings: &'a Arc<Settings>,
}

/// The matter after an act, and its version for the next one.
#[derive(Clone, Debug)]
pub struct Done {
    /// As it stands now.
    pub matter: Matter,
    /// Number of entries in its stream.
    pub version: u64,
}

/// Carries out a command on the matter `id` (a new one for commands that begin one).
///
/// # Errors
/// [`ActError::NotFound`] without the right to see it, [`ActError::Stale`] when it isn't at `expected` any
/// more, a refusal, or that the store failed.
pub fn act(
    tx: &mut Tx<'_>,
    around: Around<'_>,
    id: MatterId,
    command: &Command,
    expected: Option<u64>,
) -> Result<Done, ActError> {
    let loaded = store::load(tx, id)?;
    visible(&loaded, command, &around)?;
    if expected.is_some_and(|version| version != loaded.version) {
        return Err(ActError::Stale);
    }
    let before = Gathered::read(tx, &around, loaded.state.as_ref(), command)?;
    let events = decide(loaded.state.as_ref(), command, &before.facts(&around))?;
    commit(tx, around, loaded, &events)
}

/// One approval for the drafts of one document; all or none.
///
/// # Errors
/// As [`act`].
pub fn approve_batch(tx: &mut Tx<'_>, around: Around<'_>, ids: &[MatterId]) -> Result<Vec<Done>, ActError> {
    let loaded = ids.iter().map(|id| store::load(tx, *id)).collect::<Result<Vec<_>, _>>()?;
    for one in &loaded {
        visible(one, &Command::Approve, &around)?;
    }
    let matters: Vec<&Matter> = loaded.iter().filter_map(|l| l.state.as_ref()).collect();
    let Some(first) = matters.first() else { return Err(ActError::NotFound) };
    let before = Gathered::read(tx, &around, Some(first), &Command::Approve)?;
    let decided = decide_batch(&matters, &before.facts(&around))?;
    loaded.into_iter().zip(decided).map(|(one, events)| commit(tx, around, one, &events)).collect()
}

fn commit(
    tx: &mut Tx<'_>,
    around: Around<'_>,
    loaded: Loaded<Matter>,
    events: &[Event],
) -> Result<Done, ActError> {
    let (Some(matter), true) = (&loaded.state, events.is_empty()) else {
        let (matter, version) = journal::commit(tx, loaded, events, &around.asker.stamp())?;
        if given_number(events) {
            remember_number(tx, &matter)?;
        }
        return Ok(Done { matter, version });
    };
    Ok(Done { matter: matter.clone(), version: loaded.version })
}

fn given_number(events: &[Event]) -> bool {
    events.iter().any(|e| match &e.what {
        What::Registered { .. } | What::RegisteredOnSite { .. } => true,
        What::TakenOver(adopted) => adopted.numbered,
        _ => false,
    })
}

fn remember_number(tx: &mut Tx<'_>, m: &Matter) -> Result<(), ActError> {
    match &m.number {
        Some(number) => Ok(store::number_given(tx, m.office, number)?),
        None => Ok(()),
    }
}

/// Without sight there is no matter; a command that begins one must meet none.
fn visible(loaded: &Loaded<Matter>, command: &Command, around: &Around<'_>) -> Result<(), ActError> {
    let begins = matches!(
        command,
        Command::Draft(_) | Command::Instruct(_) | Command::RegisterOnSite(_) | Command::TakeOver(_)
    );
    match (&loaded.state, begins) {
        (None, true) if loaded.version == 0 => Ok(()),
        (Some(m), false) if is_seen(m, around) => Ok(()),
        _ => Err(ActError::NotFound),
    }
}

/// Whether the asker sees the matter. The system and the operator see all.
pub fn is_seen(m: &Matter, around: &Around<'_>) -> bool {
    let today = around.asker.today(&around.settings.calendar);
    around.asker.actor.is_none_or(|actor| sees(actor, &m.ground(), &around.directory.tree, today))
}

/// Facts as they were read, owned; [`Facts`] borrows them.
pub struct Gathered {
    rules: Rules,
    next_number: Option<Number>,
    open_layers: Vec<OpenLayer>,
    parent_is_open: bool,
    author: Option<Actor>,
    about_is_seen: bool,
}

impl Gathered {
    /// Reads what this command's decision may look at. What it read of other streams is locked until the
    /// transaction ends, so that a parent can't close while a layer opens.
    ///
    /// # Errors
    /// When the store fails, or somebody was faster.
    pub fn read(
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        m: Option<&Matter>,
        command: &Command,
    ) -> Result<Gathered, ActError> {
        campaign_is_there(tx, command)?;
        let rules = campaigns::store::rules(tx, campaign(m, command), around.settings)?;
        let next_number = match command {
            Command::Approve | Command::RegisterOnSite(_) => numbered(tx, around, office(m, command))?,
            Command::TakeOver(t) if t.give_number && t.number.is_none() => {
                numbered(tx, around, Some(t.office))?
            }
            _ => None,
        };
        let open_layers = match (m, command) {
            (Some(m), Command::ApproveClosure { .. }) => store::open_layers(tx, m.id)?,
            _ => Vec::new(),
        };
        let parent_is_open = parent_is_open(tx, around, m, command)?;
        let (author, about_is_seen) = match command {
            Command::Instruct(c) => {
                (instructing::author(tx, around, c.author)?, instructing::is_seen(tx, around, c.about)?)
            }
            _ => (None, false),
        };
        Ok(Gathered { rules, next_number, open_layers, parent_is_open, author, about_is_seen })
    }

    /// What pages need to tell which acts can be offered.
    ///
    /// # Errors
    /// When the store fails.
    pub fn for_page(tx: &mut Tx<'_>, around: &Around<'_>, m: &Matter) -> Result<Gathered, ActError> {
        let rules = campaigns::store::rules(tx, m.campaign, around.settings)?;
        Ok(Gathered {
            rules,
            next_number: None,
            open_layers: Vec::new(),
            parent_is_open: true,
            author: None,
            about_is_seen: false,
        })
    }

    /// The facts, borrowed.
    pub fn facts<'a>(&'a self, around: &Around<'a>) -> Facts<'a> {
        Facts {
            now: around.asker.now,
            by: around.asker.by(),
            tree: &around.directory.tree,
            calendar: &around.settings.calendar,
            rules: &self.rules,
            next_number: self.next_number.clone(),
            open_layers: self.open_layers.clone(),
            parent_is_open: self.parent_is_open,
            author: self.author.clone(),
            about_is_seen: self.about_is_seen,
        }
    }
}

/// A campaign that a command names must be there; else the matter would run by rules that nobody chose.
fn campaign_is_there(tx: &mut Tx<'_>, command: &Command) -> Result<(), ActError> {
    let named = match command {
        Command::Draft(d) | Command::EditDraft(d) | Command::RegisterOnSite(d) => d.campaign,
        Command::Amend { changes, .. } => moved_to(changes).flatten(),
        _ => None,
    };
    match named {
        Some(id) if campaigns::store::get(tx, id)?.is_none() => Err(CAMPAIGN
            .refuse(
                phrase!("没有这一专项行动", "there is no such campaign"),
                phrase!("请从现有专项行动中选择，或不归入专项行动", "name one that there is, or none"),
            )
            .into()),
        _ => Ok(()),
    }
}

const CAMPAIGN: Rule =
    Rule::ours("matter.campaign", "事项归入已设立的专项行动", "A matter belongs to a campaign that there is");

fn campaign(m: Option<&Matter>, command: &Command) -> Option<CampaignId> {
    match command {
        Command::Draft(d) | Command::EditDraft(d) | Command::RegisterOnSite(d) => d.campaign,
        Command::TakeOver(t) => t.campaign,
        Command::Amend { changes, .. } => moved_to(changes).unwrap_or_else(|| m.and_then(|m| m.campaign)),
        _ => m.and_then(|m| m.campaign),
    }
}

/// A matter that moves between campaigns is reckoned by the rules of the one that it moves to.
fn moved_to(changes: &[Change]) -> Option<Option<CampaignId>> {
    changes.iter().rev().find_map(|change| match change {
        Change::Campaign(campaign) => Some(*campaign),
        _ => None,
    })
}

fn office(m: Option<&Matter>, command: &Command) -> Option<UnitId> {
    match command {
        Command::RegisterOnSite(d) => Some(d.office),
        _ => m.map(|m| m.office),
    }
}

fn numbered(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    office: Option<UnitId>,
) -> Result<Option<Number>, ActError> {
    let Some(office) = office else { return Ok(None) };
    let Some(series) = around.directory.tree.get(office).and_then(|u| u.series.clone()) else {
        return Ok(None);
    };
    let year = around.asker.today(&around.settings.calendar).year();
    Ok(Some(store::next_number(tx, office, &series, year)?))
}

/// Locks the parent's stream, so that it can't be closed between this look and the commit.
fn parent_is_open(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    m: Option<&Matter>,
    command: &Command,
) -> Result<bool, ActError> {
    let layer = match command {
        Command::Draft(d) | Command::EditDraft(d) | Command::RegisterOnSite(d) => d.layer.as_ref(),
        Command::Approve => m.and_then(|m| m.layer.as_ref()),
        _ => None,
    };
    let Some(layer) = layer else { return Ok(true) };
    let parent = store::load(tx, layer.parent)?;
    let open = parent.state.as_ref().is_some_and(|p| {
        !p.is_final() && p.closure().is_none() && is_seen(p, around) && m.is_none_or(|m| m.id != p.id)
    });
    journal::check_reads(tx, &[(parent.stream, parent.version)])?;
    Ok(open)
}
