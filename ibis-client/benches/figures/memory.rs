//! How much memory this process has had at most.

use std::fs;

/// In kB. Read from `/proc`, so Linux alone has it.
pub(crate) fn peak() -> Result<f64, Box<dyn std::error::Error + Send + Sync>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
    Ok(peak.ok_or("there is no `VmHWM` in /proc/self/status")?.parse()?)
}
