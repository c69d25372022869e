//! `make bench`: builds a large store on either engine, serves it with the real program and measures what users feel,
//! beside the raw statement through the same driver and the target.
//!
//! `BENCH_MATTERS` (100000), `BENCH_SECONDS` (3, for each line) and `BENCH_ENGINES` (`sqlite,postgres`) make it
//! smaller or larger; `BENCH_ONLY` (`list HTML`) keeps to the lines with this in their name.

mod board;
mod build;
mod client;
mod flushes;
mod ledger;
mod measure;
mod screens;
mod server;
mod work;

use bangdu::db::{Db, Engine, Options, Place};
use std::time::Instant;

/// How large a run is.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    matters: usize,
    seconds: u64,
}

fn main() {
    let scale =
        Scale { matters: number("BENCH_MATTERS", 100_000), seconds: number("BENCH_SECONDS", 3) as u64 };
    let engines = setting("BENCH_ENGINES").unwrap_or_else(|| "sqlite,postgres".to_owned());
    if engines.contains("sqlite") {
        let dir = tempfile::tempdir().expect("a directory");
        run(Place::Sqlite { dir: dir.path().join("store") }, dir.path(), None, scale);
        if setting("BENCH_ONLY").is_none() {
            ledger::import(dir.path());
            board::flood(dir.path(), scale.seconds);
        }
    }
    if engines.contains("postgres") {
        match server::Cluster::start() {
            Some(cluster) => {
                let dir = tempfile::tempdir().expect("a directory");
                run(
                    Place::Postgres { url: cluster.database("bangdu_bench") },
                    dir.path(),
                    Some(&cluster),
                    scale,
                );
            }
            None => println!("\nPostgreSQL isn't installed here: skipped."),
        }
    }
}

fn run(place: Place, dir: &std::path::Path, cluster: Option<&server::Cluster>, scale: Scale) {
    let db = Db::open(&place, &Options::default()).expect("a store");
    let name = if db.engine() == Engine::Sqlite { "SQLite" } else { "PostgreSQL" };
    println!("\n# {name}: {} matters", scale.matters);
    let began = Instant::now();
    let built = build::build(&db, scale.matters);
    let (entries, taken) = (built.entries, began.elapsed().as_secs_f64());
    println!("built in {taken:.0} s: {} matters, {entries} entries of theirs", built.matters);
    // Statistics for the planner, as a server that runs for a day has them.
    db.write_blocking(|tx| tx.execute("ANALYZE", &[])).expect("statistics");

    let server = server::Server::start(&place, dir);
    println!("start to first page: {:.2} s (target 0.50)", server.first_page.as_secs_f64());
    measure::head();
    let only = setting("BENCH_ONLY").unwrap_or_default();
    for what in work::all(&db, &built).iter().filter(|what| what.name.contains(&only)) {
        for clients in [1, 8, 32] {
            measure::line(what, clients, &server, cluster, scale);
        }
    }
    if only.is_empty() {
        screens::measure(&db, &built, &server, scale);
    }
    println!("resident memory: {} MB (target 150)", server.resident_mb());
    drop(server);
    if db.engine() == Engine::Sqlite && only.is_empty() {
        drop(db);
        flushes::measure(&place, &built, scale);
    }
}

fn number(name: &str, otherwise: usize) -> usize {
    setting(name).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[allow(clippy::disallowed_methods, reason = "these variables are for the bench, not settings")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
