//! Backup and restore: the way out of one engine and into the other, whole or not at all.

use crate::engines::{TestStore, each_engine, postgres, sqlite};
use bangdu::{
    app::{App, rooms},
    backup::{backup, restore},
    config::Given,
    db::{DbError, Place},
    files::{attach, keep},
    journal::{Stamp, verify::verify},
    people::act::{By, units},
};
use bangdu_core::{
    ids::{FileId, MatterId, UnitId},
    people::{Level, UnitForm},
};
use bangdu_record::verify::verify as verify_export;
use std::{
    fs::{self, File},
    io::{BufReader, Read},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// The app on a test's store, with a directory of its own for files and key.
fn app(store: &TestStore) -> App {
    let settings = store.outside().join("bangdu.toml");
    fs::write(&settings, "").unwrap();
    let (data, database) = match &store.place {
        Place::Sqlite { dir } => (dir.clone(), None),
        Place::Postgres { url } => (store.outside().join("data"), Some(url.clone())),
    };
    fs::create_dir_all(&data).unwrap();
    let outside = store.outside().join("checkpoints");
    fs::create_dir_all(&outside).unwrap();
    let given = Given {
        config: Some(settings),
        data: Some(data),
        database,
        checkpoint_dir: Some(outside),
        ..Given::default()
    };
    App::open(given.check().unwrap()).unwrap()
}

/// An empty store of the other engine, where there is one; else of the same.
fn other(store: &TestStore) -> TestStore {
    match store.place {
        Place::Sqlite { .. } => postgres().unwrap_or_else(sqlite),
        Place::Postgres { .. } => sqlite(),
    }
}

fn found(app: &App, name: &str) {
    let (id, by, kept) = (UnitId(app.cx.new_id()), By::operator(&app.cx), app.directories.clone());
    let form = UnitForm::department(name, Level::City, None);
    app.cx.db.write_blocking(move |tx| units::found(tx, &kept, &by, id, form.clone())).unwrap();
}

/// A photo of a matter's, in the store of files and in the record.
fn photo(app: &App) -> FileId {
    let content = app.files.take("现场.txt", "路面已修复".as_bytes()).unwrap();
    let (id, matter, files) = (FileId(app.cx.new_id()), MatterId(app.cx.new_id()), app.files.clone());
    let stamp = Stamp { at: app.cx.now(), actor: "operator".to_owned() };
    let kept = app.cx.db.write_blocking(move |tx| {
        keep(tx, &files, id, &content, &stamp)?;
        attach(tx, id, matter, &stamp)
    });
    assert_eq!(kept.unwrap().unwrap().name, "现场.txt");
    id
}

fn back_up(app: &App, store: &TestStore) -> PathBuf {
    let file = store.outside().join("store.bangdu");
    backup(app, &file).unwrap();
    file
}

fn names_of_units(app: &App) -> Vec<String> {
    let read = app.cx.db.read_blocking(|tx| {
        let rows = tx.rows("SELECT name FROM units ORDER BY id", &[])?;
        rows.iter().map(|row| row.get(0)).collect::<Result<Vec<String>, DbError>>()
    });
    read.unwrap()
}

#[test]
fn a_backup_moves_a_store_to_the_other_engine() {
    each_engine(|store| {
        let here = app(store);
        found(&here, "市交通运输局");
        found(&here, "市水利局");
        let photo = photo(&here);
        let file = back_up(&here, store);
        let older = here.sealer().unwrap().checkpoint().unwrap();
        assert!(older.is_none(), "the backup made the checkpoint itself");
        let before = verify(&here.cx.db, &rooms(), None).unwrap();

        let report = verify_export(BufReader::new(File::open(&file).unwrap()), None);
        assert_eq!((report.first_error, report.entries), (None, before.entries));

        let there = other(store);
        let there = (app(&there), there);
        let summary = restore(&there.0, &file).unwrap();
        assert_eq!((summary.entries, summary.streams, summary.files), (before.entries, before.streams, 1));
        let after = verify(&there.0.cx.db, &rooms(), None).unwrap();
        assert_eq!((after.first_error, after.entries), (None, before.entries + 1), "one more: the restore");
        assert_eq!(names_of_units(&there.0), names_of_units(&here));
        let kept = there.0.cx.db.read_blocking(move |tx| bangdu::files::find(tx, photo)).unwrap().unwrap();
        let mut text = String::new();
        there.0.files.open(&kept.digest).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "路面已修复");

        // It lives on: the same rules, the same record, a key of its own.
        found(&there.0, "市住建局");
        there.0.sealer().unwrap().checkpoint().unwrap().unwrap();
        let on = verify(&there.0.cx.db, &rooms(), None).unwrap();
        assert_eq!((on.first_error, on.checkpoints), (None, before.checkpoints + 1));
    });
}

#[test]
fn a_fork_is_named_by_a_checkpoint_of_the_other() {
    each_engine(|store| {
        let here = app(store);
        found(&here, "市交通运输局");
        let file = back_up(&here, store);
        let there = sqlite();
        let there = (app(&there), there);
        restore(&there.0, &file).unwrap();
        for (app, name) in [(&here, "市水利局"), (&there.0, "市住建局")] {
            found(app, name);
            found(app, "市教育局");
            found(app, "市民政局");
            app.sealer().unwrap().checkpoint().unwrap().unwrap();
        }
        let mine = here.cx.db.read_blocking(bangdu::journal::seal::last_checkpoint).unwrap();
        let wrong = verify(&there.0.cx.db, &rooms(), mine.clone()).unwrap().first_error.unwrap();
        assert!(wrong.contains("a fork"), "{wrong}");
        assert_eq!(verify(&here.cx.db, &rooms(), mine).unwrap().first_error, None);
    });
}

#[test]
fn a_backup_is_taken_while_clerks_write() {
    each_engine(|store| {
        let here = app(store);
        found(&here, "市交通运输局");
        let stop = Arc::new(AtomicBool::new(false));
        let (writing, stopped) = (here.clone(), stop.clone());
        let clerk = thread::spawn(move || {
            let mut founded = 0;
            while !stopped.load(Ordering::SeqCst) {
                found(&writing, &format!("第{founded}单位"));
                founded += 1;
            }
        });
        let file = back_up(&here, store);
        stop.store(true, Ordering::SeqCst);
        clerk.join().unwrap();
        let there = sqlite();
        let there = (app(&there), there);
        restore(&there.0, &file).unwrap();
        assert_eq!(verify(&there.0.cx.db, &rooms(), None).unwrap().first_error, None);
    });
}

#[test]
fn a_damaged_backup_changes_nothing() {
    let store = sqlite();
    let here = app(&store);
    found(&here, "市交通运输局");
    photo(&here);
    let file = back_up(&here, &store);
    let whole = fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let damages = [
        whole[..whole.len() - 40].to_vec(),
        whole[..whole.len() / 2].to_vec(),
        flipped,
        vec![],
        b"no".to_vec(),
    ];
    let target = sqlite();
    let there = app(&target);
    for damaged in damages {
        fs::write(&file, damaged).unwrap();
        let refused = restore(&there, &file).unwrap_err().to_string();
        assert!(refused.contains("the backup is not whole"), "{refused}");
        assert!(there.cx.db.read_blocking(bangdu::journal::is_empty).unwrap());
    }
    fs::write(&file, whole).unwrap();
    restore(&there, &file).unwrap();
    let refused = restore(&there, &file).unwrap_err().to_string();
    assert!(refused.contains("restore into an empty one"), "{refused}");
}

#[cfg(unix)]
#[test]
fn a_backup_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let store = sqlite();
    let here = app(&store);
    let file = back_up(&here, &store);
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
}
