//! What the matter's page shows, read in one go as this reader may see it.

use crate::{
    act::ActError,
    board::pages::beside::Beside,
    campaigns,
    db::Tx,
    journal,
    matters::{
        act::{Around, Gathered, is_seen},
        instructing, store,
    },
    people::{self, directory::Directory, store::PersonFilter},
};
use bangdu_core::{
    ids::{MatterId, PrivateId, UnitId},
    instant::Instant,
    matters::{Event, LedgerContact, Matter, Offer, State, light, offers},
    people::{Action, Ground, Person, Role, allows},
    settings::Settings,
};
use jiff::civil::Date;
use std::sync::Arc;

/// How many people of a unit are named where none is known as its head or liaison, and how far layers are followed.
const PEOPLE: usize = 4;
const DEEPEST: usize = 6;
const MOST_LAYERS: usize = 60;

/// A matter as somebody sees it.
pub(super) struct Seen {
    pub matter: Matter,
    pub version: u64,
    pub offers: Vec<&'static Offer>,
    pub story: Vec<Told>,
    pub directory: Arc<Directory>,
    pub settings: Arc<Settings>,
    pub now: Instant,
    pub campaign: Option<String>,
    /// The tree that it belongs to, from the top; only what this reader sees.
    pub layers: Vec<Layered>,
    pub contacts: Vec<Contact>,
    /// Phones of those whom the ledger names, in its order, for whoever may see the lead's contacts.
    pub ledger_phones: Vec<String>,
    /// Whether the spans of holders are shown.
    pub spans: bool,
    /// What the public is told of it, and what it wrote back.
    pub board: Beside,
    /// Whether an instruction about it is this reader's to write.
    pub instructs: bool,
    /// The instructions about it that the reader sees, newest first.
    pub further: Vec<Matter>,
    /// The matter that the instruction it rests on refers to.
    pub about: Option<Matter>,
    /// The list that it was opened from.
    pub list: Option<super::beside::Beside>,
}

/// An entry of the journal, read.
pub(super) struct Told {
    pub version: u64,
    pub at: Instant,
    pub event: Event,
}

/// A matter in the tree of layers.
pub(super) struct Layered {
    pub id: MatterId,
    pub depth: usize,
    pub title: String,
    pub state: State,
    pub agreed: bool,
    /// The light's code.
    pub light: Option<&'static str>,
}

/// Somebody to call.
pub(in crate::matters) struct Contact {
    pub unit: UnitId,
    pub name: String,
    pub position: String,
    /// What they are to the unit, where that is known.
    pub role: Option<Role>,
    pub phone: Option<String>,
}

impl Seen {
    /// Reads it; [`ActError::NotFound`] without the right to see it, and for a draft that was thrown away.
    pub fn read(tx: &mut Tx<'_>, around: Around<'_>, id: MatterId) -> Result<Seen, ActError> {
        let loaded = store::load(tx, id)?;
        let seen = |m: &Matter| is_seen(m, &around) && !matches!(m.state, State::Discarded);
        let matter = loaded.state.filter(seen).ok_or(ActError::NotFound)?;
        let gathered = Gathered::for_page(tx, &around, &matter)?;
        let facts = gathered.facts(&around);
        let may = |action, ground: &Ground| {
            around.asker.actor.is_some_and(|actor| allows(actor, action, ground, facts.tree, facts.today()))
        };
        let units = matter.ground().participants().collect::<Vec<_>>();
        let reachable: Vec<UnitId> =
            units.into_iter().filter(|unit| may(Action::SeeContacts, &Ground::of_unit(*unit))).collect();
        Ok(Seen {
            offers: offers(&matter, &facts),
            spans: may(Action::SeeHolderSpans, &matter.ground()),
            story: story(tx, id)?,
            campaign: campaign(tx, &matter)?,
            layers: layers(tx, &around, &matter)?,
            contacts: contacts(tx, &reachable, facts.today())?,
            ledger_phones: ledger_phones(tx, &matter, &reachable)?,
            board: Beside::read(tx, &around, &matter)?,
            instructs: !matter.is_draft() && instructing::is_offered(&around),
            further: store::instructed::about(tx, id)?.into_iter().filter(|m| seen(m)).collect(),
            about: match matter.handwritten.as_ref().and_then(|written| written.about) {
                Some(about) => store::get(tx, about)?.filter(|m| seen(m)),
                None => None,
            },
            list: None,
            directory: around.directory.clone(),
            settings: around.settings.clone(),
            now: around.asker.now,
            version: loaded.version,
            matter,
        })
    }
}

/// All entries of its stream, oldest first.
pub(super) fn story(tx: &mut Tx<'_>, id: MatterId) -> Result<Vec<Told>, ActError> {
    let entries = journal::entries(tx, &journal::stream_of::<Matter>(id))?;
    let read = |entry: journal::Entry| {
        let event = serde_json::from_str(&entry.payload)
            .map_err(|e| ActError::Fault(format!("entry {} of {}: {e}", entry.version, entry.stream)))?;
        Ok(Told { version: entry.version, at: entry.at, event })
    };
    entries.into_iter().map(read).collect()
}

fn campaign(tx: &mut Tx<'_>, m: &Matter) -> Result<Option<String>, ActError> {
    let Some(id) = m.campaign else { return Ok(None) };
    Ok(campaigns::store::get(tx, id)?.map(|campaign| campaign.name))
}

/// Each unit's heads and liaisons; of a unit where none has an account, people who belong to it.
pub(in crate::matters) fn contacts(
    tx: &mut Tx<'_>,
    units: &[UnitId],
    today: Date,
) -> Result<Vec<Contact>, ActError> {
    let mut found: Vec<(UnitId, Option<Role>, Person)> = Vec::new();
    for (unit, role, person) in people::store::hands_of(tx, units, today)? {
        let known = |(at, _, other): &(UnitId, Option<Role>, Person)| *at == unit && other.id == person.id;
        if !found.iter().any(known) {
            found.push((unit, Some(role), person));
        }
    }
    for unit in units {
        if !found.iter().any(|(at, ..)| at == unit) {
            let filter = PersonFilter { units: vec![*unit], ..PersonFilter::default() };
            let persons = people::store::persons(tx, &filter, PEOPLE)?;
            found.extend(persons.into_iter().map(|person| (*unit, None, person)));
        }
    }
    let persons: Vec<Person> = found.iter().map(|(.., person)| person.clone()).collect();
    let phones = people::act::persons::phones_of(tx, &persons)?;
    let contact = |((unit, role, person), phone): ((UnitId, Option<Role>, Person), _)| Contact {
        unit,
        name: person.name,
        position: person.position,
        role,
        phone,
    };
    Ok(found.into_iter().zip(phones).map(contact).collect())
}

fn ledger_phones(tx: &mut Tx<'_>, m: &Matter, reachable: &[UnitId]) -> Result<Vec<String>, ActError> {
    let named = m.taken_over.as_ref().map_or(&[][..], |taken| &taken.contacts);
    if !m.lead().is_some_and(|lead| reachable.contains(&lead.unit)) {
        return Ok(vec![String::new(); named.len()]);
    }
    let ids: Vec<PrivateId> = named.iter().filter_map(|one| Some(one.phone.as_ref()?.id)).collect();
    let mut known = journal::private::get_private_all::<String>(tx, &ids)?;
    let phone = |one: &LedgerContact| one.phone.as_ref().and_then(|phone| known.remove(&phone.id));
    Ok(named.iter().map(phone).map(Option::unwrap_or_default).collect())
}

/// The matters above it that the reader sees, then those beneath.
fn layers(tx: &mut Tx<'_>, around: &Around<'_>, m: &Matter) -> Result<Vec<Layered>, ActError> {
    let mut above = Vec::new();
    let mut next = m.layer.as_ref().map(|layer| layer.parent);
    while let Some(id) = next.filter(|_| above.len() < DEEPEST) {
        let Some(parent) = store::get(tx, id)?.filter(|p| is_seen(p, around)) else { break };
        next = parent.layer.as_ref().map(|layer| layer.parent);
        above.push(parent);
    }
    let mut tree: Vec<Layered> = above
        .iter()
        .rev()
        .enumerate()
        .map(|(depth, parent)| layered(parent, depth, around.asker.now))
        .collect();
    beneath(tx, around, m, tree.len(), &mut tree)?;
    Ok(if tree.len() > 1 { tree } else { vec![] })
}

fn beneath(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    m: &Matter,
    depth: usize,
    tree: &mut Vec<Layered>,
) -> Result<(), ActError> {
    tree.push(layered(m, depth, around.asker.now));
    if depth >= DEEPEST || tree.len() >= MOST_LAYERS {
        return Ok(());
    }
    for (id, ..) in store::layers(tx, m.id)? {
        let seen = store::get(tx, id)?;
        let seen = seen.filter(|child| is_seen(child, around) && !matches!(child.state, State::Discarded));
        if let Some(child) = seen.filter(|_| tree.len() < MOST_LAYERS) {
            beneath(tx, around, &child, depth + 1, tree)?;
        }
    }
    Ok(())
}

fn layered(m: &Matter, depth: usize, now: Instant) -> Layered {
    Layered {
        id: m.id,
        depth,
        title: m.title.clone(),
        state: m.state.clone(),
        agreed: m.layer.as_ref().is_some_and(|layer| layer.agreed),
        light: light(m, now).map(|shown| shown.light.code()),
    }
}
