//! One story, told on either engine: `each_engine(|store| …)` hands it an empty store of each.
//!
//! PostgreSQL is a throw-away cluster of this test process, or the server that `BANGDU_TEST_POSTGRES` names
//! (`postgres://user@host/any`). Where there is none the story is told on SQLite alone and a line says so;
//! `BANGDU_REQUIRE_POSTGRES=1` makes that a failure.
#![allow(clippy::disallowed_methods, reason = "these variables are for tests, not settings")]

use bangdu::db::{Db, Options, Place};
use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

/// An empty store that vanishes after the test.
pub struct TestStore {
    pub db: Db,
    pub place: Place,
    dir: tempfile::TempDir,
}

impl TestStore {
    /// A directory outside the store, for files of the test.
    pub fn outside(&self) -> PathBuf {
        self.dir.path().to_owned()
    }

    /// Another handle on the same store, as another process would have it.
    pub fn another_handle(&self) -> Db {
        Db::open(&self.place, &options()).unwrap()
    }
}

/// Starts this test binary anew, to tell the (ignored) story `name` of the same store in a process of its own.
pub fn in_another_process(store: &TestStore, name: &str) -> Child {
    let place = match &store.place {
        Place::Sqlite { dir } => format!("dir {}", dir.display()),
        Place::Postgres { url } => format!("url {url}"),
    };
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--ignored", "--nocapture"]).env("BANGDU_TEST_STORE", place);
    command.stdout(Stdio::piped()).spawn().unwrap()
}

/// The store that [`in_another_process`] hands over; none when somebody runs the ignored story by itself.
pub fn handed_over() -> Option<Db> {
    let place = std::env::var("BANGDU_TEST_STORE").ok()?;
    let place = match place.split_once(' ')? {
        ("dir", dir) => Place::Sqlite { dir: dir.into() },
        (_, url) => Place::Postgres { url: url.to_owned() },
    };
    Some(Db::open(&place, &options()).unwrap())
}

/// Tells `story` on an empty store of each engine.
pub fn each_engine(story: impl Fn(&TestStore)) {
    story(&sqlite());
    if let Some(store) = postgres() {
        story(&store);
    }
}

/// An empty embedded store.
pub fn sqlite() -> TestStore {
    let dir = tempfile::tempdir().unwrap();
    open(Place::Sqlite { dir: dir.path().join("data") }, dir)
}

/// An empty PostgreSQL database, where there is a server.
pub fn postgres() -> Option<TestStore> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let Some(server) = SERVER.get_or_init(Server::find) else {
        assert!(std::env::var("BANGDU_REQUIRE_POSTGRES").as_deref() != Ok("1"), "PostgreSQL is required");
        eprintln!("skipped on PostgreSQL: it isn't installed here");
        return None;
    };
    let name = format!("bangdu_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let url = server.create(&name);
    Some(open(Place::Postgres { url }, tempfile::tempdir().unwrap()))
}

fn open(place: Place, dir: tempfile::TempDir) -> TestStore {
    TestStore { db: Db::open(&place, &options()).unwrap(), place, dir }
}

fn options() -> Options {
    Options { readers: 4, flush_ms: None }
}

/// A server on which databases can be made.
struct Server {
    url: Box<dyn Fn(&str) -> String + Send + Sync>,
    /// The cluster lives as long as this process holds its standard input open.
    _cluster: Option<(Child, BufReader<ChildStdout>)>,
}

impl Server {
    fn find() -> Option<Server> {
        match std::env::var("BANGDU_TEST_POSTGRES") {
            Ok(url) => {
                let (server, _) = url.rsplit_once('/').expect("postgres://user@host/database");
                let server = server.to_owned();
                Some(Server { url: Box::new(move |name| format!("{server}/{name}")), _cluster: None })
            }
            Err(_) => Server::start(),
        }
    }

    fn start() -> Option<Server> {
        let installed = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let bin = installed.flatten().map(|entry| entry.path().join("bin")).max()?;
        let mut shell = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        shell.args(["-c", CLUSTER, "sh"]).arg(bin).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = shell.spawn().ok()?;
        let mut output = BufReader::new(child.stdout.take()?);
        let mut line = String::new();
        output.read_line(&mut line).ok()?;
        let dir = line.trim().to_owned();
        assert!(!dir.is_empty(), "the PostgreSQL cluster of the tests doesn't start");
        let url = move |name: &str| format!("host={dir} user=bangdu dbname={name}");
        Some(Server { url: Box::new(url), _cluster: Some((child, output)) })
    }

    /// The address of a new, empty database.
    fn create(&self, name: &str) -> String {
        let admin = (self.url)("postgres");
        let statement = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
        let made = thread::spawn(move || {
            postgres::Client::connect(&admin, postgres::NoTls)?.batch_execute(&statement)
        });
        made.join().unwrap().unwrap();
        (self.url)(name)
    }
}

/// Ends and cleans up when standard input is closed, that is, when the tests end in whatever way.
const CLUSTER: &str = r#"
set -eu
bin=$1
dir=$(mktemp -d /tmp/bangdu-postgres.XXXXXX)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$bin/initdb" -D "$dir/data" -U bangdu -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/log" 2>&1
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c max_connections=300 >>"$dir/log" 2>&1 &
server=$!
until "$bin/pg_isready" -q -h "$dir"; do kill -0 "$server"; sleep 0.1; done
echo "$dir"
read -r _ || true
kill -INT "$server"
wait "$server" || true
"#;

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}
