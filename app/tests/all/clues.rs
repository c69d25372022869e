//! Stories of clues that come home: each once, screened once, their authors protected.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu::{
    app::rooms,
    board::{
        act,
        fetch::{Fetched, fetch},
        line::Line,
        store as lists,
    },
    db::DbError,
    journal::{self, Stamp, verify::verify},
};
use bangdu_core::{
    board::{
        Field, PublicId, Receipt,
        publication::{Publication, PublicationCommand, PublicationEvent, Wanted},
    },
    calendar::Deadline,
    ids::MatterId,
    instant::Instant,
    matters::Source,
    people::{Actor, Grant, Role},
    who::Who,
};
use jiff::civil::date;
use std::{fs, path::Path};

const SEEN: &str = "夜间十点后仍在施工，噪声扰民";
const CONTACT: &str = "王先生 0595-2221234";

fn address() -> PublicId {
    PublicId::of([7; 10])
}

fn receipt() -> Receipt {
    Receipt::of([1; 8])
}

fn line() -> Line {
    Line {
        receipt: receipt(),
        page: address(),
        at: Instant(1_793_667_500_000),
        text: SEEN.into(),
        contact: Some(CONTACT.into()),
    }
}

/// A town with one public page, and an inbox with one clue about it.
async fn town() -> (Town, MatterId, tempfile::TempDir) {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2026, 12, 31))).await;
    let name = Wanted { field: Field::Name, text: "实验小学".into(), kept: false };
    let propose = PublicationCommand::Propose { public: address(), fields: vec![name] };
    let agree = PublicationCommand::Decide { agreed: vec![Field::Name], refused: vec![] };
    for (who, command) in
        [(town.staff(), propose), (town.actor(Role::OfficeHead, town.office, town.office), agree)]
    {
        let done = town.app.change(&who, move |tx, around| act::change(tx, &around, id, &command, None));
        done.await.unwrap();
    }
    let inbox = tempfile::tempdir().unwrap();
    fs::write(inbox.path().join("clues-2026-11-03-001.jsonl"), line().json()).unwrap();
    (town, id, inbox)
}

fn fetched(town: &Town, from: &Path) -> Fetched {
    fetch(&town.app, from).unwrap()
}

/// Staff who may also read protected identities.
fn trusted(town: &Town) -> Actor {
    let mut actor = town.staff();
    actor.grants.push(Grant::of(Role::ProtectedReader, town.office));
    actor
}

#[tokio::test]
async fn the_inbox_is_fetched_as_often_as_one_likes_and_each_clue_comes_once() {
    let (town, _, inbox) = town().await;
    assert_eq!(fetched(&town, inbox.path()), Fetched { new: 1, ..Fetched::default() });
    assert_eq!(fetched(&town, inbox.path()), Fetched { known: 1, ..Fetched::default() });
    let other = Line { page: PublicId::of([9; 10]), receipt: Receipt::of([2; 8]), ..line() };
    let forged = Line { text: "同一编号，另一内容，不应替换原件".into(), ..line() };
    let rubbish = format!("{}{}not json\n{{}}\n\u{0}\n{}", other.json(), forged.json(), "x".repeat(40_000));
    fs::write(inbox.path().join("clues-2026-11-04-001.jsonl"), rubbish).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", inbox.path().join("clues-9.jsonl")).unwrap();
    let found = fetched(&town, inbox.path());
    assert_eq!(
        found,
        Fetched { new: 0, known: 2, strange: 1, unreadable: 3 },
        "the last line isn't finished"
    );

    let (_, list) = town.get(&town.staff(), "/clues").await;
    assert!(list.contains(SEEN) && list.contains("实验小学教学楼") && !list.contains(CONTACT), "{list}");
    let kept = town.app.cx.db.read(|tx| journal::entries(tx, &format!("clue/{}", receipt()))).await.unwrap();
    let record = serde_json::to_string(&kept.iter().map(|entry| &entry.payload).collect::<Vec<_>>()).unwrap();
    assert!(!record.contains("王先生") && !record.contains("施工"), "the record holds digests, not words");
    let report = verify(&town.app.cx.db, &rooms(), None).unwrap();
    assert!(report.ok, "{report:?}");
}

#[tokio::test]
async fn a_clue_that_waits_stands_on_the_desk_of_whoever_screens_it_and_of_nobody_else() {
    let (town, _, inbox) = town().await;
    let waits = "待甄别的线索";
    assert!(!town.get(&town.staff(), "/").await.1.contains(waits), "nothing waits");
    fetched(&town, inbox.path());
    let (_, desk) = town.get(&town.staff(), "/").await;
    assert!(
        desk.contains(waits) && desk.contains(SEEN) && desk.contains(&format!("/clues/{}", receipt())),
        "{desk}"
    );
    assert!(!desk.contains(CONTACT), "{desk}");
    let narrowed = town.get(&town.staff(), &format!("/?area={}", town.county)).await.1;
    assert!(!narrowed.contains(SEEN), "another area's desk");
    let liaison = town.actor(Role::Liaison, town.housing, town.housing);
    for who in [town.county_staff(), liaison, town.head()] {
        let (_, desk) = town.get(&who, "/").await;
        assert!(!desk.contains(waits) && !desk.contains(SEEN), "{desk}");
    }
    let passed = [("outcome", "passed_on"), ("words", "市城管局")];
    town.post(&town.staff(), &format!("/clues/{}/decision", receipt()), &passed).await;
    assert!(!town.get(&town.staff(), "/").await.1.contains(waits), "it is screened");
}

#[tokio::test]
async fn a_clue_becomes_a_draft_that_names_it_or_nothing_changes() {
    let (town, _, inbox) = town().await;
    fetched(&town, inbox.path());
    let (drafter, at) = (town.drafter(), format!("/clues/{}", receipt()));
    let (status, page) = town.get(&drafter, &at).await;
    assert!(status == StatusCode::OK && page.contains(SEEN) && !page.contains(CONTACT), "{page}");
    let title = ("title", "整治工地夜间施工噪声");
    let (status, _, page) = town.post(&drafter, &format!("{at}/matter"), &[title]).await;
    assert!(status == StatusCode::CONFLICT && page.contains("涉密信息不得录入"), "{page}");
    let (status, _, page) =
        town.post(&town.staff(), &format!("{at}/matter"), &[title, ("unclassified", "yes")]).await;
    assert!(status == StatusCode::FORBIDDEN && page.contains("经办人"), "who may draft is told: {page}");
    let (_, page) = town.get(&drafter, &at).await;
    assert!(page.contains("待甄别"), "a refused draft leaves the clue as it was");
    let (status, to, _) =
        town.post(&drafter, &format!("{at}/matter"), &[title, ("unclassified", "yes")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let id: MatterId = to.strip_prefix("/matters/").unwrap().strip_suffix("/edit").unwrap().parse().unwrap();
    let m = town.matter(id).await.unwrap();
    assert_eq!((m.title.as_str(), m.requirement.as_str(), m.origin.source), (title.1, SEEN, Source::WebClue));
    let (_, page) = town.get(&drafter, &at).await;
    assert!(page.contains("转立项") && page.contains(&format!("/matters/{id}")), "{page}");
    let (status, _, page) =
        town.post(&drafter, &format!("{at}/matter"), &[title, ("unclassified", "yes")]).await;
    assert!(status == StatusCode::CONFLICT && page.contains("该线索已办理"), "{page}");
}

#[tokio::test]
async fn what_becomes_of_a_clue_is_said_in_words_and_once() {
    let (town, _, inbox) = town().await;
    fetched(&town, inbox.path());
    let (staff, at) = (town.staff(), format!("/clues/{}", receipt()));
    let decision = format!("{at}/decision");
    let (status, _, page) = town.post(&staff, &decision, &[("outcome", "declined"), ("words", " ")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("value=\"declined\" checked"), "what was chosen stays chosen");
    let (status, ..) = town.post(&staff, &decision, &[("outcome", "drafted"), ("words", "冒充")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let passed = [("outcome", "passed_on"), ("words", "市城管局")];
    assert_eq!(town.post(&staff, &decision, &passed).await.0, StatusCode::SEE_OTHER);
    assert_eq!(town.post(&staff, &decision, &passed).await.0, StatusCode::CONFLICT);
    let (_, list) = town.get(&staff, "/clues").await;
    assert!(list.contains("没有待甄别的线索"), "{list}");
    let (_, list) = town.get(&staff, "/clues?stand=passed_on").await;
    assert!(list.contains(SEEN) && list.contains("转办"));
}

/// What was taken into a matter is of its business: who works on it reads the words there, and never the contact.
#[tokio::test]
async fn a_clue_that_is_taken_in_stands_on_its_matters_page_and_in_its_story() {
    let (town, id, inbox) = town().await;
    let words = format!("{SEEN}，可联系138 0000 1234");
    let other = Line { receipt: Receipt::of([3; 8]), text: words.clone(), ..line() };
    fs::write(inbox.path().join("clues-2026-11-03-002.jsonl"), other.json()).unwrap();
    fetched(&town, inbox.path());
    let (at, matter) = (format!("/clues/{}", other.receipt), format!("/matters/{id}"));
    let liaison = town.actor(Role::Liaison, town.housing, town.housing);
    assert!(!town.get(&liaison, &matter).await.1.contains(SEEN), "nothing is decided yet");
    let merged = [("outcome", "merged"), ("words", "与本事项一并核查")];
    assert_eq!(town.post(&town.staff(), &format!("{at}/decision"), &merged).await.0, StatusCode::SEE_OTHER);
    let (_, page) = town.get(&town.staff(), &at).await;
    assert!(
        page.contains(&format!("href=\"{matter}#clues\"")) && page.contains("承办单位可以看到"),
        "{page}"
    );

    let (_, page) = town.get(&town.staff(), &matter).await;
    assert!(page.contains(&words) && page.contains(&format!("href=\"{at}\"")), "{page}");
    let (_, page) = town.get(&liaison, &matter).await;
    let (_, story) = page.split_once("id=\"story\"").unwrap();
    for part in [&page, story] {
        assert!(part.contains(SEEN) && part.contains("与本事项一并核查"), "{part}");
        assert!(
            !part.contains(CONTACT) && !part.contains("138 0000 1234") && !part.contains("/clues/"),
            "{part}"
        );
    }
    assert!(!page.contains(receipt().as_str()), "a clue that waits is the office's own");
    assert_eq!(town.get(&town.county_staff(), &matter).await.0, StatusCode::NOT_FOUND);
    let (_, reports) = town.get(&liaison, &format!("{matter}?story=reports")).await;
    let (_, story) = reports.split_once("id=\"story\"").unwrap();
    assert!(!story.contains(SEEN), "the story of reports tells reports");
}

#[tokio::test]
async fn an_authors_contact_is_read_by_the_trusted_alone_each_time_on_record_until_it_is_erased() {
    let (town, _, inbox) = town().await;
    fetched(&town, inbox.path());
    let at = format!("/clues/{}", receipt());
    let (staff, trusted) = (town.staff(), trusted(&town));
    let (status, _, page) = town.post(&staff, &format!("{at}/contact"), &[]).await;
    assert!(
        status == StatusCode::FORBIDDEN && !page.contains("王先生") && page.contains("受保护身份查阅人"),
        "{page}"
    );
    assert_eq!(town.post(&staff, &format!("{at}/contact/erasure"), &[]).await.0, StatusCode::FORBIDDEN);
    assert_eq!(town.get(&trusted, &format!("{at}/contact")).await.0, StatusCode::METHOD_NOT_ALLOWED);
    for _ in 0..2 {
        let (status, _, page) = town.post(&trusted, &format!("{at}/contact"), &[]).await;
        assert!(status == StatusCode::OK && page.contains(CONTACT), "{page}");
    }
    let (_, page) = town.get(&trusted, &at).await;
    assert!(!page.contains(CONTACT) && page.matches("查阅了联系方式").count() == 2, "{page}");
    assert_eq!(town.post(&trusted, &format!("{at}/contact/erasure"), &[]).await.0, StatusCode::SEE_OTHER);
    assert_eq!(town.post(&trusted, &format!("{at}/contact"), &[]).await.0, StatusCode::CONFLICT);
    let left = town.app.cx.db.read(|tx| {
        let mut all = String::new();
        journal::private::each_private_row(tx, |row| {
            all.push_str(&format!("{:?}", row.value));
            Ok::<_, DbError>(())
        })?;
        Ok::<_, DbError>(all)
    });
    assert!(!left.await.unwrap().contains("王先生"));
    let report = verify(&town.app.cx.db, &rooms(), None).unwrap();
    assert!(report.ok, "{report:?}");
}

#[tokio::test]
async fn whoever_does_not_screen_learns_nothing_of_clues() {
    let (town, _, inbox) = town().await;
    fetched(&town, inbox.path());
    let at = format!("/clues/{}", receipt());
    for who in [
        town.county_staff(),
        town.actor(Role::Liaison, town.housing, town.housing),
        town.actor(Role::ProtectedReader, town.office, town.office),
        town.actor(Role::AuditAdministrator, town.city, town.city),
    ] {
        assert_eq!(town.get(&who, &at).await.0, StatusCode::NOT_FOUND);
        for path in ["decision", "matter", "contact", "contact/erasure"] {
            let fields =
                [("outcome", "declined"), ("words", "不办"), ("title", "题"), ("unclassified", "yes")];
            assert_eq!(
                town.post(&who, &format!("{at}/{path}"), &fields).await.0,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
        let (_, list) = town.get(&who, "/clues?stand=all").await;
        assert!(!list.contains(SEEN) && !list.contains(receipt().as_str()));
    }
    assert_eq!(town.get(&town.staff(), "/clues/ZZZZ-ZZZZ-ZZZZ").await.0, StatusCode::NOT_FOUND);
    assert_eq!(town.get(&town.staff(), "/clues/..").await.0, StatusCode::NOT_FOUND);
}

#[test]
fn tables_and_lists_speak_both_engines() {
    crate::engines::each_engine(|store| {
        let id = MatterId(bangdu::cx::new_id());
        let office = bangdu_core::ids::UnitId(bangdu::cx::new_id());
        let event = PublicationEvent::Proposed {
            matter: id,
            office,
            public: address(),
            offered: vec![],
            removed: vec![],
            dropped: vec![],
            by: Who::Operator,
        };
        let stamp = Stamp { at: Instant(5), actor: "operator".to_owned() };
        let done = store.db.write_blocking(move |tx| {
            let fresh = journal::fresh::<Publication>(id);
            journal::commit(tx, fresh, std::slice::from_ref(&event), &stamp).map(drop)
        });
        done.unwrap();
        let found = store.db.read_blocking(move |tx| {
            for stand in ["", "waiting", "public", "down"] {
                let stand = lists::Stand::from_code(stand);
                lists::list(tx, &[office, office], stand, Some((Instant(9), id)), 3)?;
            }
            for stand in [None, Some("waiting")] {
                lists::clues::list(tx, &[office], stand, Some((Instant(9), "A".to_owned())), 3)?;
            }
            lists::clues::of_matter(tx, id, 3)?;
            Ok::<_, DbError>((lists::all(tx)?.len(), lists::matter_at(tx, &address())?))
        });
        assert_eq!(found.unwrap(), (1, Some((id, office))));
    });
}
