//! Fills an empty store with the demo city. The same seed and the same "now" make the same record.

use super::{
    act::{self, Broken},
    board, campaigns, cases,
    cast::Cast,
    days::Days,
    livelihood, passwords, projects,
    seed::Seed,
    store::{self, Mark},
    story::{Step, World},
    units,
};
use crate::{
    act::{ActError, Asker},
    cx::Cx,
    map::{self, geojson},
    matters::sweep::Sweeper,
    people::{
        act::By,
        directory::Directories,
        sign_in::{hash_password, keep_password},
    },
    settings::store::KeptSettings,
    standing::Standing,
    web::assets,
};
use anyhow::bail;
use bangdu_core::{instant::Instant, people::Role};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The demo's seed.
pub(super) const SEED: u64 = 0x5155_414e_5a48_4f55;
/// Where the set-up puts the map.
const MAP: &str = "vendor/quanzhou.json";
/// Steps that one transaction takes.
const AT_ONCE: usize = 1_500;

/// How large a demo is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Livelihood projects, 41 at most.
    pub livelihood: usize,
    /// Building projects.
    pub projects: usize,
    /// Other matters.
    pub cases: usize,
}

impl Size {
    /// The whole city.
    pub const WHOLE: Size = Size { livelihood: 41, projects: 300, cases: 1_655 };
    /// Everybody, with a handful of matters of each sort: filled within seconds.
    pub const SMALL: Size = Size { livelihood: 3, projects: 14, cases: 50 };
}

/// What was filled.
#[derive(Debug, Default)]
pub struct Filled {
    /// Steps that were performed.
    pub steps: usize,
    /// Stories that a rule cut short; none is expected.
    pub broken: Vec<Broken>,
}

/// Fills the store behind `cx`, up to its clock's now.
///
/// # Errors
/// When the store holds anything, or fails.
pub fn fill(cx: &Cx, size: Size) -> anyhow::Result<Filled> {
    let now = cx.now();
    begin(cx)?;
    let (directories, settings) = (Directories::default(), KeptSettings::default());
    let calendar = {
        let settings = settings.clone();
        cx.db.read_blocking(move |tx| settings.current(tx))?.calendar.clone()
    };
    let days = Days::around(now, &calendar);
    let at = days.at(0, 0);
    let cast = Cast::of(at, calendar.date_of(now).saturating_add(jiff::ToSpan::days(120)));
    people(cx, &directories, &cast, at, &calendar)?;
    keep_passwords(cx, &cast, now)?;
    let campaigns = open_campaigns(cx, &directories, &cast, at, calendar)?;
    let world = Arc::new(World { units: cast.units, people: cast.people, days, campaigns });
    let steps = tell(&world, size, now);
    let filled = perform(cx, &directories, &settings, world.clone(), steps)?;
    publish(cx, &directories, &settings, world)?;
    hang_map(cx, &directories, &settings)?;
    Sweeper { cx: cx.clone(), directories, settings }.run()?;
    cx.db.write_blocking(|tx| store::set_mark(tx, Mark::Filled))?;
    Ok(filled)
}

/// The county map, where the browser's packages were there at build time. The map itself is nowhere in the sources.
fn hang_map(cx: &Cx, directories: &Directories, settings: &KeptSettings) -> anyhow::Result<()> {
    let Some(content) = assets::content(MAP) else { return Ok(()) };
    let Ok(read) = geojson::read("泉州市县级区划.geojson", &content) else { return Ok(()) };
    let (directories, settings, now) = (directories.clone(), settings.clone(), cx.now());
    cx.db.write_blocking(move |tx| {
        let standing = Standing::read(tx, &directories, &settings)?;
        map::act::import(tx, &standing.around(Asker::operator(now)), read.clone()).map(drop)
    })?;
    Ok(())
}

fn begin(cx: &Cx) -> anyhow::Result<()> {
    let free = cx.db.write_blocking(|tx| {
        let free = store::mark(tx)?.is_none() && store::is_empty(tx)?;
        if free {
            store::set_mark(tx, Mark::Filling)?;
        }
        Ok::<_, ActError>(free)
    })?;
    if !free {
        bail!("the store isn't empty: a demo fills an empty one only");
    }
    Ok(())
}

fn people(
    cx: &Cx,
    directories: &Directories,
    cast: &Cast,
    at: Instant,
    calendar: &bangdu_core::calendar::Calendar,
) -> anyhow::Result<()> {
    let by = By { actor: None, at, today: calendar.date_of(at) };
    let (kept, forms, founder) = (directories.clone(), cast.forms.clone(), by.clone());
    cx.db.write_blocking(move |tx| units::found(tx, &kept, &founder, &forms))?;
    let (kept, everybody, clerk) = (directories.clone(), cast.people.clone(), by.clone());
    cx.db.write_blocking(move |tx| {
        let directory = kept.read(tx)?;
        act::enter(tx, &directory.tree, &clerk, &everybody, &mut Seed::of(SEED, 3))
    })?;
    // Kept from here on: nobody is entered any more.
    let kept = directories.clone();
    cx.db.read_blocking(move |tx| kept.read(tx).map(drop))?;
    let (kept, members) = (directories.clone(), cast.people.members.clone());
    Ok(cx.db.write_blocking(move |tx| act::open(tx, &kept, &by, &members))?)
}

/// One hash for each role: the passwords are known to everybody anyhow, and two hundred hashes take their time.
fn keep_passwords(cx: &Cx, cast: &Cast, now: Instant) -> anyhow::Result<()> {
    let mut hashes: HashMap<Role, String> = HashMap::new();
    let mut kept = Vec::new();
    for member in &cast.people.members {
        let Some(grant) = member.actor.grants.first() else { continue };
        let hash = match hashes.get(&grant.role) {
            Some(hash) => hash.clone(),
            None => hash_password(&passwords::password(grant.role))?,
        };
        hashes.insert(grant.role, hash.clone());
        kept.push((member.actor.account, hash));
    }
    Ok(cx
        .db
        .write_blocking(move |tx| kept.iter().try_for_each(|(id, hash)| keep_password(tx, *id, hash, now)))?)
}

fn open_campaigns(
    cx: &Cx,
    directories: &Directories,
    cast: &Cast,
    at: Instant,
    calendar: bangdu_core::calendar::Calendar,
) -> anyhow::Result<Vec<bangdu_core::ids::CampaignId>> {
    let head = cast.people.seat(Role::OfficeHead, cast.units.office, 0);
    let (head, office) = (cast.people.members[head].actor.clone(), cast.units.office);
    let kept = directories.clone();
    Ok(cx.db.write_blocking(move |tx| {
        let directory = kept.read(tx)?;
        campaigns::open(tx, &head, office, &directory, &calendar, at, &mut Seed::of(SEED, 4))
    })?)
}

/// All steps of all stories that have happened by `now`, in order of time.
fn tell(world: &World, size: Size, now: Instant) -> Vec<Step> {
    let mut steps = livelihood::tell(world, SEED, size.livelihood);
    steps.extend((0..size.projects).flat_map(|n| projects::tell(world, SEED, n)));
    steps.extend((0..size.cases).flat_map(|n| cases::tell(world, SEED, n)));
    steps.retain(|step| step.at <= now);
    steps.sort_by_key(|step| step.at);
    steps
}

fn perform(
    cx: &Cx,
    directories: &Directories,
    settings: &KeptSettings,
    world: Arc<World>,
    steps: Vec<Step>,
) -> anyhow::Result<Filled> {
    let steps = Arc::new(steps);
    let mut filled = Filled { steps: steps.len(), broken: Vec::new() };
    let mut over = HashSet::new();
    for from in (0..steps.len()).step_by(AT_ONCE) {
        let (world, steps, before) = (world.clone(), steps.clone(), over);
        let (directories, settings) = (directories.clone(), settings.clone());
        let (broken, after) = cx.db.write_blocking(move |tx| {
            let standing = Standing::read(tx, &directories, &settings)?;
            let mut over = before.clone();
            let part = &steps[from..(from + AT_ONCE).min(steps.len())];
            let broken = act::perform(tx, &world, &standing, part, &mut over)?;
            Ok::<_, ActError>((broken, over))
        })?;
        over = after;
        filled.broken.extend(broken);
    }
    Ok(filled)
}

fn publish(
    cx: &Cx,
    directories: &Directories,
    settings: &KeptSettings,
    world: Arc<World>,
) -> anyhow::Result<()> {
    let (directories, settings) = (directories.clone(), settings.clone());
    Ok(cx.db.write_blocking(move |tx| {
        let standing = Standing::read(tx, &directories, &settings)?;
        board::publish(tx, &world, &standing, &mut Seed::of(SEED, 6))
    })?)
}
