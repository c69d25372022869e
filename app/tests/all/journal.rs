//! What the record promises, told with bells: a small stream whose table is `timers`.

use crate::engines::{TestStore, each_engine};
use bangdu::{
    cx,
    db::{Db, DbError, Tx},
    journal::{
        self, CommitError, RoomCheck, Stamp, Stream, commit, fresh,
        keys::{public_keys, rotate_key, signing_key, take_key},
        load,
        private::{erase_private, get_private, put_private},
        replay, seal,
        verify::{Report, verify},
    },
    params,
};
use bangdu_core::{ids::PrivateId, instant::Instant};
use bangdu_record::{
    checkpoint::Checkpoint,
    private::Reference,
    signer::{Algorithm, Signer},
};
use serde::{Deserialize, Serialize};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

#[derive(Clone, Debug, PartialEq)]
struct Bell {
    name: String,
    rung: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum BellEvent {
    Hung { name: String },
    Rung { by: Option<Reference> },
}

impl Stream for Bell {
    const KIND: &'static str = "bell";
    const TABLES: &'static [&'static str] = &["timers"];
    type Event = BellEvent;

    fn event_name(event: &BellEvent) -> &'static str {
        match event {
            BellEvent::Hung { .. } => "BellHung",
            BellEvent::Rung { .. } => "BellRung",
        }
    }

    fn apply(before: Option<Self>, event: &BellEvent, _: &Stamp) -> Result<Self, String> {
        match (before, event) {
            (None, BellEvent::Hung { name }) => Ok(Bell { name: name.clone(), rung: 0 }),
            (Some(bell), BellEvent::Rung { .. }) => Ok(Bell { rung: bell.rung + 1, ..bell }),
            _ => Err("a bell is hung once and then rung".to_owned()),
        }
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Self>, after: &Self) -> Result<(), DbError> {
        tx.execute(
            "INSERT INTO timers (name, last_at) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET last_at = excluded.last_at",
            params![after.name, after.rung],
        )?;
        Ok(())
    }
}

fn stamp() -> Stamp {
    Stamp { at: Instant(1_764_000_000_000), actor: "system".to_owned() }
}

fn find(tx: &mut Tx<'_>, name: &str) -> Result<Option<Bell>, DbError> {
    let row = tx.row("SELECT name, last_at FROM timers WHERE name = $1", params![name])?;
    row.map(|row| Ok(Bell { name: row.get(0)?, rung: row.get(1)? })).transpose()
}

fn hang(db: &Db, name: &'static str) {
    let done = db.write_blocking(move |tx| {
        let hung = BellEvent::Hung { name: name.to_owned() };
        commit(tx, fresh::<Bell>(name), &[hung], &stamp()).map(|_| ())
    });
    done.unwrap();
}

fn ring(db: &Db, name: &'static str) -> Result<(Bell, u64), CommitError> {
    db.write_blocking(move |tx| {
        let loaded = load(tx, name, |tx| find(tx, name))?;
        commit(tx, loaded, &[BellEvent::Rung { by: None }], &stamp())
    })
}

fn check(db: &Db, older: Option<Checkpoint>) -> Report {
    verify(db, &[RoomCheck::of::<Bell>()], older).unwrap()
}

fn sign(store: &TestStore) -> Option<Checkpoint> {
    let signer = key(store);
    let signed = store.db.write_blocking(move |tx| {
        take_key(tx, signer.public_key(), &stamp())?;
        while seal::seal(tx)? > 0 {}
        Ok::<_, CommitError>(seal::checkpoint(tx, signer.as_ref(), stamp().at)?)
    });
    signed.unwrap()
}

fn key(store: &TestStore) -> Box<dyn Signer> {
    signing_key(&store.outside().join("signing.key"), Algorithm::Ed25519).unwrap()
}

fn tamper(db: &Db, sql: &'static str) {
    assert!(db.write_blocking(move |tx| tx.execute(sql, &[])).unwrap() > 0, "{sql} changed nothing");
}

#[test]
fn what_is_committed_is_found_in_table_and_record() {
    each_engine(|store| {
        hang(&store.db, "north");
        assert_eq!(ring(&store.db, "north").unwrap(), (Bell { name: "north".into(), rung: 1 }, 2));
        let entries = store.db.read_blocking(|tx| journal::entries(tx, "bell/north")).unwrap();
        let told: Vec<_> =
            entries.iter().map(|e| (e.version, e.event.as_str(), e.payload.as_str())).collect();
        assert_eq!(
            told,
            [(1, "BellHung", r#"{"Hung":{"name":"north"}}"#), (2, "BellRung", r#"{"Rung":{"by":null}}"#)]
        );
        assert_eq!(entries[1].prev, entries[0].hash);
        let replayed = store.db.read_blocking(|tx| replay::<Bell>(tx, "north")).unwrap();
        assert_eq!((replayed.version, replayed.state.unwrap().rung), (2, 1));
    });
}

#[test]
fn clerks_in_two_processes_lose_no_ring() {
    each_engine(|store| {
        hang(&store.db, "north");
        let other = store.another_handle();
        thread::scope(|scope| {
            for db in [&store.db, &other, &store.db, &other] {
                scope.spawn(move || (0..15).for_each(|_| drop(ring(db, "north").unwrap())));
            }
        });
        let bell = store.db.read_blocking(|tx| find(tx, "north")).unwrap().unwrap();
        assert_eq!(bell.rung, 60);
        let report = check(&store.db, None);
        assert_eq!((report.first_error, report.entries), (None, 61));
    });
}

#[test]
fn whoever_was_overtaken_decides_again() {
    each_engine(|store| {
        hang(&store.db, "north");
        let runs = Arc::new(AtomicU32::new(0));
        let (counted, other) = (runs.clone(), store.another_handle());
        let stale = store.db.read_blocking(|tx| load(tx, "north", |tx| find(tx, "north"))).unwrap();
        ring(&other, "north").unwrap();
        let done = store.db.write_blocking(move |tx| {
            // The first time with what was loaded before the other's ring, then with what is there now.
            let loaded = match counted.fetch_add(1, Ordering::SeqCst) {
                0 => stale.clone(),
                _ => load(tx, "north", |tx| find(tx, "north"))?,
            };
            commit(tx, loaded, &[BellEvent::Rung { by: None }], &stamp())
        });
        assert_eq!(done.unwrap().0.rung, 2);
        assert_eq!(runs.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_decision_on_something_that_moved_on_is_a_conflict() {
    each_engine(|store| {
        hang(&store.db, "north");
        let read = |version| {
            let reads = [("bell/north".to_owned(), version), ("bell/none".to_owned(), 0)];
            store.db.write_blocking(move |tx| journal::check_reads(tx, &reads))
        };
        assert_eq!(read(1), Ok(()));
        ring(&store.db, "north").unwrap();
        assert_eq!(read(1), Err(DbError::Conflict));
        assert_eq!(read(2), Ok(()));
    });
}

#[test]
fn an_untouched_store_verifies_while_it_is_written_to() {
    each_engine(|store| {
        hang(&store.db, "north");
        hang(&store.db, "south");
        let first = sign(store).unwrap();
        ring(&store.db, "north").unwrap();
        assert_eq!(sign(store).unwrap().size, 4);
        assert!(sign(store).is_none(), "nothing is new");
        let (db, stop) = (store.db.clone(), Arc::new(AtomicU32::new(0)));
        let stopped = stop.clone();
        let writer = thread::spawn(move || {
            while stopped.load(Ordering::SeqCst) == 0 {
                ring(&db, "south").unwrap();
            }
        });
        let report = check(&store.db, Some(first));
        stop.store(1, Ordering::SeqCst);
        writer.join().unwrap();
        assert_eq!(report.first_error, None);
        assert_eq!((report.ok, report.streams, report.checkpoints, report.tables), (true, 3, 2, 2));
    });
}

#[test]
fn every_kind_of_tampering_is_named() {
    let cases = [
        (
            "UPDATE entries SET payload = '{\"Rung\":{}}' WHERE version = 2",
            "was changed after it was recorded",
        ),
        ("UPDATE entries SET actor = 'x' WHERE stream = 'bell/south'", "was changed after it was recorded"),
        ("DELETE FROM entries WHERE stream = 'bell/north' AND version = 2", "its entries end at 1"),
        ("UPDATE timers SET last_at = 9 WHERE name = 'north'", "row north, column last_at"),
        ("DELETE FROM timers WHERE name = 'south'", "table timers has 1 rows, the entries give 2"),
        ("INSERT INTO timers (name, last_at) VALUES ('west', 1)", "row west follows from no entry"),
        ("UPDATE entries SET leaf = leaf + 10 WHERE leaf = 2", "leaf 2 of the log is missing"),
        ("UPDATE checkpoints SET body = replace(body, '\"at_ms\":1', '\"at_ms\":2')", "the signature"),
        ("DELETE FROM checkpoints WHERE size = 3", "one was changed, removed or moved"),
    ];
    each_engine(|store| {
        let _ = store;
        for (sql, expected) in cases {
            let fresh_store = match store.db.engine() {
                bangdu::db::Engine::Sqlite => crate::engines::sqlite(),
                bangdu::db::Engine::Postgres => crate::engines::postgres().unwrap(),
            };
            let store = &fresh_store;
            hang(&store.db, "north");
            hang(&store.db, "south");
            sign(store).unwrap();
            ring(&store.db, "north").unwrap();
            sign(store).unwrap();
            tamper(&store.db, sql);
            let report = check(&store.db, None);
            let told = report.first_error.unwrap_or_default();
            assert!(!report.ok && told.contains(expected), "{sql}: {told}");
        }
    });
}

#[test]
fn a_rewritten_past_is_shown_by_an_older_checkpoint() {
    each_engine(|store| {
        hang(&store.db, "north");
        sign(store).unwrap();
        ring(&store.db, "north").unwrap();
        let outside = sign(store).unwrap();
        tamper(&store.db, "DELETE FROM entries WHERE stream = 'bell/north' AND version = 2");
        let head = store.db.read_blocking(|tx| journal::entries(tx, "bell/north")).unwrap()[0].hash;
        let all_traces_removed = store.db.write_blocking(move |tx| {
            tx.execute("UPDATE streams SET version = 1, head = $1 WHERE id = 'bell/north'", params![head])?;
            tx.execute("UPDATE timers SET last_at = 0", &[])?;
            tx.execute("DELETE FROM checkpoints WHERE size = 3", &[])?;
            tx.execute("DELETE FROM frontier", &[])?;
            let mut log = bangdu_record::log::Frontier::new(Default::default());
            for row in tx.rows("SELECT hash FROM entries WHERE leaf IS NOT NULL ORDER BY leaf", &[])? {
                log.append(&row.get(0)?);
            }
            let state = serde_json::to_string(&log).unwrap();
            tx.execute("INSERT INTO frontier (id, state) VALUES (1, $1)", params![state])
        });
        all_traces_removed.unwrap();
        assert_eq!(check(&store.db, None).first_error, None, "nothing inside tells");
        let told = check(&store.db, Some(outside)).first_error.unwrap();
        assert!(told.contains("entries were removed"), "{told}");
    });
}

#[test]
fn personal_data_can_be_erased_and_the_record_still_verifies() {
    each_engine(|store| {
        hang(&store.db, "north");
        let id = PrivateId(cx::new_id());
        let salt = cx::random_bytes::<32>().unwrap();
        let rung = store.db.write_blocking(move |tx| {
            let by = put_private(tx, id, &salt, "0595-00000000")?;
            let loaded = load(tx, "north", |tx| find(tx, "north"))?;
            commit(tx, loaded, &[BellEvent::Rung { by: Some(by) }], &stamp())
        });
        rung.unwrap();
        let value =
            move |db: &Db| db.read_blocking(move |tx| get_private::<String>(tx, &id.to_string())).unwrap();
        assert_eq!(value(&store.db).as_deref(), Some("0595-00000000"));
        assert_eq!(check(&store.db, None).first_error, None);

        let erase =
            |db: &Db| db.write_blocking(move |tx| erase_private(tx, &id.to_string(), stamp().at)).unwrap();
        assert!(erase(&store.db) && !erase(&store.db));
        assert_eq!(value(&store.db), None);
        assert_eq!(check(&store.db, None).first_error, None);

        tamper(&store.db, "DELETE FROM private_rows");
        assert!(check(&store.db, None).first_error.unwrap().contains("is missing"));
    });
}

#[test]
fn a_changed_private_value_is_named() {
    each_engine(|store| {
        hang(&store.db, "north");
        let rung = store.db.write_blocking(move |tx| {
            let by = put_private(tx, PrivateId(uuid::Uuid::from_u128(1)), &[7; 32], "a")?;
            let loaded = load(tx, "north", |tx| find(tx, "north"))?;
            commit(tx, loaded, &[BellEvent::Rung { by: Some(by) }], &stamp())
        });
        rung.unwrap();
        tamper(&store.db, "UPDATE private_rows SET value = '\"b\"'");
        assert!(check(&store.db, None).first_error.unwrap().contains("doesn't match its digest"));
    });
}

#[test]
fn keys_rotate_and_old_checkpoints_still_verify() {
    each_engine(|store| {
        hang(&store.db, "north");
        sign(store).unwrap();
        let old = key(store);
        assert_eq!(old.key_id(), key(store).key_id(), "the key is made once");
        std::fs::remove_file(store.outside().join("signing.key")).unwrap();
        let new = key(store);
        assert_ne!(old.key_id(), new.key_id());
        let rotated = store.db.write_blocking(move |tx| {
            rotate_key(tx, old.key_id(), new.public_key(), &stamp())?;
            Ok::<_, CommitError>(public_keys(tx)?.len())
        });
        assert_eq!(rotated.unwrap(), 2);
        sign(store).unwrap();
        let report = check(&store.db, None);
        assert_eq!((report.first_error, report.checkpoints), (None, 2));
    });
}

#[cfg(unix)]
#[test]
fn a_signing_key_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("signing.key");
    signing_key(&file, Algorithm::Sm2).unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = signing_key(&file, Algorithm::Sm2).err().unwrap().to_string();
    assert!(refused.contains("set it to 600"), "{refused}");
}

#[test]
fn checkpoints_outside_the_store_go_on_where_they_were() {
    each_engine(|store| {
        let file = store.outside().join("checkpoints.jsonl");
        let publish = || {
            let size = seal::size_outside(&file).unwrap();
            let new = store.db.read_blocking(move |tx| seal::checkpoints_after(tx, size)).unwrap();
            seal::write_outside(&file, &new).unwrap();
        };
        hang(&store.db, "north");
        sign(store).unwrap();
        publish();
        ring(&store.db, "north").unwrap();
        sign(store).unwrap();
        publish();
        publish();
        assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 2);
        assert_eq!(seal::size_outside(&file).unwrap(), 3);
    });
}

#[test]
fn sealing_processes_never_give_a_leaf_twice() {
    each_engine(|store| {
        hang(&store.db, "north");
        let other = store.another_handle();
        thread::scope(|scope| {
            for db in [&store.db, &other] {
                scope.spawn(move || {
                    for _ in 0..20 {
                        ring(db, "north").unwrap();
                        db.write_blocking(seal::seal).unwrap();
                    }
                });
            }
        });
        sign(store).unwrap();
        assert_eq!(check(&store.db, None).first_error, None);
    });
}
