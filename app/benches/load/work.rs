//! What is measured: the requests, the raw statement beside each, and the target.

use super::build::Built;
use bangdu::{
    act::Asker,
    api::token::{self, TokenForm},
    clock::Clock,
    cx::Cx,
    db::{Db, DbError, Engine},
    matters::act::Around,
    params,
    people::directory::Directories,
    web::session::{Known, Rules, Sessions, Stage},
};
use bangdu_core::{ids::MatterId, people::Actor, settings::Settings};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// A request: method, path, headers, body.
pub type Request = (&'static str, String, String, String);

/// Gives one request after another.
pub type Next = Box<dyn Fn() -> Option<Request> + Send + Sync>;

/// One thing to measure.
pub struct What {
    /// Its name in the table.
    pub name: &'static str,
    /// The most CPU milliseconds a request may take on SQLite.
    pub target: f64,
    /// What the raw statement takes, in milliseconds.
    pub raw: f64,
    /// The next request; none when there is nothing left to ask.
    pub next: Next,
}

const RAW_MATTER: &str = "SELECT doc FROM matters WHERE id = $1";
const RAW_LIST: &str =
    "SELECT m.id, m.number, m.kind, m.title, m.state, m.source, m.office, m.lead, m.due_at, m.yellow_at,
         m.red_at, m.phase, m.helped, m.rate, m.changed_at
     FROM assignments a JOIN matters m ON m.id = a.matter
     WHERE a.unit = $1 AND a.state = $2 ORDER BY a.due_at, a.matter LIMIT 50";
const RAW_SUMMARY: &str =
    "SELECT office, lead, light, matters FROM light_counts WHERE matters > 0 ORDER BY lead, light";
const RAW_WRITE: &str = "UPDATE matters SET helped = helped WHERE id = $1";

/// Everything, with sessions and tokens made for it.
pub fn all(db: &Db, built: &Built) -> Vec<What> {
    let cookie = format!("Cookie: {}\r\n", session(db, &built.staff));
    let liaison = format!("Cookie: {}\r\n", session(db, &built.liaisons[0].1));
    let bearer = |actor: &Actor| {
        format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", access(db, actor))
    };
    let staff = bearer(&built.staff);
    let list = |db: &Db, built: &Built| {
        let unit = built.liaisons[0].0;
        raw(db, move |tx| tx.rows(RAW_LIST, params![unit, "in_progress"]).map(drop))
    };
    let (listed, unit) = (list(db, built), built.liaisons[0].0);
    let factor = if db.engine() == Engine::Sqlite { 1.0 } else { 2.0 };
    let one = {
        let built = built.clone();
        move || built.running[turn() % built.running.len()].0
    };
    let again = one.clone();
    let read = {
        let one = one.clone();
        raw(db, move |tx| {
            let id: MatterId = one();
            tx.row(RAW_MATTER, params![id]).map(drop)
        })
    };
    let written = raw_write(db, built);
    let summed = raw(db, |tx| tx.rows(RAW_SUMMARY, &[]).map(drop));
    let filters = format!("unit={unit}&state=in_progress");
    let get = |path: String, headers: String| -> Next {
        Box::new(move || Some(("GET", path.clone(), headers.clone(), String::new())))
    };
    let what = |name, target: f64, raw, next| What { name, target: target * factor, raw, next };
    let (page_cookie, map_cookie) = (cookie.clone(), cookie.clone());
    let json = staff.clone();
    vec![
        what(
            "matter page",
            1.0,
            read,
            Box::new(move || {
                Some(("GET", format!("/matters/{}", one()), page_cookie.clone(), String::new()))
            }),
        ),
        what(
            "matter JSON",
            0.4,
            read,
            Box::new(move || {
                Some(("GET", format!("/api/v1/matters/{}", again()), json.clone(), String::new()))
            }),
        ),
        what("desk", 5.0, listed, get("/".to_owned(), cookie.clone())),
        what("liaison's desk", 5.0, listed, get("/".to_owned(), liaison)),
        what("list HTML", 2.0, listed, get(format!("/matters?{filters}"), cookie)),
        what(
            "list JSON",
            3.0 * listed + 0.3,
            listed,
            get(format!("/api/v1/matters?{filters}&limit=50"), staff.clone()),
        ),
        what("war map", 10.0, summed, get("/map".to_owned(), map_cookie)),
        what("light summary", 1.0, summed, get("/api/v1/summary".to_owned(), staff)),
        what("register", 0.5, written, register(built, bearer(&built.delegate))),
        what(
            "progress report",
            0.5,
            written,
            report(built, built.liaisons.iter().map(|(_, actor)| bearer(actor)).collect()),
        ),
    ]
}

/// Each waiting draft is registered once.
fn register(built: &Built, headers: String) -> Next {
    let (waiting, next) = (built.waiting.clone(), AtomicUsize::new(0));
    Box::new(move || {
        let id = waiting.get(next.fetch_add(1, Ordering::Relaxed))?;
        Some(("POST", format!("/api/v1/matters/{id}/registration"), headers.clone(), "{}".to_owned()))
    })
}

fn report(built: &Built, headers: Vec<String>) -> Next {
    let running = built.running.clone();
    Box::new(move || {
        let (id, assignment, liaison) = running[turn() % running.len()];
        let path = format!("/api/v1/matters/{id}/assignments/{assignment}/reports");
        let body = r#"{"text":"基础施工完成，进入主体施工阶段，质量安全可控。","next_step":"按节点推进。"}"#;
        Some(("POST", path, headers[liaison].clone(), body.to_owned()))
    })
}

/// Goes through the matters in large steps, so that neighbours aren't asked for one after another.
fn turn() -> usize {
    static TURN: AtomicUsize = AtomicUsize::new(0);
    TURN.fetch_add(1, Ordering::Relaxed).wrapping_mul(7_919)
}

fn raw(db: &Db, statement: impl Fn(&mut bangdu::db::Tx<'_>) -> Result<(), DbError> + Send + 'static) -> f64 {
    const TIMES: u32 = 300;
    let took = db.read_blocking(move |tx| {
        statement(tx)?;
        let began = std::time::Instant::now();
        for _ in 0..TIMES {
            statement(tx)?;
        }
        Ok::<_, DbError>(began.elapsed())
    });
    took.expect("the raw statement").as_secs_f64() * 1_000.0 / f64::from(TIMES)
}

/// One row changed in a transaction of its own, flush and all.
fn raw_write(db: &Db, built: &Built) -> f64 {
    const TIMES: usize = 100;
    let began = std::time::Instant::now();
    for n in 0..TIMES {
        let id = built.running[n].0;
        db.write_blocking(move |tx| tx.execute(RAW_WRITE, params![id])).expect("the raw statement");
    }
    began.elapsed().as_secs_f64() * 1_000.0 / TIMES as f64
}

/// A session's cookie, begun as signing in does.
pub fn session(db: &Db, actor: &Actor) -> String {
    let cx = Cx::new(db.clone(), Clock::System, "Asia/Shanghai").expect("the zone");
    let nobody = Arc::new(|_: &mut bangdu::db::Tx<'_>, _| Ok::<Option<Known>, DbError>(None));
    let rules = Rules { secure: false, ..Rules::default() };
    let (sessions, account) = (Sessions { cx, rules, ask: nobody }, actor.account);
    let begun = db.write_blocking(move |tx| sessions.begin(tx, account, Stage::In)).expect("a session");
    let line = begun.cookie.to_str().expect("a cookie").to_owned();
    line.split(';').next().unwrap_or_default().to_owned()
}

fn access(db: &Db, actor: &Actor) -> String {
    let cx = Cx::new(db.clone(), Clock::System, "Asia/Shanghai").expect("the zone");
    let (actor, now) = (actor.clone(), cx.now());
    let made = db.write_blocking(move |tx| {
        let directory = Directories::default().read(tx)?;
        let settings = Arc::new(Settings::default());
        let around = Around { asker: Asker::person(&actor, now), directory: &directory, settings: &settings };
        token::make(tx, &actor, &around, &TokenForm { name: "bench".to_owned(), write: true, days: 2 })
    });
    made.expect("a token")
}
