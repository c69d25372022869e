//! Evidence: handed in, named by an act, given out as a download, and cleaned away when nobody named it.

use crate::engines::{TestStore, each_engine};
use axum::http::{StatusCode, header};
use bangdu::{
    clock::Clock,
    cx::Cx,
    files::{Files, Kept, attach, clean, find, keep, web::download},
    journal::{RoomCheck, Stamp, verify::verify},
    web::error::Error,
};
use bangdu_core::{
    ids::{FileId, MatterId},
    instant::Instant,
};
use std::{fs::File, time::Duration};

const NOW: Instant = Instant(1_793_667_600_000);
const DAY_MS: i64 = 24 * 60 * 60_000;

struct Desk {
    cx: Cx,
    files: Files,
}

impl Desk {
    fn new(store: &TestStore) -> Desk {
        let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
        Desk { cx, files: Files::new(store.outside().join("files"), 1 << 20) }
    }

    fn hand_in(&self, by: &'static str, text: &str) -> FileId {
        let content = self.files.take("报告.txt", text.as_bytes()).unwrap();
        let (id, files, stamp) = (FileId(self.cx.new_id()), self.files.clone(), self.stamp(by));
        self.cx.db.write_blocking(move |tx| keep(tx, &files, id, &content, &stamp)).unwrap();
        id
    }

    fn name(&self, by: &'static str, id: FileId, matter: MatterId) -> bool {
        let stamp = self.stamp(by);
        self.cx.db.write_blocking(move |tx| attach(tx, id, matter, &stamp)).unwrap().is_some()
    }

    fn find(&self, id: FileId) -> Option<Kept> {
        self.cx.db.read_blocking(move |tx| find(tx, id)).unwrap()
    }

    fn stamp(&self, by: &str) -> Stamp {
        Stamp { at: self.cx.now(), actor: by.to_owned() }
    }

    /// As if the content had been written two days ago.
    fn age(&self, id: FileId) {
        let path = self.files.path(&self.find(id).unwrap().digest).unwrap();
        let file = File::options().write(true).open(path).unwrap();
        let before = file.metadata().unwrap().modified().unwrap() - Duration::from_secs(2 * 86_400);
        file.set_modified(before).unwrap();
    }
}

#[test]
fn a_file_belongs_to_the_matter_whose_act_names_it_first() {
    each_engine(|store| {
        let desk = Desk::new(store);
        let id = desk.hand_in("lin", "已完工");
        let (ours, theirs) = (MatterId(desk.cx.new_id()), MatterId(desk.cx.new_id()));
        assert!(!desk.name("wang", id, theirs), "somebody else's file isn't there for an act");
        assert!(desk.name("lin", id, ours));
        assert!(desk.name("lin", id, ours), "naming it twice changes nothing");
        assert!(!desk.name("lin", id, theirs));
        assert_eq!(desk.find(id).unwrap().matter, Some(ours));
        let report = verify(&desk.cx.db, &[RoomCheck::of::<Kept>()], None).unwrap();
        assert_eq!((report.first_error, report.entries), (None, 2));
    });
}

#[test]
fn what_nobody_named_within_a_day_goes_with_its_content() {
    each_engine(|store| {
        let desk = Desk::new(store);
        let named = desk.hand_in("lin", "已完工");
        let forgotten = desk.hand_in("lin", "选错了");
        let twice = desk.hand_in("wang", "已完工");
        assert!(desk.name("lin", named, MatterId(desk.cx.new_id())));
        let content = |id| desk.files.path(&desk.find(id).unwrap().digest).unwrap();
        let (kept, gone) = (content(named), content(forgotten));
        desk.age(named);
        desk.age(forgotten);
        desk.cx.clock.advance(DAY_MS / 2);
        assert_eq!(clean(&desk.cx, &desk.files).unwrap(), 0);
        desk.cx.clock.advance(DAY_MS);
        assert_eq!(clean(&desk.cx, &desk.files).unwrap(), 2);
        assert_eq!((desk.find(forgotten), desk.find(twice)), (None, None));
        assert!(kept.is_file() && !gone.exists(), "content goes when no row names it, and not before");
        let report = verify(&desk.cx.db, &[RoomCheck::of::<Kept>()], None).unwrap();
        assert_eq!(report.first_error, None);
    });
}

#[tokio::test]
async fn a_file_is_given_out_as_a_download_to_whoever_may_see_it() {
    let store = crate::engines::sqlite();
    let desk = Desk::new(&store);
    let id = desk.hand_in("lin", "已完工");
    let refused = download(&desk.cx, &desk.files, id, |_, _| Ok(false)).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound));
    let given = download(&desk.cx, &desk.files, id, |_, kept| Ok(kept.size > 0)).await.unwrap();
    assert_eq!(given.status(), StatusCode::OK);
    let said = |name| given.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(said(header::CONTENT_DISPOSITION), "attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.txt");
    assert_eq!(said(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(said(header::CONTENT_SECURITY_POLICY).starts_with("sandbox"));
    let body = axum::body::to_bytes(given.into_body(), 1 << 20).await.unwrap();
    assert_eq!(body, "已完工".as_bytes());
}
