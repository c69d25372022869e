//! Result files are whole or not there: written under another name in the same folder, then renamed.

use anyhow::Context;
use std::{
    io::{BufWriter, Write},
    path::Path,
};

/// Writes a file by `fill`; on any error nothing stays behind and a file that was there stays as it was.
///
/// # Errors
/// When the folder can't be written to, and what `fill` says.
pub fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let said = || format!("{} can't be written", path.display());
    let mut file = tempfile::Builder::new().prefix(".bangdu-").tempfile_in(folder).with_context(said)?;
    let mut out = BufWriter::new(&mut file);
    fill(&mut out)?;
    out.flush().with_context(said)?;
    drop(out);
    file.persist(path).with_context(said)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_or_not_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.csv");
        let half = write(&path, |out| {
            out.write_all(b"half")?;
            anyhow::bail!("interrupted")
        });
        assert!(half.is_err() && std::fs::read_dir(dir.path()).unwrap().next().is_none());
        write(&path, |out| Ok(out.write_all(b"whole")?)).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        assert!(
            write(&dir.path().join("none/out.csv"), |_| Ok(()))
                .unwrap_err()
                .to_string()
                .contains("can't be written")
        );
    }
}
