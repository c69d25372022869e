//! The public board under rubbish: five hundred forms a second for a while, and what they cost and leave behind.

use super::{client::Client, server::Board};
use bangdu::board::copy::{Manner, files, tree};
use bangdu_core::board::{
    Field, PublicId, Value,
    page::{Copy, Page},
};
use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// Forms a second.
const RATE: u32 = 500;
const CLIENTS: u32 = 5;

/// Measures and prints.
pub fn flood(dir: &Path, seconds: u64) {
    let (copy, inbox) = (dir.join("board"), dir.join("inbox"));
    let public = PublicId::of([1; 10]);
    let lines = vec![(Field::Name, Value::Text { text: "实验小学教学楼".to_owned() })];
    let on = jiff::civil::date(2026, 11, 3);
    let page = Page { public: public.clone(), lines, as_of: on, missed_before: on, overdue: false };
    let made = files(&[Copy::Page(page)], &Manner::default()).expect("pages");
    tree::write(&copy, &made).expect("a copy");
    let board = Board::start(&copy, &inbox);
    let cpu = board.cpu_ms();
    let began = Instant::now();
    let answered: u64 = thread::scope(|scope| {
        let runs: Vec<_> = (0..CLIENTS)
            .map(|n| {
                let (address, path) = (board.address, format!("/p/{public}/clue"));
                scope.spawn(move || send(address, &path, n, began, seconds))
            })
            .collect();
        runs.into_iter().map(|run| run.join().expect("a client")).sum()
    });
    let took = began.elapsed().as_secs_f64();
    let share = (board.cpu_ms() - cpu) / (took * 10.0);
    let kept: u64 = fs::read_dir(&inbox).map_or(0, |all| {
        all.flatten().filter_map(|entry| entry.metadata().ok()).map(|about| about.len()).sum()
    });
    println!(
        "public board, {RATE} forms of rubbish a second: {:.0}/s answered, {share:.1} % of a core, {} MB, {kept} bytes kept (target 0)",
        answered as f64 / took,
        board.resident_mb(),
    );
}

/// Sends rubbish at an even pace; how many were answered.
fn send(address: std::net::SocketAddr, path: &str, first: u32, began: Instant, seconds: u64) -> u64 {
    let mut client = Client::new(address).expect("a connection");
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    let rubbish = "text=%FF%FE%00".repeat(100);
    let mut answered = 0;
    for n in (first..RATE * seconds as u32).step_by(CLIENTS as usize) {
        let due = began + Duration::from_secs(1) * n / RATE;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        match client.send("POST", path, headers, &rubbish) {
            Ok(status) => {
                assert!((400..500).contains(&status), "{status}: {}", client.text());
                answered += 1;
            }
            // A connection lasts half a minute.
            Err(_) => client = Client::new(address).expect("a connection"),
        }
    }
    answered
}
