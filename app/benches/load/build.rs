//! The large store: the demo city's units and people, and as many matters as wanted, each with five entries
//! that the core decided. Committed through the journal, many matters to a transaction.

use bangdu::{
    clock::Clock,
    cx::{Cx, new_id},
    db::{Db, DbError},
    demo::{self, Size},
    jobs,
    journal::{self, Stamp, seal::seal},
    matters::{store as matters, sweep::Sweeper},
    people::{directory::Directories, directory::Directory, store},
    settings::store::KeptSettings,
};
use bangdu_core::{
    calendar::Deadline,
    campaigns::Rules,
    ids::{AccountId, AssignmentId, MatterId, UnitId},
    instant::Instant,
    matters::{
        Basis, By, Command, DraftMatter, Event, Facts, Matter, MatterKind, NewAssignment, Number, Origin,
        Part, Source, Urgency, apply, decide,
    },
    people::{Actor, Role},
    settings::Settings,
};
use jiff::ToSpan;
use std::sync::Arc;

/// Matters that one transaction takes.
const AT_ONCE: usize = 2_000;
/// Drafts that wait for approval, to be registered by the measurement.
const DRAFTS: usize = 40_000;

/// What was built, and who works with it.
#[derive(Clone)]
pub struct Built {
    /// How many matters, the waiting drafts aside.
    pub matters: usize,
    /// Entries of theirs.
    pub entries: usize,
    /// Matters in progress: id, lead's assignment, lead's liaison (place in `liaisons`).
    pub running: Arc<Vec<(MatterId, AssignmentId, usize)>>,
    /// Drafts that wait for approval.
    pub waiting: Arc<Vec<MatterId>>,
    /// The units that lead, with their liaisons.
    pub liaisons: Arc<Vec<(UnitId, Actor)>>,
    /// The office's staff: sees everything.
    pub staff: Actor,
    /// Who approves.
    pub delegate: Actor,
}

struct Town {
    directory: Arc<Directory>,
    settings: Settings,
    office: UnitId,
    drafter: Actor,
    delegate: Actor,
    staff: Actor,
    liaisons: Vec<(UnitId, Actor)>,
    now: Instant,
}

/// Builds it.
pub fn build(db: &Db, count: usize) -> Built {
    let cx = Cx::new(db.clone(), Clock::System, "Asia/Shanghai").expect("the zone");
    demo::fill(&cx, Size { livelihood: 0, projects: 0, cases: 0 }).expect("a city");
    finish_jobs(&cx);
    let town = Arc::new(Town::read(db, cx.now()));
    let drafts = DRAFTS.min(count);
    let (mut running, mut waiting) = (Vec::new(), Vec::new());
    for from in (0..count + drafts).step_by(AT_ONCE) {
        let town = town.clone();
        let part = from..(from + AT_ONCE).min(count + drafts);
        let made = db
            .write_blocking(move |tx| {
                let mut made = Vec::new();
                for n in part.clone() {
                    let (id, events, stamp, lead) = town.matter(n, n >= count);
                    journal::commit(tx, journal::fresh::<Matter>(id), &events, &stamp)
                        .map_err(|error| DbError::Failed(error.to_string()))?;
                    made.push((id, lead));
                }
                Ok::<_, DbError>(made)
            })
            .expect("matters");
        for (n, (id, lead)) in made.into_iter().enumerate() {
            match lead {
                _ if from + n >= count => waiting.push(id),
                Some((assignment, liaison)) => running.push((id, assignment, liaison)),
                None => {}
            }
        }
    }
    number_from(db, &town, count);
    settle(&cx);
    Built {
        matters: count,
        entries: count * 5,
        running: Arc::new(running),
        waiting: Arc::new(waiting),
        liaisons: Arc::new(town.liaisons.clone()),
        staff: town.staff.clone(),
        delegate: town.delegate.clone(),
    }
}

/// What a server would have done by now: lights that turned are counted, entries have their leaves.
fn settle(cx: &Cx) {
    let (directories, settings) = (Directories::default(), KeptSettings::default());
    Sweeper { cx: cx.clone(), directories, settings }.run().expect("a sweep");
    while cx.db.write_blocking(seal).expect("leaves") > 0 {}
}

/// What filling asked to be reckoned anew would be reckoned while the first lines are measured.
fn finish_jobs(cx: &Cx) {
    let now = cx.now();
    let done = cx.db.write_blocking(move |tx| {
        while let Some(job) = jobs::claim(tx, now)? {
            jobs::finish(tx, job.id)?;
        }
        Ok::<_, DbError>(())
    });
    done.expect("no job left");
}

/// The series goes on behind the numbers that were given here.
fn number_from(db: &Db, town: &Town, count: usize) {
    let (office, year) = (town.office, town.settings.calendar.date_of(town.now).year());
    let last = Number { series: SERIES.to_owned(), year, serial: u32::try_from(count).unwrap_or(0) };
    // The counter's row is made without asking for a free number, which would try each that is taken.
    let made = db.write_blocking(move |tx| {
        tx.execute(
            "INSERT INTO number_counters (office, series, year, last) VALUES ($1, $2, $3, 0)",
            bangdu::params![office, last.series, i64::from(year)],
        )?;
        matters::number_given(tx, office, &last)
    });
    made.expect("the counter");
}

const SERIES: &str = "督查立项";

impl Town {
    fn read(db: &Db, now: Instant) -> Town {
        let directories = Directories::default();
        let directory = db.read_blocking(move |tx| directories.read(tx)).expect("units");
        let ids = db.read_blocking(|tx| {
            let rows = tx.rows("SELECT id FROM accounts ORDER BY id", &[])?;
            rows.iter().map(|row| row.get::<AccountId>(0)).collect::<Result<Vec<_>, DbError>>()
        });
        let everybody: Vec<Actor> = ids
            .expect("accounts")
            .into_iter()
            .filter_map(|id| db.read_blocking(move |tx| store::actor(tx, id)).expect("an account"))
            .collect();
        let office = directory.tree.find("市政府督查室")[0].id;
        let top = directory.tree.roots()[0].id;
        let with = |role: Role, scope: UnitId| {
            let found =
                everybody.iter().find(|a| a.grants.iter().any(|g| (g.role, g.scope) == (role, scope)));
            found.expect("somebody with this role").clone()
        };
        let leads = directory.tree.children(top).into_iter().filter(|unit| unit.id != office);
        Town {
            office,
            drafter: with(Role::Drafter, office),
            delegate: with(Role::Delegate, top),
            staff: with(Role::OfficeStaff, office),
            liaisons: leads.map(|unit| (unit.id, with(Role::Liaison, unit.id))).collect(),
            settings: Settings::default(),
            directory,
            now,
        }
    }

    /// One matter's first entries: five, or the two of a draft that waits.
    #[allow(clippy::type_complexity, reason = "four results of one loop")]
    fn matter(&self, n: usize, waits: bool) -> (MatterId, Vec<Event>, Stamp, Option<(AssignmentId, usize)>) {
        let liaison = n % self.liaisons.len();
        let (unit, hand) = &self.liaisons[liaison];
        let (id, assignment) = (MatterId(new_id()), AssignmentId(new_id()));
        // Spread over the last year, so that lists have something to sort.
        let days = i64::try_from(n % 250).unwrap_or(0);
        let at = self.now.plus_ms(-86_400_000 * (days + 2));
        let due = self.settings.calendar.date_of(self.now).checked_add((200 - days).days()).expect("a date");
        let share = NewAssignment {
            id: assignment,
            unit: *unit,
            part: Part::Lead,
            task: String::new(),
            deadline: None,
        };
        let last = match n % 10 {
            9 => (&self.staff, Command::Urge { text: "请抓紧签收办理。".to_owned(), answer_by: None }),
            _ => (hand, Command::SignFor { assignment }),
        };
        let mut acts = vec![
            (&self.drafter, Command::Draft(Box::new(self.draft(id, n, due)))),
            (&self.drafter, Command::Submit),
        ];
        if !waits {
            acts.extend([
                (&self.delegate, Command::Approve),
                (&self.staff, Command::Assign(vec![share])),
                last,
            ]);
        }
        let (mut state, mut events) = (None, Vec::new());
        for (actor, command) in &acts {
            let decided = decide(state.as_ref(), command, &self.facts(actor, at, n)).expect("allowed");
            state = decided.iter().fold(state, |state, event| apply(state, event, at));
            events.extend(decided);
        }
        let stamp = Stamp { at, actor: self.staff.account.to_string() };
        (id, events, stamp, (n % 10 != 9 && !waits).then_some((assignment, liaison)))
    }

    fn draft(&self, id: MatterId, n: usize, due: jiff::civil::Date) -> DraftMatter {
        DraftMatter {
            id,
            kind: MatterKind::Task,
            title: format!("第{n}项重点任务：中心市区道路提升和管网改造"),
            requirement: "按节点计划推进，确保质量安全，如期完成；遇有堵点及时提请协调。".to_owned(),
            origin: Origin {
                source: Source::Meeting,
                basis: Basis::Decision {
                    document: format!("政府专题会议纪要〔2026〕{}号", n % 90 + 1),
                    scan: None,
                },
            },
            office: self.office,
            campaign: None,
            urgency: Urgency::General,
            deadline: Some(Deadline::On(due)),
            layer: None,
            not_classified: true,
        }
    }

    fn facts<'a>(&'a self, actor: &'a Actor, at: Instant, n: usize) -> Facts<'a> {
        static RULES: std::sync::LazyLock<Rules> = std::sync::LazyLock::new(Rules::default);
        let year = self.settings.calendar.date_of(self.now).year();
        let number = Number { series: SERIES.to_owned(), year, serial: u32::try_from(n + 1).unwrap_or(0) };
        Facts {
            now: at,
            by: By::Person(actor),
            tree: &self.directory.tree,
            calendar: &self.settings.calendar,
            rules: &RULES,
            next_number: Some(number),
            open_layers: Vec::new(),
            parent_is_open: true,
            author: None,
            about_is_seen: false,
        }
    }
}
