//! How many durable writes share a flush on the embedded store when a flush takes three milliseconds.

use super::{Scale, build::Built};
use bangdu::{
    act::{ActError, Asker},
    clock::Clock,
    cx::Cx,
    db::{Db, Options, Place},
    matters::act::{Around, act},
    people::directory::Directories,
    settings::store::KeptSettings,
};
use bangdu_core::matters::{Command, NewReport};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// Measures with one client and with thirty-two.
pub fn measure(place: &Place, built: &Built, scale: Scale) {
    let db = Db::open(place, &Options { flush_ms: Some(3), ..Options::default() }).expect("the store");
    let (one, _) = rate(&db, built, 1, scale.seconds);
    let (many, shared) = rate(&db, built, 32, scale.seconds);
    println!(
        "durable writes, 3 ms a flush: 1 client {one:.0}/s; 32 clients {many:.0}/s ({:.1} times, target 5), {shared:.1} for each flush (target 8)",
        many / one.max(1.0)
    );
}

fn rate(db: &Db, built: &Built, clients: usize, seconds: u64) -> (f64, f64) {
    let (written, next) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (flushes, began) = (db.flushes(), Instant::now());
    let until = began + Duration::from_secs(seconds);
    let (directories, settings) = (Directories::default(), KeptSettings::default());
    thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                while Instant::now() < until {
                    let n = next.fetch_add(1, Ordering::Relaxed) * 7_919 % built.running.len();
                    report(db, built, n, &directories, &settings);
                    written.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let written = written.load(Ordering::Relaxed) as f64;
    (written / began.elapsed().as_secs_f64(), written / (db.flushes() - flushes).max(1) as f64)
}

fn report(db: &Db, built: &Built, n: usize, directories: &Directories, settings: &KeptSettings) {
    let (id, assignment, liaison) = built.running[n];
    let actor = built.liaisons[liaison].1.clone();
    let now = Cx::new(db.clone(), Clock::System, "Asia/Shanghai").expect("the zone").now();
    let (directories, settings) = (directories.clone(), settings.clone());
    let said = NewReport {
        assignment,
        text: "主体施工，质量安全可控。".to_owned(),
        rate: None,
        problem: String::new(),
        blocker: None,
        cause: String::new(),
        needs: String::new(),
        next_step: String::new(),
        indicators: Vec::new(),
        reached: Vec::new(),
        files: Vec::new(),
        corrects: false,
    };
    let command = Command::Report(Box::new(said));
    let done = db.write_blocking(move |tx| {
        let directory = directories.read(tx)?;
        let settings = settings.current(tx)?;
        let around = Around { asker: Asker::person(&actor, now), directory: &directory, settings: &settings };
        act(tx, around, id, &command, None).map(drop)
    });
    done.map_err(|error: ActError| error.to_string()).expect("a report");
}
