//! How much memory the process has had at most, as the system tells.

use std::fs;

/// The peak of resident memory in whole megabytes; none where the system doesn't tell.
pub fn peak_mb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kb: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kb.div_ceil(1024))
}
