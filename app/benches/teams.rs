//! The team solver beside its targets: the release program on the instances of ../shared/data/teams, each
//! run a child whose CPU time and peak of memory are the system's count. Without the data it says so.

mod portfolio;

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
    /// The bound must be at least so much.
    bound: i64,
    /// Whether the best must be proven; where not, the search to the end is left out.
    proved: bool,
    cpu: f64,
    mb: u64,
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

fn main() {
    let Some(data) = data() else {
        println!("skipped: ../shared/data/teams is absent");
        return;
    };
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/bangdu");
    assert!(program.is_file(), "build it first: cargo build --release -p bangdu");
    println!(
        "{:<10} {:>7} {:>9} {:>9} {:>7} {:>7} {:>6} {:>7}  targets (objective, bound, CPU s, MB)",
        "instance", "seconds", "objective", "bound", "proved", "CPU s", "MB", "steps"
    );
    for target in TARGETS {
        line(&program, &data, target);
    }
    portfolio::table(&program, &data);
}

fn line(program: &Path, data: &Path, target: &Target) {
    let out = tempfile::NamedTempFile::new().expect("a temporary file");
    let before = children_cpu();
    let done = Command::new(program)
        .args(["teams", "solve"])
        .arg(data.join(target.file))
        .arg("--out")
        .arg(out.path())
        .args(["--seconds", &target.seconds.to_string()])
        .args(if target.proved { &[][..] } else { &["--quick"][..] })
        .stderr(Stdio::inherit())
        .output()
        .expect("the program runs");
    let cpu = children_cpu() - before;
    let report: Value = serde_json::from_slice(&done.stdout).unwrap_or(Value::Null);
    let number = |name: &str| report[name].as_i64().unwrap_or(i64::MAX);
    let mb = report["peak_mb"].as_u64().unwrap_or(u64::MAX);
    let met = number("objective") <= target.objective
        && number("bound") >= target.bound
        && (report["proved"] == true || !target.proved)
        && cpu <= target.cpu
        && mb <= target.mb;
    println!(
        "{:<10} {:>7} {:>9} {:>9} {:>7} {cpu:>7.2} {mb:>6} {:>7}  ≤ {} ≥ {}{} ≤ {} ≤ {}  {}",
        target.file,
        target.seconds,
        number("objective"),
        number("bound"),
        report["proved"].to_string(),
        number("steps"),
        if target.objective == i64::MAX { "any".to_owned() } else { target.objective.to_string() },
        target.bound,
        if target.proved { " proved" } else { "" },
        target.cpu,
        target.mb,
        if met { "ok" } else { "missed" },
    );
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
