//! Work after a commit.

use crate::engines::{TestStore, each_engine};
use bangdu::{
    clock::Clock,
    cx::Cx,
    jobs::{self, Duties},
};
use bangdu_core::instant::Instant;
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

fn cx(store: &TestStore) -> Cx {
    Cx::new(store.db.clone(), Clock::fixed(Instant(1_764_000_000_000)), "Asia/Shanghai").unwrap()
}

fn enqueue(cx: &Cx, payload: u32) {
    let (id, now) = (cx.new_id(), cx.now());
    cx.db.write_blocking(move |tx| jobs::enqueue(tx, id, "greet", &payload, now)).unwrap();
}

#[test]
fn a_job_runs_once_it_is_due_and_then_is_gone() {
    each_engine(|store| {
        let cx = cx(store);
        let done = Arc::new(AtomicU32::new(0));
        let counted = done.clone();
        let duties = Duties::default().job("greet", move |_, job| {
            counted.fetch_add(job.payload.parse::<u32>()?, Ordering::SeqCst);
            Ok(())
        });
        let (id, later) = (cx.new_id(), cx.now().plus_ms(60_000));
        cx.db.write_blocking(move |tx| jobs::enqueue(tx, id, "greet", &7, later)).unwrap();
        assert_eq!(duties.run_due(&cx).unwrap(), 0);
        cx.clock.advance(60_000);
        assert_eq!((duties.run_due(&cx).unwrap(), done.load(Ordering::SeqCst)), (1, 7));
        assert_eq!(duties.run_due(&cx).unwrap(), 0);
    });
}

#[test]
fn a_failing_or_panicking_job_is_tried_again_later_and_at_last_laid_aside() {
    each_engine(|store| {
        let cx = cx(store);
        let duties = Duties::default().job("greet", |_, job| {
            assert!(job.attempts % 2 == 0, "on purpose");
            anyhow::bail!("nobody at home")
        });
        enqueue(&cx, 1);
        let mut attempts = 0;
        for _ in 0..12 {
            attempts += duties.run_due(&cx).unwrap();
            assert_eq!(duties.run_due(&cx).unwrap(), 0, "not before its pause is over");
            cx.clock.advance(3_600_000);
        }
        assert_eq!(attempts, 8);
        let row = cx.db.read_blocking(|tx| tx.row("SELECT state, error FROM jobs", &[])).unwrap().unwrap();
        assert_eq!((row.get(0), row.get(1)), (Ok("failed".to_owned()), Ok("nobody at home".to_owned())));
    });
}

#[test]
fn two_processes_never_share_a_job_until_its_lease_is_over() {
    each_engine(|store| {
        let cx = cx(store);
        (0..20).for_each(|n| enqueue(&cx, n));
        let (claimed, now) = (Mutex::new(Vec::new()), cx.now());
        thread::scope(|scope| {
            for db in [store.db.clone(), store.another_handle()] {
                let claimed = &claimed;
                scope.spawn(move || {
                    while let Some(job) = db.write_blocking(move |tx| jobs::claim(tx, now)).unwrap() {
                        claimed.lock().unwrap().push(job.id);
                    }
                });
            }
        });
        let claimed = claimed.into_inner().unwrap();
        assert_eq!((claimed.len(), claimed.iter().collect::<BTreeSet<_>>().len()), (20, 20));
        let much_later = now.plus_ms(3_600_000);
        let again = cx.db.write_blocking(move |tx| jobs::claim(tx, much_later)).unwrap();
        assert_eq!(again.unwrap().attempts, 2);
    });
}

#[test]
fn a_timer_comes_round_once_in_a_period_whoever_looks() {
    each_engine(|store| {
        let cx = cx(store);
        let rounds = Arc::new(AtomicU32::new(0));
        let counted = rounds.clone();
        let duties = Duties::default().timer("sweep", 60_000, move |_, _| {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(())
        });
        duties.run_due(&cx).unwrap();
        duties.run_due(&cx).unwrap();
        assert_eq!(rounds.load(Ordering::SeqCst), 1);
        cx.clock.advance(60_000);
        duties.run_due(&cx).unwrap();
        assert_eq!(rounds.load(Ordering::SeqCst), 2);
    });
}
