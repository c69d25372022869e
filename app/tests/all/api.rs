//! Stories of the JSON API, told through the whole router.

mod board;
mod document;
mod fuzz;
mod ledgers;
mod story;
pub mod town;

use crate::engines::{each_engine, sqlite};
use bangdu::journal::verify::verify;
use bangdu_core::people::{Grant, Role};
use serde_json::{Value, json};
use town::{DAY, Town};

#[test]
fn a_matter_is_struck_off_by_json_on_either_engine() {
    each_engine(|store| {
        let town = Town::build(store);
        let id = town.closed(town.draft("实验小学教学楼施工许可"));
        let matter = town.get("liaison", &format!("/matters/{id}")).json;
        assert_eq!((&matter["state"], &matter["outcome"]), (&json!("closed"), &json!("solved")));
        assert_eq!(matter["number"], "督查立项〔2026〕1号");
        let story = town.get("liaison", &format!("/matters/{id}/story")).json;
        assert!(story["items"].as_array().unwrap().len() >= 9);
        let report = verify(&town.app.cx.db, &bangdu::app::rooms(), None).unwrap();
        assert!(report.ok, "{:?}", report.first_error);
    });
}

#[test]
fn what_was_read_before_somebody_else_acted_changes_nothing() {
    let store = sqlite();
    let town = Town::build(&store);
    let (id, share) = town.in_progress(town.draft("背街小巷改造"));
    let read = town.get("liaison", &format!("/matters/{id}")).etag();
    town.act("clerk", "POST", &format!("/matters/{id}/urges"), json!({"text": "请抓紧"}));
    let (path, body) = (format!("/matters/{id}/assignments/{share}/reports"), json!({"text": "完成三条"}));
    let send = |tag: &str| {
        let token = Some(town.token_of("liaison"));
        town.send(token, "POST", &path, &body.to_string(), &[("if-match", tag)])
    };
    let before = town.entries();
    let stale = send(&read);
    assert_eq!(stale.problem(), 409);
    assert_eq!(stale.json["type"], "urn:bangdu:problem:stale");
    assert_eq!(send("\"soon\"").problem(), 409);
    assert_eq!(town.entries(), before);
    let now = town.get("liaison", &format!("/matters/{id}")).etag();
    assert_eq!(send(&now).status, 200);
}

#[test]
fn the_same_key_acts_once() {
    let store = sqlite();
    let town = Town::build(&store);
    let draft = town.draft("老旧小区加装电梯").to_string();
    let send = |who: &str, body: &str| {
        town.send(Some(town.token_of(who)), "POST", "/matters", body, &[("idempotency-key", "k1")])
    };
    let first = send("drafter", &draft);
    assert_eq!(first.status, 201);
    let entries = town.entries();
    let again = send("drafter", &draft);
    assert_eq!((again.status, &again.json, again.etag()), (first.status, &first.json, first.etag()));
    assert_eq!(town.entries(), entries, "nothing was done a second time");
    assert_eq!(send("drafter", &town.draft("另一事项").to_string()).problem(), 409);
    assert_eq!(town.entries(), entries);
    assert_eq!(send("mayor", &draft).problem(), 403, "another's key is no key");
}

#[test]
fn a_refused_request_may_be_sent_again_under_its_key() {
    let store = sqlite();
    let town = Town::build(&store);
    let id = town.act("drafter", "POST", "/matters", town.draft("农贸市场改造")).id();
    let path = format!("/matters/{id}/registration");
    let send = || town.send(Some(town.token_of("mayor")), "POST", &path, "{}", &[("idempotency-key", "k")]);
    assert_eq!(send().problem(), 409, "not handed in yet");
    town.act("drafter", "POST", &format!("/matters/{id}/submission"), json!({}));
    assert_eq!(send().status, 200);
}

#[test]
fn without_sight_it_is_absent_and_with_sight_forbidden() {
    let store = sqlite();
    let town = Town::build(&store);
    let (id, _) = town.in_progress(town.draft("停车场建设"));
    let (path, urge) = (format!("/matters/{id}"), json!({"text": "请抓紧"}));
    let absent = town.get("stranger", &path);
    assert_eq!(absent.problem(), 404);
    assert_eq!(absent.json, town.get("stranger", &format!("/matters/{}", uuid())).json, "nobody can tell");
    assert_eq!(town.try_act("stranger", "POST", &format!("{path}/urges"), urge.clone()).problem(), 404);
    let forbidden = town.try_act("liaison", "POST", &format!("{path}/urges"), urge);
    assert_eq!((forbidden.problem(), &forbidden.json["rule"]), (403, &json!("rights.table")));
}

#[test]
fn a_token_acts_within_its_scope_and_time() {
    let store = sqlite();
    let town = Town::build(&store);
    let clerk = town.people["clerk"].clone();
    let (reading, short) = (town.token(&clerk, false, 30).unwrap(), town.token(&clerk, true, 1).unwrap());
    let get = |token: &str| town.send(Some(token), "GET", "/matters", "", &[]).status.as_u16();
    assert_eq!((get(&reading), get(&short)), (200, 200));
    let draft = town.draft("不得写入").to_string();
    let refused = town.send(Some(&reading), "POST", "/matters", &draft, &[]);
    assert_eq!((refused.problem(), &refused.json["rule"]), (403, &json!("token.scope")));
    town.app.cx.clock.advance(DAY + 1);
    assert_eq!(town.send(Some(&short), "GET", "/matters", "", &[]).problem(), 401, "expired");
    for none in ["bd_nothing", "Bearer", ""] {
        assert_eq!(get(none), 401);
    }
    assert_eq!(town.send(None, "GET", "/matters", "", &[]).problem(), 401);
}

#[test]
fn an_account_that_lost_its_roles_has_a_dead_token() {
    let store = sqlite();
    let town = Town::build(&store);
    let reader = town.enter("reader", town.office, &[Grant::of(Role::ProtectedReader, town.office)]);
    assert!(town.token(&reader, false, 1).is_err(), "this role has no right to the API");
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    let store = sqlite();
    let town = Town::build(&store);
    let mut made: Vec<String> = (0..125)
        .map(|n| town.try_act("drafter", "POST", "/matters", town.draft(&format!("事项{n}"))).id())
        .collect();
    for order in ["due", "changed"] {
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let page = town.get("clerk", &format!("/matters?limit=17&order={order}{after}")).json;
            let items = page["items"].as_array().unwrap();
            found.extend(items.iter().map(|line| line["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            assert_eq!(items.len(), 17);
            after = format!("&after={next}");
        }
        made.sort();
        found.sort();
        assert_eq!(found, made, "each once, by {order}");
    }
}

#[test]
fn what_cannot_be_understood_changes_nothing() {
    let store = sqlite();
    let town = Town::build(&store);
    let (id, share) = town.in_progress(town.draft("供水管网改造"));
    let path = format!("/matters/{id}/assignments/{share}/reports");
    let token = Some(town.token_of("liaison"));
    let huge = json!({"text": "长".repeat(1 << 20)}).to_string();
    let long = json!({"text": "长".repeat(20_000)}).to_string();
    let deep = format!("{{\"text\": {}1{}}}", "[".repeat(20_000), "]".repeat(20_000));
    let before = town.entries();
    for body in [
        "{",
        "",
        "null",
        "[]",
        "\"text\"",
        "{}",
        "{\"text\": 1}",
        "{\"text\": \"a\", \"more\": 1}",
        "{\"text\": \"a\", \"rate\": -1}",
        "{\"text\": \"a\", \"rate\": 1e99}",
        "{\"text\": \"a\\u0000b\"}",
        "{\"text\": \"a\", \"blocker\": \"moon\"}",
        "{\"text\": \"a\", \"files\": [\"x\"]}",
        "\u{feff}{}",
        "{\"text\": \"  \"}",
        "{\"text\": \"a\", \"text\": \"b\"}",
        &deep,
        &huge,
        &long,
    ] {
        let shown: String = body.chars().take(60).collect();
        let problem = town.send(token, "POST", &path, body, &[]).problem();
        assert!((400..500).contains(&problem), "{shown}");
    }
    assert_eq!(town.send(token, "POST", &path, &huge, &[]).problem(), 413);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(town.send(token, "POST", &path, "text=a", &form).problem(), 422);
    let key = "k".repeat(201);
    let keyed = town.send(token, "POST", &path, "{\"text\": \"a\"}", &[("idempotency-key", &key)]);
    assert_eq!(keyed.problem(), 422);
    for path in [
        "/matters/not-an-id",
        "/matters?after=x",
        "/matters?limit=-1",
        "/matters?light=pink",
        "/nothing",
        "/matters?q=%00",
        "/units?after=x",
        "/todos?after=x",
        "/calendars/abc",
    ] {
        town.get("liaison", path).problem();
    }
    assert_eq!(town.entries(), before);
    let sentence = town.send(token, "POST", &path, "{", &[("accept-language", "zh-CN")]).json;
    assert!(
        sentence["detail"].as_str().unwrap().contains('，') || !sentence["detail"].to_string().is_ascii()
    );
}

#[test]
fn evidence_belongs_to_the_matter_that_names_it() {
    let store = sqlite();
    let town = Town::build(&store);
    let (id, share) = town.in_progress(town.draft("校舍加固"));
    let file = town.hand_in("liaison", "现场照片.txt", "已完成加固");
    assert_eq!(file.status, 201, "{file:?}");
    let (file, path) = (file.id(), format!("/matters/{id}/assignments/{share}/reports"));
    let named = json!({"text": "已完成加固", "files": [file]});
    let before = town.entries();
    assert_eq!(town.try_act("director", "POST", &path, named.clone()).problem(), 404, "another's file");
    assert_eq!(town.entries(), before);
    let place = format!("/matters/{id}/files/{file}");
    assert_eq!(town.get("liaison", &place).problem(), 404, "not named yet");
    town.act("liaison", "POST", &path, named);
    let given = town.get("clerk", &place);
    assert_eq!(given.status, 200);
    assert!(given.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(town.get("stranger", &place).problem(), 404);
    assert_eq!(town.hand_in("liaison", "x.html", "<script>alert(1)</script>").problem(), 422);
}

#[test]
fn what_waits_for_whom() {
    let store = sqlite();
    let town = Town::build(&store);
    let id = town.registered(town.draft("道路照明"));
    let kinds = |who: &str| -> Vec<String> {
        let todos = town.get(who, "/todos").json;
        let items = todos["items"].as_array().unwrap();
        items.iter().map(|todo| todo["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds("clerk"), ["assign"]);
    assert!(kinds("liaison").is_empty() && kinds("sysadmin").is_empty());
    let shares = json!({"assignments": [{"unit": town.housing, "part": "lead"}]});
    town.act("clerk", "POST", &format!("/matters/{id}/assignments"), shares);
    assert_eq!(kinds("liaison"), ["sign_for"]);
    assert!(kinds("clerk").is_empty() && kinds("stranger").is_empty());
}

#[test]
fn a_page_of_what_waits_is_full_and_holds_nobody_elses_steps() {
    each_engine(|store| {
        let town = Town::build(store);
        // Somebody who drafts and, by delegation, approves: never what they drafted themselves.
        let grants = [Grant::of(Role::Drafter, town.office), Grant::of(Role::Delegate, town.city)];
        let both = town.enter("both", town.office, &grants);
        let token = town.token(&both, true, 30).unwrap();
        let ask = |method: &str, path: &str, body: &Value| {
            town.send(Some(&token), method, path, &body.to_string(), &[])
        };
        for n in 0..8 {
            let draft = town.draft(&format!("事项{n}"));
            let id = match n % 2 {
                0 => ask("POST", "/matters", &draft).id(),
                _ => town.act("drafter", "POST", "/matters", draft).id(),
            };
            let path = format!("/matters/{id}/submission");
            let sent = match n % 2 {
                0 => ask("POST", &path, &json!({})).status.as_u16(),
                _ => town.act("drafter", "POST", &path, json!({})).status.as_u16(),
            };
            assert_eq!(sent, 200);
        }
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let page = ask("GET", &format!("/todos?limit=3{after}"), &Value::Null).json;
            let items = page["items"].as_array().unwrap();
            found.extend(items.iter().map(|todo| todo["title"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            assert_eq!(items.len(), 3, "a page that isn't the last is full");
            after = format!("&after={next}");
        }
        found.sort();
        assert_eq!(found, ["事项1", "事项3", "事项5", "事项7"]);
    });
}

#[test]
fn nobody_verifies_what_their_own_unit_did_nor_what_they_claimed() {
    let store = sqlite();
    let town = Town::build(&store);
    let (id, _) = town.in_progress(town.draft("校园食堂"));
    town.act("director", "POST", &format!("/matters/{id}/claim"), json!({"text": "已完成"}));
    let grant = Grant::of(Role::OfficeStaff, town.office);
    let inside = town.enter("inside", town.housing, &[grant]);
    let token = town.token(&inside, true, 30).unwrap();
    let todos = |token: &str| town.send(Some(token), "GET", "/todos", "", &[]).json["items"].clone();
    assert_eq!(todos(&token), json!([]));
    assert_eq!(todos(town.token_of("verifier"))[0]["kind"], "verify");
}

#[test]
fn the_head_is_told_of_what_a_team_registers_on_site() {
    let store = sqlite();
    let town = Town::build(&store);
    let id = town.act("leader_of_team", "POST", "/matters/on-site", town.draft("临边防护缺失")).id();
    let todo = town.get("mayor", "/todos").json["items"][0].clone();
    assert_eq!((&todo["kind"], &todo["matter"]), (&json!("take_note"), &json!(id)));
    // The next working day, 18:00 in China.
    assert_eq!(todo["by"], town::NOW.0 + DAY + 9 * 3_600_000);
    let note = format!("/matters/{id}/registration/note");
    assert_eq!(town.try_act("clerk", "POST", &note, json!({})).problem(), 403);
    town.act("mayor", "POST", &note, json!({"text": "请尽快交办"}));
    assert_eq!(town.get("mayor", "/todos").json["items"], json!([]));
    assert_eq!(town.try_act("mayor", "POST", &note, json!({})).problem(), 409, "once");
    let story = town.get("clerk", &format!("/matters/{id}/story")).json.to_string();
    assert!(story.contains("请尽快交办"), "{story}");
}

fn uuid() -> String {
    bangdu::cx::new_id().to_string()
}

/// Items of a list by id.
pub fn ids(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().expect("a list");
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}
