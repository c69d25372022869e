//! Portfolios beside their targets: the release program on the instances of ../shared/data/teams, each run a child whose
//! CPU time is the system's count.

use super::children_cpu;
use serde_json::Value;
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// An instance, how far above the best rosters may lie, and the largest chance there may be, in basis points.
struct Target {
    file: &'static str,
    rosters: u32,
    epsilon_bp: u32,
    cap_bp: u64,
}

const TARGETS: &[Target] = &[
    Target { file: "S.json", rosters: 200, epsilon_bp: 1000, cap_bp: 7400 },
    Target { file: "Y2.json", rosters: 200, epsilon_bp: 1000, cap_bp: 3800 },
    Target { file: "M.json", rosters: 100, epsilon_bp: 1200, cap_bp: 1900 },
];

/// Prints the table.
pub fn table(program: &Path, data: &Path) {
    println!(
        "{:<9} {:>7} {:>5} {:>7} {:>7} {:>6} {:>8} {:>6} {:>9} {:>7}  target",
        "portfolio", "rosters", "ε %", "best", "limit", "max %", "visit %", "hit %", "bits/seat", "CPU s"
    );
    TARGETS.iter().for_each(|target| line(program, data, target));
}

fn line(program: &Path, data: &Path, target: &Target) {
    let out = tempfile::NamedTempFile::new().expect("a temporary file");
    let before = children_cpu();
    let done = Command::new(program)
        .args(["teams", "portfolio"])
        .arg(data.join(target.file))
        .arg("--out")
        .arg(out.path())
        .args(["--rosters", &target.rosters.to_string(), "--epsilon", &target.epsilon_bp.to_string()])
        .args(["--cap", &target.cap_bp.to_string(), "--seed", "1"])
        .stderr(Stdio::inherit())
        .output()
        .expect("the program runs");
    let cpu = children_cpu() - before;
    let report: Value = serde_json::from_slice(&done.stdout).unwrap_or(Value::Null);
    if !done.status.success() {
        // The program refuses a cap that it can't keep, and has said so.
        println!("{:<9} {:>7}  none  ≤ {} %  missed", target.file, target.rosters, target.cap_bp / 100);
        return;
    }
    let number = |name: &str| report[name].as_u64().unwrap_or(u64::MAX);
    let percent = |name: &str| number(name) as f64 / 100.0;
    println!(
        "{:<9} {:>7} {:>5} {:>7} {:>7} {:>6.1} {:>8.1} {:>6.1} {:>9.2} {cpu:>7.2}  ≤ {} %  {}",
        target.file,
        number("rosters"),
        f64::from(target.epsilon_bp) / 100.0,
        number("best"),
        number("objective_limit"),
        percent("max_probability_bp"),
        percent("max_visit_bp"),
        percent("best_guess_bp"),
        number("millibits_per_seat") as f64 / 1000.0,
        target.cap_bp / 100,
        if number("max_probability_bp") <= target.cap_bp { "ok" } else { "missed" },
    );
}
