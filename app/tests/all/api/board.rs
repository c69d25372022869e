//! Publications and clues through the API: proposed by one, agreed to by another field by field, taken down; clues
//! screened by their office and by nobody else.

use super::town::Town;
use crate::engines::each_engine;
use bangdu::{
    act::Asker,
    board::{act::clues, line::Line},
};
use bangdu_core::{
    board::{PublicId, Receipt},
    instant::Instant,
};
use serde_json::{Value, json};

const CONTACT: &str = "王先生 0595-22281234";

fn fields(name: &str) -> Value {
    json!({"fields": [{"field": "name", "text": name}, {"field": "due", "kept": true}]})
}

/// A matter with a public page, with every operation on the way.
fn published(town: &Town) -> (String, PublicId) {
    let (id, _) = town.in_progress(town.draft("实验小学教学楼"));
    let at = format!("/matters/{id}/publication");
    let proposed = town.act("clerk", "PUT", &at, fields("实验小学"));
    let waiting = proposed.json["waiting"].as_array().unwrap().len();
    assert_eq!((waiting, &proposed.json["is_public"]), (2, &json!(false)), "{proposed:?}");
    let decision = json!({"agreed": ["name"], "refused": [{"field": "due", "reason": "时限待定"}]});
    let agreed = town.act("head", "POST", &format!("{at}/decision"), decision).json;
    assert_eq!(
        (&agreed["is_public"], agreed["page"].as_array().unwrap().len()),
        (&json!(true), 1),
        "{agreed}"
    );
    assert_eq!(agreed["refused"][0]["reason"], "时限待定");
    (id, PublicId::parse(agreed["public"].as_str().unwrap()).unwrap())
}

/// A clue on the page comes home.
pub fn clue(town: &Town, page: PublicId, n: u8) -> String {
    let receipt = Receipt::of([n; 8]);
    let line = Line {
        receipt: receipt.clone(),
        page,
        at: Instant(town.app.cx.now().0 - 60_000),
        text: "夜间十点后仍在施工".into(),
        contact: Some(CONTACT.into()),
    };
    let now = town.app.cx.now();
    town.app
        .cx
        .db
        .write_blocking(move |tx| clues::receive(tx, &Asker::operator(now), &line, &mut clues::fresh))
        .unwrap();
    receipt.to_string()
}

/// A clue that waits.
pub fn waiting(town: &Town) -> String {
    let (_, page) = published(town);
    clue(town, page, 7)
}

/// Every operation of this part.
pub fn told(town: &Town) {
    let (id, page) = published(town);
    let at = |n| format!("/clues/{}", clue(town, page.clone(), n));
    let declined = json!({"outcome": "declined", "words": "施工已取得夜间许可"});
    let screened = town.act("clerk", "POST", &format!("{}/decision", at(1)), declined).json;
    assert_eq!(
        (&screened["stand"], &screened["outcome"]["reason"]),
        (&json!("declined"), &json!("施工已取得夜间许可"))
    );
    let draft = json!({"title": "夜间施工扰民", "unclassified": true});
    let drafted = town.act("drafter", "POST", &format!("{}/matter", at(2)), draft);
    assert_eq!(town.get("drafter", &format!("/matters/{}", drafted.id())).json["title"], "夜间施工扰民");
    let protected = at(3);
    let contact = town.act("trusted", "POST", &format!("{protected}/contact"), json!({})).json;
    assert_eq!(contact["contact"], CONTACT);
    let erased = town.act("trusted", "DELETE", &format!("{protected}/contact"), json!({})).json;
    assert_eq!(erased["has_contact"], false);
    let down = json!({"reason": "内容有误"});
    let down = town.act("clerk", "POST", &format!("/matters/{id}/publication/withdrawal"), down).json;
    assert_eq!((&down["is_public"], &down["down"]), (&json!(false), &json!("内容有误")));
}

#[test]
fn what_is_published_goes_out_by_two_people_through_the_api_too() {
    each_engine(|store| {
        let town = Town::build(store);
        let (id, _) = published(&town);
        let at = format!("/matters/{id}/publication");
        let shown = town.get("head", &at);
        assert_eq!(shown.json["agreed"][0]["value"], json!({"is": "text", "text": "实验小学"}));
        let proposed = town.try_act("head", "PUT", &at, fields("实验小学一期"));
        assert!(proposed.status.is_success(), "{proposed:?}");
        let own = town.try_act("head", "POST", &format!("{at}/decision"), json!({"agreed": ["name"]}));
        assert_eq!((own.problem(), &own.json["rule"]), (409, &json!("publication.four_eyes")));
        // An old version is told, an unknown field isn't understood.
        let old = [("if-match", shown.etag())];
        let old: Vec<(&str, &str)> = old.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let stale = town.send(Some(town.token_of("clerk")), "PUT", &at, &fields("二期").to_string(), &old);
        assert_eq!(stale.problem(), 409);
        let unknown = json!({"fields": [{"field": "internal", "text": "x"}]});
        assert_eq!(town.try_act("clerk", "PUT", &at, unknown).problem(), 422);
        let listed = town.get("clerk", "/publications?stand=waiting").json;
        assert_eq!(listed["items"][0]["matter"], json!(id), "{listed}");
        assert_eq!(town.get("county_clerk", "/publications").json["items"], json!([]));

        // Who has no right to publish learns nothing; who doesn't see the matter, not even that there is one.
        for who in ["liaison", "director"] {
            assert_eq!(town.get(who, &at).problem(), 403, "{who}");
        }
        for who in ["stranger", "county_clerk", "sysadmin"] {
            assert_eq!(town.get(who, &at).problem(), 404, "{who}");
            assert_eq!(town.try_act(who, "PUT", &at, fields("x")).problem(), 404, "{who}");
        }
        for who in ["liaison", "sysadmin", "stranger"] {
            assert_eq!(town.get(who, "/publications").problem(), 403, "{who}");
        }
    });
}

#[test]
fn clues_are_there_for_whoever_screens_them_and_once() {
    each_engine(|store| {
        let town = Town::build(store);
        let (_, page) = published(&town);
        let at = format!("/clues/{}", clue(&town, page, 9));
        let listed = town.get("clerk", "/clues?stand=waiting").json;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
        let shown = town.get("clerk", &at);
        assert_eq!(shown.json["text"], "夜间十点后仍在施工");
        assert!(!shown.json.to_string().contains(CONTACT), "the contact is read by itself, on record");
        assert_eq!(town.try_act("clerk", "POST", &format!("{at}/contact"), json!({})).problem(), 403);
        for who in ["liaison", "county_clerk", "stranger", "sysadmin", "auditor"] {
            assert_eq!(town.get(who, &at).problem(), 404, "{who}");
            let screen = json!({"outcome": "declined", "words": "x"});
            assert_eq!(town.try_act(who, "POST", &format!("{at}/decision"), screen).problem(), 404, "{who}");
        }
        assert_eq!(town.get("liaison", "/clues").problem(), 403);
        assert_eq!(town.get("county_clerk", "/clues").json["items"], json!([]));
        let merged = json!({"outcome": "merged", "words": "已转施工单位"});
        assert_eq!(
            town.try_act(
                "clerk",
                "POST",
                &format!("{at}/decision"),
                json!({"outcome": "lost", "words": "x"})
            )
            .problem(),
            422
        );
        town.act("clerk", "POST", &format!("{at}/decision"), merged.clone());
        let again = town.try_act("verifier", "POST", &format!("{at}/decision"), merged);
        assert_eq!((again.problem(), &again.json["rule"]), (409, &json!("clue.once")));
        // Nobody's contact is kept for a key that is sent twice.
        let key = [("idempotency-key", "once-1")];
        let read = |who| town.send(Some(town.token_of(who)), "POST", &format!("{at}/contact"), "{}", &key);
        assert_eq!(read("trusted").json["contact"], CONTACT);
        let kept = town.app.cx.db.read_blocking(|tx| tx.rows("SELECT body FROM idempotency", &[]));
        let kept: Vec<String> = kept.unwrap().iter().map(|row| row.get(0).unwrap()).collect();
        assert!(kept.iter().all(|body| !body.contains("22281234")), "{kept:?}");
    });
}
