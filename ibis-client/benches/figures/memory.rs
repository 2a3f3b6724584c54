//! The peak memory of this process.

use std::fs;

/// The peak memory in kB, read from `/proc`, which exists only on Linux.
pub(crate) fn peak() -> Result<f64, Box<dyn std::error::Error + Send + Sync>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
    Ok(peak.ok_or("there is no `VmHWM` in /proc/self/status")?.parse()?)
}
