//! The team solver beside its targets: the release program on the instances of ../shared/data/teams and on years that are
//! made up here, each run a child whose CPU time and peak of memory are the system's count. Without the data only the
//! years are run.

mod portfolio;
mod years;

use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// One line: an instance, how long the search may take, and what must come out.
struct Target {
    file: &'static str,
    seconds: f64,
    /// The objective may be at most so much.
    objective: i64,
    /// The bound must be at least so much; 0 where none is asked.
    bound: i64,
    /// Whether the best must be proven; where not, the search to the end is left out.
    proved: bool,
    cpu: f64,
    mb: i64,
}

const TARGETS: &[Target] = &[
    Target { file: "S.json", seconds: 5.0, objective: 753, bound: 753, proved: true, cpu: 1.0, mb: 100 },
    Target { file: "Y2.json", seconds: 3.0, objective: 17_287, bound: 0, proved: false, cpu: 3.0, mb: 100 },
    Target {
        file: "Y2.json",
        seconds: 30.0,
        objective: 17_253,
        bound: 17_253,
        proved: true,
        cpu: 5.0,
        mb: 100,
    },
    Target {
        file: "M.json",
        seconds: 6.0,
        objective: 25_050,
        bound: 24_533,
        proved: false,
        cpu: 6.3,
        mb: 100,
    },
    Target {
        file: "M.json",
        seconds: 30.0,
        objective: 24_996,
        bound: 24_533,
        proved: false,
        cpu: 30.5,
        mb: 100,
    },
    Target {
        file: "L.json.gz",
        seconds: 0.0,
        objective: i64::MAX,
        bound: 0,
        proved: false,
        cpu: 5.0,
        mb: 500,
    },
    Target {
        file: "L.json.gz",
        seconds: 60.0,
        objective: 260_325,
        bound: 1,
        proved: false,
        cpu: 61.0,
        mb: 500,
    },
];

/// Years like Y2, each to be proved optimal.
const YEARS: std::ops::RangeInclusive<u64> = 1..=8;
const YEAR: Target =
    Target { file: "", seconds: 15.0, objective: i64::MAX, bound: 0, proved: true, cpu: 5.0, mb: 100 };

fn main() {
    let program = program();
    assert!(program.is_file(), "build it first: cargo build --release -p bangdu");
    println!(
        "{:<10} {:>7} {:>9} {:>9} {:>7} {:>7} {:>6} {:>7}  targets (objective, bound, CPU s, MB)",
        "instance", "seconds", "objective", "bound", "proved", "CPU s", "MB", "steps"
    );
    let data = data();
    match &data {
        Some(data) => TARGETS.iter().for_each(|target| {
            line(&program, target.file, &data.join(target.file), target);
        }),
        None => println!("skipped: ../shared/data/teams is absent"),
    }
    others(&program);
    if let Some(data) = &data {
        portfolio::table(&program, data);
    }
}

/// Years of Y2's shape with other people, teams and sizes.
fn others(program: &Path) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let met = YEARS.filter(|seed| {
        let instance = folder.path().join(format!("year-{seed}.json"));
        std::fs::write(&instance, years::year(*seed).to_string()).expect("an instance");
        line(program, &format!("year {seed}"), &instance, &YEAR)
    });
    println!("years like Y2: {} of {} proved within {} CPU s", met.count(), YEARS.count(), YEAR.cpu);
}

/// Runs the program and prints what came of it. Returns whether all targets are met.
fn line(program: &Path, name: &str, instance: &Path, target: &Target) -> bool {
    let out = tempfile::NamedTempFile::new().expect("a temporary file");
    let before = children_cpu();
    let done = Command::new(program)
        .args(["teams", "solve"])
        .arg(instance)
        .arg("--out")
        .arg(out.path())
        .args(["--seconds", &target.seconds.to_string()])
        .args(if target.proved { &[][..] } else { &["--quick"][..] })
        .stderr(Stdio::inherit())
        .output()
        .expect("the program runs");
    let cpu = children_cpu() - before;
    let report: Value = serde_json::from_slice(&done.stdout).unwrap_or(Value::Null);
    let number = |name: &str| report[name].as_i64();
    let met = done.status.success()
        && number("objective").is_some_and(|objective| objective <= target.objective)
        && (target.bound == 0 || number("bound").is_some_and(|bound| bound >= target.bound))
        && (report["proved"] == true || !target.proved)
        && cpu <= target.cpu
        && number("peak_mb").is_some_and(|mb| mb <= target.mb);
    println!(
        "{name:<10} {:>7} {:>9} {:>9} {:>7} {cpu:>7.2} {:>6} {:>7}  ≤ {} ≥ {}{} ≤ {} ≤ {}  {}",
        target.seconds,
        report["objective"].to_string(),
        report["bound"].to_string(),
        report["proved"].to_string(),
        report["peak_mb"].to_string(),
        report["steps"].to_string(),
        if target.objective == i64::MAX { "any".to_owned() } else { target.objective.to_string() },
        target.bound,
        if target.proved { " proved" } else { "" },
        target.cpu,
        target.mb,
        if met { "ok" } else { "missed" },
    );
    met
}

/// The optimised program beside this one: target/release.
fn program() -> PathBuf {
    let here = std::env::current_exe().expect("this program");
    here.ancestors().nth(2).expect("target/release").join("bangdu")
}

/// User and system time of the children that have ended, in seconds.
fn children_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = after.split_whitespace().collect();
    // Fields 16 and 17 of the line, cutime and cstime, in ticks of a hundredth; the name was two.
    let ticks = |i: usize| fields.get(i).and_then(|t| t.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(13) + ticks(14)) / 100.0
}

fn data() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.canonicalize().ok()?.parent()?.join("shared/data/teams");
    folder.is_dir().then_some(folder)
}
