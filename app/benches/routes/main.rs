//! `make bench`, visit routes: instances in the manner of Solomon's RC208, planned by the program itself for five
//! seconds and set beside the best plan known. `BENCH_SECONDS` changes the five.

mod generator;

use serde_json::Value;
use std::{
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The best travel known of instances 1 to 8, in seconds: the least of 40 s of PyVRP 0.14.1 (ops/routes-reference.py)
/// and 8,000,000 steps of ours. Total distance, any number of squads.
const BEST: [i64; 8] = [9412, 9155, 9066, 9580, 8981, 9116, 8543, 9582];
/// How far from the best a plan may be, in percent.
const TARGET: f64 = 2.0;
/// The seeds that each instance is planned with.
const SEEDS: [u64; 2] = [1, 2];

fn main() {
    let seconds = setting("BENCH_SECONDS").and_then(|text| text.parse().ok()).unwrap_or(5);
    let dir = tempfile::tempdir().expect("a directory");
    println!("\n# Visit routes: 100 stops, {seconds} s each, one thread");
    println!(
        "{:<10} {:>8} {:>18} {:>8} {:>8} {:>8} {:>6}",
        "instance", "best", "travel", "gap %", "steps", "CPU s", "MB"
    );
    let mut gaps = Vec::new();
    for (number, best) in (1..).zip(BEST) {
        let sites = dir.path().join(format!("rc{number}.json"));
        std::fs::write(&sites, generator::rc2(number, 100).to_string()).expect("an instance");
        let runs: Vec<Run> =
            SEEDS.iter().map(|seed| run(&sites, &dir.path().join("plan.json"), *seed, seconds)).collect();
        let gap = |run: &Run| (run.travel - best) as f64 * 100.0 / best as f64;
        let worst = runs.iter().map(gap).fold(f64::MIN, f64::max);
        let travel: Vec<String> = runs.iter().map(|run| run.travel.to_string()).collect();
        let most = |of: fn(&Run) -> f64| runs.iter().map(of).fold(0.0, f64::max);
        println!(
            "{:<10} {best:>8} {:>18} {worst:>8.2} {:>8} {:>8.1} {:>6.0}",
            format!("rc2-{number}"),
            travel.join(" "),
            runs[0].steps,
            most(|run| run.cpu),
            most(|run| run.mb)
        );
        gaps.extend(runs.iter().map(gap));
    }
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    let worst = gaps.iter().copied().fold(f64::MIN, f64::max);
    let verdict = if worst <= TARGET { "ok" } else { "over" };
    println!("above the best known: mean {mean:.2} %, worst {worst:.2} % (target {TARGET} %)  {verdict}");
}

struct Run {
    travel: i64,
    steps: i64,
    cpu: f64,
    mb: f64,
}

fn run(sites: &Path, plan: &Path, seed: u64, seconds: u64) -> Run {
    let mut child = Command::new(program())
        .args(["routes", "solve"])
        .arg(sites)
        .arg("--out")
        .arg(plan)
        .args(["--seconds", &seconds.to_string(), "--seed", &seed.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program; build it with cargo build --release");
    let (mut cpu, mut mb) = (0.0, 0.0f64);
    let deadline = Instant::now() + Duration::from_secs(seconds + 60);
    while child.try_wait().expect("the program").is_none() {
        assert!(Instant::now() < deadline, "the program doesn't end");
        cpu = cpu_seconds(child.id()).unwrap_or(cpu);
        mb = memory_mb(child.id()).unwrap_or(mb).max(mb);
        thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().expect("what it said");
    let said: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    assert_eq!(said["unserved"], 0, "{said}");
    let number = |name: &str| said[name].as_i64().expect("a number");
    Run { travel: number("travel"), steps: number("steps"), cpu, mb }
}

/// The optimised program beside this one: target/release.
fn program() -> std::path::PathBuf {
    let here = std::env::current_exe().expect("this program");
    here.ancestors().nth(2).expect("target/release").join("bangdu")
}

/// User and system time so far, in seconds, at the usual 100 ticks a second.
fn cpu_seconds(process: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

fn memory_mb(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

#[allow(clippy::disallowed_methods, reason = "this variable is for the bench, no setting")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
