//! Ledgers through the API: handed in by one, chosen for and confirmed by another, sent out again.

use super::town::Town;
use crate::engines::each_engine;
use serde_json::{Value, json};

const LEDGER: &str = "泉州市督查事项台账\n\
    序号,督查事项,牵头单位,完成时限,完成率,大白话\n\
    1,实验小学扩建,市住房和城乡建设局,2026年12月31日,60%,主体已封顶\n\
    2,村道硬化,交通口,2026年12月底,40%,已完成8公里\n\
    3,敬老院改造,,2026年12月底,10%,正在招标\n";

/// From the file to the matters, with every operation on the way.
pub fn brought_in(town: &Town) {
    let before = town.entries();
    let handed = town.hand_in_to("/ledgers", "drafter", "台账.csv", LEDGER);
    assert_eq!(handed.status, 201, "{handed:?}");
    town.note("POST", "/ledgers", before);
    let at = format!("/ledgers/{}", handed.json["batch"].as_str().unwrap());

    let before = town.entries();
    let choices = json!({"mapping": {"大白话": "progress"}, "units": {"交通口": {"known": town.finance}}});
    let chosen = town.act("clerk", "PUT", &format!("{at}/choices"), choices).json;
    assert_eq!(chosen["rows"][1]["progress"], "已完成8公里");
    assert_eq!((town.entries(), &chosen["counts"]["new"]), (before, &json!(2)), "nothing is stored yet");

    let place = format!("{at}/confirmation");
    assert_eq!(town.try_act("clerk", "POST", &place, json!({"unclassified": false})).problem(), 422);
    let done = town.act("clerk", "POST", &place, json!({"unclassified": true})).json;
    let counts = ["read", "understood", "stored", "given_back"].map(|key| done[key].as_u64().unwrap());
    assert_eq!(counts, [3, 2, 2, 1], "{done}");
    let refused = &done["refused"][0];
    assert_eq!((&refused["row"], &refused["column"]), (&json!(5), &json!("牵头单位")));
    assert!(refused["reason"].as_str().unwrap().contains("缺少牵头单位"));
    assert_eq!(done["importer"], town.people["drafter"].account.to_string(), "not who confirmed");

    let entries = town.entries();
    let again = town.try_act("clerk", "POST", &place, json!({"unclassified": true}));
    assert_eq!((again.json, town.entries()), (done, entries), "sent again, the same answer");
}

#[test]
fn a_ledger_is_handed_in_by_one_and_confirmed_by_another() {
    each_engine(|store| {
        let town = Town::build(store);
        brought_in(&town);
        let listed = town.get("head", "/ledgers").json;
        assert_eq!((&listed["waiting"], &listed["imports"][0]["stored"]), (&json!([]), &json!(2)));
        let batch = listed["imports"][0]["batch"].as_str().unwrap().to_owned();
        let shown = town.get("drafter", &format!("/ledgers/{batch}")).json;
        assert_eq!((&shown["state"], &shown["refused"][0]["row"]), (&json!("confirmed"), &json!(5)));
        assert_eq!(town.get("drafter", &format!("/ledgers/{batch}/refused")).status, 200);
        let road = town.get("clerk", "/matters?q=%E6%9D%91%E9%81%93").json;
        assert_eq!(road["items"].as_array().unwrap().len(), 1, "{road}");
        let sent = town.get("clerk", "/matters/export?q=%E6%9D%91%E9%81%93");
        assert_eq!(
            (sent.status.as_u16(), sent.headers["content-type"].to_str().unwrap()),
            (200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        );
        assert_eq!(town.get("sysadmin", "/matters/export").problem(), 403);
        assert_eq!(town.get("clerk", "/matters/export?unit=nowhere").problem(), 422);
    });
}

#[test]
fn a_waiting_ledger_is_there_for_its_office_and_for_nobody_else() {
    each_engine(|store| {
        let town = Town::build(store);
        let handed = town.hand_in_to("/ledgers", "drafter", "台账.csv", LEDGER).json;
        let at = format!("/ledgers/{}", handed["batch"].as_str().unwrap());
        for who in ["drafter", "clerk", "head"] {
            assert_eq!(town.get(who, &at).json["state"], "waiting", "{who}");
            assert_eq!(town.get(who, "/ledgers").json["waiting"].as_array().unwrap().len(), 1, "{who}");
        }
        let (choices, confirm) = (format!("{at}/choices"), format!("{at}/confirmation"));
        for who in ["county_drafter", "county_clerk"] {
            assert_eq!(town.get(who, "/ledgers").json["waiting"], json!([]), "{who}");
        }
        for who in ["county_drafter", "county_clerk", "liaison", "mayor", "sysadmin", "auditor"] {
            assert_eq!(town.get(who, &at).problem(), 404, "{who}");
            assert_eq!(town.get(who, &format!("{at}/refused")).problem(), 404, "{who}");
            assert_eq!(town.try_act(who, "PUT", &choices, json!({})).problem(), 404, "{who}");
            let said = json!({"unclassified": true});
            assert_eq!(town.try_act(who, "POST", &confirm, said).problem(), 404, "{who}");
        }
        assert_eq!(
            town.hand_in_to("/ledgers", "clerk", "台账.csv", LEDGER).problem(),
            403,
            "staff only confirm"
        );
        assert_eq!(town.hand_in_to("/ledgers", "liaison", "台账.csv", LEDGER).problem(), 404);
    });
}

#[test]
fn what_cannot_be_read_or_chosen_is_said_and_changes_nothing() {
    each_engine(|store| {
        let town = Town::build(store);
        let said = |name: &str, content: &str| {
            let reply = town.hand_in_to("/ledgers", "drafter", name, content);
            assert_eq!(reply.problem(), 422);
            reply.json["errors"][0]["detail"].as_str().unwrap().to_owned()
        };
        assert!(said("台账.csv", "\n\n").contains("没有内容"));
        assert!(said("台账.csv", &vec!["列"; 10_000].join(",")).contains("超过500列"));
        assert!(said("台账.pdf", "%PDF-1.7").contains("PDF"));
        assert_eq!(town.get("drafter", "/ledgers").json["waiting"], json!([]));

        let handed = town.hand_in_to("/ledgers", "drafter", "台账.csv", LEDGER).json;
        let choices = format!("/ledgers/{}/choices", handed["batch"].as_str().unwrap());
        for wrong in [
            json!({"units": {"交通口": {"known": bangdu::cx::new_id()}}}),
            json!({"mapping": {"大白话": "moon"}}),
            json!({"unclassified": true}),
            Value::String("?".into()),
        ] {
            assert_eq!(town.try_act("drafter", "PUT", &choices, wrong.clone()).problem(), 422, "{wrong}");
        }
        let kept = town.get("drafter", &choices.replace("/choices", "?from=1&limit=1")).json;
        assert_eq!((&kept["choices"]["units"], &kept["next"]), (&json!({}), &Value::Null));
        assert_eq!((kept["rows"].as_array().unwrap().len(), &kept["rows"][0]["row"]), (1, &json!(4)));
    });
}

#[test]
fn cells_are_mended_with_the_choices_and_only_by_who_has_seen_the_latest() {
    each_engine(|store| {
        let town = Town::build(store);
        let handed = town.hand_in_to("/ledgers", "drafter", "台账.csv", LEDGER);
        let at = format!("/ledgers/{}", handed.json["batch"].as_str().unwrap());
        let (choices, place) = (format!("{at}/choices"), format!("{at}/confirmation"));
        let seen = town.get("clerk", &at).etag();
        let sheet = handed.json["sheets"][0]["name"].as_str().unwrap().to_owned();
        let mend = |row: u32, column: &str, text: &str| json!({"sheet": sheet, "row": row, "column": column, "text": text});

        let body = json!({"mends": [mend(5, "C", "市财政局")]});
        let mended = town.act("drafter", "PUT", &choices, body).json;
        assert_eq!((&mended["counts"]["refused"], &mended["mends"][0]["was"]), (&json!(0), &json!("")));
        for wrong in [mend(5, "ZZ", "?"), mend(99, "C", "?"), mend(1, "A", "?")] {
            let refused = town.try_act("drafter", "PUT", &choices, json!({"mends": [wrong.clone()]}));
            assert_eq!(refused.problem(), 409, "{wrong}");
        }
        let nowhere = json!({"mends": [{"sheet": "?", "row": 5, "column": "C", "text": "?"}]});
        assert_eq!(town.try_act("drafter", "PUT", &choices, nowhere).problem(), 422);

        let token = Some(town.token_of("clerk"));
        let send = |method: &str, path: &str, body: Value, tag: &str| {
            town.send(token, method, path, &body.to_string(), &[("if-match", tag)])
        };
        assert_eq!(send("PUT", &choices, json!({}), &seen).problem(), 409, "somebody mended meanwhile");
        assert_eq!(send("POST", &place, json!({"unclassified": true}), &seen).problem(), 409);
        let latest = town.get("clerk", &at).etag();
        let done = send("POST", &place, json!({"unclassified": true}), &latest);
        assert_eq!((done.status.as_u16(), &done.json["stored"]), (200, &json!(3)), "{:?}", done.json);
        assert_eq!(done.json["mends"][0]["now"], "市财政局");
        let mended = town.get("head", "/ledgers").json["imports"][0]["mends"].clone();
        assert_eq!(mended[0]["head"], "牵头单位", "it stands in the import's record");
    });
}
