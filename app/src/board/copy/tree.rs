//! The copy on the disk. A new tree is built beside the old one and takes its place in one step, so whoever reads
//! sees the old copy or the new one. What hasn't changed stays the same file: a mirror fetches only what has.

use super::Files;
use anyhow::{Context, bail};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::{
    ffi::OsString,
    fs::{self, File, Permissions},
    io::{ErrorKind, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// Tells that a directory is a public copy: anything else isn't replaced.
const MARK: &str = ".public-copy";

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or different.
    pub changed: usize,
    /// Files that are gone.
    pub removed: usize,
}

/// Makes the directory `to` hold exactly `files`.
///
/// # Errors
/// When it holds something else than a public copy, or can't be written.
pub fn write(to: &Path, files: &Files) -> anyhow::Result<Written> {
    let to = std::path::absolute(to).with_context(|| to.display().to_string())?;
    let (parent, name) = match (to.parent(), to.file_name()) {
        (Some(parent), Some(name)) => (parent.to_owned(), name.to_owned()),
        _ => bail!("{} is no place for a public copy", to.display()),
    };
    let there = is_copy(&to)?;
    let before = if there { listed(&to)? } else { Vec::new() };
    let is_same = |path: &str, content: &[u8]| fs::read(to.join(path)).is_ok_and(|old| old == content);
    let changed = files.iter().filter(|(path, content)| !is_same(path, content)).count();
    let removed = before.iter().filter(|path| !files.contains_key(*path)).count();
    if there && changed == 0 && removed == 0 {
        return Ok(Written::default());
    }
    let mut beside = OsString::from(".");
    beside.push(&name);
    beside.push(".new");
    let beside = parent.join(beside);
    clear(&beside)?;
    build(&beside, &to, files).with_context(|| format!("writing {}", beside.display()))?;
    put(&beside, &to).with_context(|| format!("putting the new copy in {}", to.display()))?;
    File::open(&parent).and_then(|parent| parent.sync_all()).with_context(|| parent.display().to_string())?;
    clear(&beside)?;
    Ok(Written { changed, removed })
}

/// Whether there is a copy already; an empty directory or none is a place for the first.
fn is_copy(to: &Path) -> anyhow::Result<bool> {
    match fs::read_dir(to) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| to.display().to_string()),
        Ok(_) if to.join(MARK).is_file() => Ok(true),
        Ok(mut entries) => match entries.next() {
            None => Ok(false),
            Some(_) => {
                bail!("{} holds something that is no public copy; name an empty directory", to.display())
            }
        },
    }
}

/// Paths of the files below `root`, without the mark.
fn listed(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(root.join(&below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else if path != Path::new(MARK) {
                found.push(path.to_string_lossy().into_owned());
            }
        }
    }
    Ok(found)
}

/// Removes a tree that an earlier run left beside; it is ours by its mark.
fn clear(beside: &Path) -> anyhow::Result<()> {
    match fs::symlink_metadata(beside) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
        Ok(about)
            if about.is_dir() && (beside.join(MARK).is_file() || fs::read_dir(beside)?.next().is_none()) =>
        {
            Ok(fs::remove_dir_all(beside)?)
        }
        Ok(_) => bail!("{} is in the way", beside.display()),
    }
}

fn build(beside: &Path, old: &Path, files: &Files) -> std::io::Result<()> {
    directory(beside)?;
    // First, so that what a broken run leaves is known as ours.
    fresh(&beside.join(MARK), b"")?;
    for (path, content) in files {
        let (file, old) = (beside.join(path), old.join(path));
        for above in Path::new(path).ancestors().skip(1).collect::<Vec<_>>().into_iter().rev() {
            directory(&beside.join(above))?;
        }
        let same = fs::read(&old).is_ok_and(|known| known == *content);
        if !same || fs::hard_link(&old, &file).is_err() {
            fresh(&file, content)?;
        }
    }
    Ok(())
}

fn directory(path: &Path) -> std::io::Result<()> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made.and_then(|()| fs::set_permissions(path, Permissions::from_mode(0o755))),
    }
}

/// A file that everybody may read: it is public.
fn fresh(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(content)?;
    file.set_permissions(Permissions::from_mode(0o644))?;
    file.sync_all()
}

/// The new tree takes the place; the old one, if any, is then where the new one was.
fn put(beside: &Path, to: &Path) -> std::io::Result<()> {
    if !to.exists() {
        return fs::rename(beside, to);
    }
    match renameat_with(CWD, beside, CWD, to, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // A file system that can't exchange: for a moment there is none.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            let mut old = to.as_os_str().to_owned();
            old.push(".old");
            let old = PathBuf::from(old);
            fs::rename(to, &old)?;
            fs::rename(beside, to)?;
            fs::rename(&old, beside)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    fn files(pairs: &[(&str, &str)]) -> Files {
        pairs.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_copy_is_replaced_as_a_whole_and_what_is_the_same_stays_the_same_file() {
        let home = tempfile::tempdir().unwrap();
        let to = home.path().join("public");
        let first = files(&[("index.html", "一"), ("p/a/index.html", "甲"), ("p/b/index.html", "乙")]);
        assert_eq!(write(&to, &first).unwrap(), Written { changed: 3, removed: 0 });
        let known = fs::metadata(to.join("p/a/index.html")).unwrap();
        assert_eq!(known.mode() & 0o777, 0o644);
        assert_eq!(write(&to, &first).unwrap(), Written::default());
        let second = files(&[("index.html", "二"), ("p/a/index.html", "甲")]);
        assert_eq!(write(&to, &second).unwrap(), Written { changed: 1, removed: 1 });
        assert_eq!(fs::read_to_string(to.join("index.html")).unwrap(), "二");
        assert!(!to.join("p/b").exists());
        let same = fs::metadata(to.join("p/a/index.html")).unwrap();
        assert_eq!((same.ino(), same.mtime_nsec()), (known.ino(), known.mtime_nsec()));
        let left: Vec<_> =
            fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["public"], "nothing is left beside");
    }

    #[test]
    fn what_is_no_copy_is_not_replaced() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("passwd"), "x").unwrap();
        let refused = write(home.path(), &files(&[("index.html", "一")])).unwrap_err();
        assert!(refused.to_string().contains("no public copy"), "{refused}");
        assert!(home.path().join("passwd").is_file() && !home.path().join("index.html").exists());
    }

    #[test]
    fn what_a_broken_run_left_is_cleared_away() {
        let home = tempfile::tempdir().unwrap();
        let (to, beside) = (home.path().join("public"), home.path().join(".public.new"));
        fs::create_dir(&beside).unwrap();
        fs::write(beside.join(MARK), "").unwrap();
        fs::write(beside.join("half.html"), "").unwrap();
        write(&to, &files(&[("index.html", "一")])).unwrap();
        assert!(to.join("index.html").is_file() && !beside.exists() && !to.join("half.html").exists());
    }
}
