//! CPU time and memory, as the system counts them.

use std::{fs, process::Child, thread, time::Duration};

/// What a child used in its life.
pub(crate) struct Used {
    pub(crate) cpu: f64,
    pub(crate) peak_mb: f64,
}

/// Ticks a second in /proc.
const TICKS: f64 = 100.0;

/// This process's CPU seconds so far.
pub(crate) fn cpu() -> f64 {
    ticks("self").map_or(0.0, |t| t.1)
}

/// Resident memory now.
pub(crate) fn resident_mb() -> f64 {
    status("self", "VmRSS:")
}

/// The most memory that this process ever had.
pub(crate) fn peak_mb() -> f64 {
    status("self", "VmHWM:")
}

/// Lets the most memory be counted anew from here.
pub(crate) fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Waits for a child and says what it used. Its times can still be read when it has ended and before it is waited for.
pub(crate) fn of(mut child: Child) -> Used {
    let id = child.id().to_string();
    let mut used = Used { cpu: 0.0, peak_mb: 0.0 };
    while let Some((state, cpu)) = ticks(&id) {
        used.cpu = cpu;
        used.peak_mb = used.peak_mb.max(status(&id, "VmHWM:"));
        if state == 'Z' {
            break;
        }
        thread::sleep(Duration::from_millis(20));
    }
    assert!(child.wait().is_ok_and(|status| status.success()), "the program failed");
    used
}

fn ticks(process: &str) -> Option<(char, f64)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let used = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    Some((fields.first()?.chars().next()?, (used(11) + used(12)) / TICKS))
}

fn status(process: &str, what: &str) -> f64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix(what)?.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok())
        .map_or(0.0, |kb| kb / 1e3)
}
