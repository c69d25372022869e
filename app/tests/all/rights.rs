//! The table of rights as it bites: what each role sees by list, by count and by address, and what it may do,
//! compared with the table in the core; and the cases that must be refused, written by hand.

use crate::{
    api::{
        ids,
        town::{Reply, Town},
    },
    engines::sqlite,
};
use bangdu::matters::store;
use bangdu_core::{
    ids::{MatterId, UnitId},
    people::{Action, Actor, Grant, Ground, Role, Sight, UnitTree, allows, role::Place, sees, sight},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Acts on a matter with the right that each takes. Those on a share or a help ask besides whose it is.
fn acts(town: &Town) -> Vec<(&'static str, &'static str, Value, Action)> {
    let reason = || json!({"reason": "测试"});
    let shares = json!({"assignments": [{"unit": town.finance, "part": "lead"}], "reason": "测试"});
    let help = json!({"kind": "guidance", "text": "测试", "helper": town.finance});
    vec![
        ("POST", "urges", json!({"text": "测试"}), Action::Urge),
        ("POST", "slips", json!({"slip": "blue", "text": "测试", "waiver": "safety"}), Action::Urge),
        ("POST", "helps", help.clone(), Action::AskHelp),
        ("POST", "helps/offered", help, Action::RecordHelp),
        ("POST", "extension", json!({"until": "2027-01-15", "reason": "测试"}), Action::AskExtension),
        ("POST", "extension/decision", json!({"granted": false, "reason": "测试"}), Action::DecideExtension),
        (
            "POST",
            "extension/late",
            json!({"until": "2027-01-15", "reason": "测试"}),
            Action::GrantLateExtension,
        ),
        ("POST", "suspension", json!({"until": "2026-12-20", "reason": "测试"}), Action::Suspend),
        ("DELETE", "suspension", json!({}), Action::Resume),
        ("PATCH", "", json!({"requirement": "测试", "reason": "测试"}), Action::Amend),
        ("POST", "claim", json!({"text": "测试"}), Action::Claim),
        ("DELETE", "claim", reason(), Action::WithdrawClaim),
        (
            "POST",
            "verification",
            json!({"passed": false, "returned": "redo", "opinion": "测试"}),
            Action::Verify,
        ),
        ("POST", "author-report", json!({"text": "测试"}), Action::ReportToAuthor),
        ("POST", "closure/proposal", json!({"outcome": "solved"}), Action::ProposeClosure),
        ("POST", "closure", json!({}), Action::ApproveClosure),
        ("POST", "look-backs", json!({"holds": true, "text": "测试"}), Action::LookBack),
        ("POST", "archive", json!({}), Action::Archive),
        ("POST", "withdrawal", reason(), Action::AskWithdrawal),
        (
            "POST",
            "withdrawal/decision",
            json!({"granted": false, "reason": "测试"}),
            Action::ApproveWithdrawal,
        ),
        ("POST", "submission", json!({}), Action::Submit),
        ("POST", "registration", json!({}), Action::ApproveRegistration),
        ("DELETE", "registration", reason(), Action::RefuseRegistration),
        ("PUT", "assignments", shares, Action::Reassign),
    ]
}

/// Matters in several states, units and offices.
fn matters(town: &Town) -> Vec<String> {
    let mut county = town.draft("县级事项");
    county["office"] = json!(town.county_office);
    let county = town.act("county_drafter", "POST", "/matters", county).id();
    town.act("county_drafter", "POST", &format!("/matters/{county}/submission"), json!({}));
    town.act("county_mayor", "POST", &format!("/matters/{county}/registration"), json!({}));
    let shares = json!({"assignments": [{"unit": town.county_housing, "part": "lead"}]});
    town.act("county_clerk", "POST", &format!("/matters/{county}/assignments"), shares);
    let passed = town.registered(town.draft("市县联办"));
    let shares = json!({"assignments": [
        {"unit": town.finance, "part": "lead"}, {"unit": town.county, "part": "responsible"},
        {"unit": town.estate, "part": "assisting"},
    ]});
    town.act("clerk", "POST", &format!("/matters/{passed}/assignments"), shares);
    vec![
        town.act("drafter", "POST", "/matters", town.draft("拟办事项")).id(),
        town.registered(town.draft("待交办事项")),
        town.in_progress(town.draft("在办事项")).0,
        town.verified(town.draft("待呈报事项")),
        town.closed(town.draft("已销号事项")),
        county,
        passed,
    ]
}

/// Where a role is granted on this tree: each unit that takes it, near and far.
fn scopes(town: &Town, role: Role) -> Vec<UnitId> {
    match role.place() {
        Place::Office => vec![town.office, town.county_office],
        Place::Government => vec![town.city, town.county],
        Place::Unit => vec![town.housing, town.county_housing, town.estate, town.finance, town.county],
        Place::Installation => vec![town.city],
    }
}

#[test]
fn each_role_sees_and_does_what_the_table_says() {
    let store = sqlite();
    let town = Town::build(&store);
    let all = matters(&town);
    let tree = tree(&town);
    for role in Role::ALL {
        for (n, scope) in scopes(&town, *role).into_iter().enumerate() {
            let actor = town.enter(&format!("{}_{n}", role.code()), scope, &[Grant::of(*role, scope)]);
            let who = Somebody { town: &town, tree: &tree, token: town.token(&actor, true, 30).ok(), actor };
            who.sees_its_part(&all);
            for id in &all {
                who.does_its_part(id);
            }
        }
    }
}

struct Somebody<'t> {
    town: &'t Town,
    tree: &'t Arc<UnitTree>,
    actor: Actor,
    token: Option<String>,
}

impl Somebody<'_> {
    fn may(&self, action: Action, ground: &Ground) -> bool {
        allows(&self.actor, action, ground, self.tree, self.town.app.cx.today())
    }

    fn sees(&self, ground: &Ground) -> bool {
        sees(&self.actor, ground, self.tree, self.town.app.cx.today())
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Reply {
        self.town.send(self.token.as_deref(), method, path, body, &[])
    }

    fn sees_its_part(&self, all: &[String]) {
        let list = self.ask("GET", "/matters?limit=200", "");
        if self.token.is_none() {
            assert!(!self.may(Action::UseApi, &Ground::of_unit(self.actor.unit)), "{:?}", self.actor.grants);
            assert_eq!(list.problem(), 401);
            return;
        }
        let listed = ids(&list.json);
        for id in all {
            let seen = self.sees(&ground(self.town, id));
            let shown = self.ask("GET", &format!("/matters/{id}"), "");
            let what = format!("{:?} {id}", self.actor.grants);
            assert_eq!(listed.contains(id), seen, "list: {what}");
            assert_eq!(shown.status.as_u16(), if seen { 200 } else { 404 }, "address: {what}");
            let story = self.ask("GET", &format!("/matters/{id}/story"), "");
            assert_eq!(story.status, shown.status, "story: {what}");
        }
        let summary = self.ask("GET", "/summary", "").json;
        let lights = ["green", "yellow", "red", "grey", "done"];
        let counted = |line: &Value| lights.iter().map(|light| line[*light].as_i64().unwrap()).sum::<i64>();
        let counted: i64 = summary.as_array().unwrap().iter().map(counted).sum();
        let lit = list.json["items"].as_array().unwrap().iter().filter(|line| !line["light"].is_null());
        let lit = lit.filter(|line| self.counts(&ground(self.town, line["id"].as_str().unwrap()))).count();
        assert_eq!(counted, lit as i64, "count: {:?}", self.actor.grants);
    }

    /// Counts are by office and lead: whoever only assists finds the matter in the list, not in the counts.
    fn counts(&self, ground: &Ground) -> bool {
        match sight(&self.actor, self.tree, self.town.app.cx.today()) {
            Sight::Nothing => false,
            Sight::Everything => true,
            Sight::Units { offices, units, .. } => {
                offices.contains(&ground.office) || ground.lead.is_some_and(|lead| units.contains(&lead))
            }
        }
    }

    fn does_its_part(&self, id: &str) {
        if self.token.is_none() {
            return;
        }
        for (method, rest, body, action) in acts(self.town) {
            let ground = ground(self.town, id);
            let path =
                if rest.is_empty() { format!("/matters/{id}") } else { format!("/matters/{id}/{rest}") };
            let reply = self.ask(method, &path, &body.to_string());
            let what = format!("{:?} {method} {rest} {reply:?}", self.actor.grants);
            let by_table = reply.json["rule"] == "rights.table";
            match (self.sees(&ground), self.may(action, &ground)) {
                (false, _) => assert_eq!(reply.problem(), 404, "unseen: {what}"),
                // Who did the work is told by a rule of its own that they don't verify it.
                (true, false) if action == Action::Verify => {
                    assert!(matches!(reply.problem(), 403 | 409), "seen, not allowed: {what}");
                }
                (true, false) => assert_eq!(reply.problem(), 403, "seen, not allowed: {what}"),
                (true, true) => assert!(reply.status.as_u16() != 404 && !by_table, "allowed: {what}"),
            }
        }
    }
}

fn ground(town: &Town, id: &str) -> Ground {
    let id: MatterId = id.parse().unwrap();
    town.app.cx.db.read_blocking(move |tx| store::get(tx, id)).unwrap().expect("a matter").ground()
}

fn tree(town: &Town) -> Arc<UnitTree> {
    let units = town.app.cx.db.read_blocking(bangdu::people::store::units).unwrap();
    Arc::new(UnitTree::new(units))
}

#[test]
fn what_must_be_refused_is_refused() {
    let store = sqlite();
    let town = Town::build(&store);
    let (id, share) = town.in_progress(town.draft("城区内涝治理"));
    let ready = town.verified(town.draft("通学路整治"));
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    let urge = json!({"text": "请抓紧"});

    // Administrators see no business.
    for who in ["sysadmin", "secadmin", "auditor"] {
        assert!(ids(&town.get(who, "/matters").json).is_empty(), "{who}");
        assert_eq!(town.get(who, &format!("/matters/{id}")).problem(), 404, "{who}");
        assert_eq!(town.try_act(who, "POST", &at("urges"), urge.clone()).problem(), 404, "{who}");
        assert_eq!(town.get(who, "/campaigns").json["items"], json!([]), "{who}");
    }
    // The auditor reads the record and changes nothing; nobody else reads it.
    assert_eq!(town.get("auditor", "/entries").status, 200);
    for who in ["sysadmin", "secadmin", "mayor", "head", "liaison"] {
        assert_eq!(town.get(who, "/entries").problem(), 403, "{who}");
    }
    let unit = json!({"name": "某局", "level": "city", "kind": "department"});
    for who in ["auditor", "secadmin", "mayor", "drafter"] {
        assert_eq!(town.try_act(who, "POST", "/units", unit.clone()).problem(), 403, "{who}");
    }
    // Accounts are there for administrators alone.
    for who in ["mayor", "head", "liaison"] {
        assert_eq!(town.get(who, "/accounts").problem(), 404, "{who}");
    }
    // A liaison of another unit, and a county without a part, find nothing.
    for who in ["stranger", "county_clerk", "county_head", "county_director"] {
        assert_eq!(town.get(who, &format!("/matters/{id}")).problem(), 404, "{who}");
        assert_eq!(town.get(who, &at("story")).problem(), 404, "{who}");
    }
    // A county's office can't close the city's matter, nor can its head approve the city's registrations.
    assert_eq!(
        town.try_act("county_head", "POST", &format!("/matters/{ready}/closure"), json!({})).problem(),
        404
    );
    let draft = town.act("drafter", "POST", "/matters", town.draft("待批事项")).id();
    let registration = format!("/matters/{draft}/registration");
    town.act("drafter", "POST", &format!("/matters/{draft}/submission"), json!({}));
    assert_eq!(town.try_act("county_mayor", "POST", &registration, json!({})).problem(), 404);
    // The drafter doesn't approve the own draft; nor does the office's head, to whom nothing was delegated.
    assert_eq!(town.try_act("drafter", "POST", &registration, json!({})).problem(), 403);
    assert_eq!(town.try_act("head", "POST", &registration, json!({})).problem(), 403);
    // A draft isn't there for the units it names.
    assert_eq!(town.get("liaison", &format!("/matters/{draft}")).problem(), 404);
    // A unit doesn't urge, extend, verify or close its own matter; a liaison's claim wants the head's signature.
    let extend = json!({"granted": true, "reason": "同意"});
    assert_eq!(town.try_act("director", "POST", &at("urges"), urge).problem(), 403);
    assert_eq!(town.try_act("director", "POST", &at("extension/decision"), extend).problem(), 403);
    assert_eq!(town.try_act("liaison", "POST", &at("claim"), json!({"text": "已完成"})).problem(), 409);
    assert_eq!(
        town.try_act("director", "POST", &format!("/matters/{ready}/closure"), json!({})).problem(),
        403
    );
    // The office doesn't report or sign for the units.
    let report = json!({"text": "已完成"});
    assert_eq!(
        town.try_act("clerk", "POST", &at(&format!("assignments/{share}/reports")), report).problem(),
        403
    );
}

#[test]
fn whoever_drafts_and_may_approve_does_not_approve_the_own_draft() {
    let store = sqlite();
    let town = Town::build(&store);
    let both = [Grant::of(Role::Drafter, town.office), Grant::of(Role::GovernmentHead, town.city)];
    let token = town.token(&town.enter("both", town.office, &both), true, 30).unwrap();
    let ask = |path: &str, body: &Value| town.send(Some(&token), "POST", path, &body.to_string(), &[]);
    let id = ask("/matters", &town.draft("自拟自批")).id();
    assert_eq!(ask(&format!("/matters/{id}/submission"), &json!({})).status, 200);
    let refused = ask(&format!("/matters/{id}/registration"), &json!({}));
    assert_eq!(refused.problem(), 409);
    town.act("mayor", "POST", &format!("/matters/{id}/registration"), json!({}));
}

#[test]
fn the_two_keys_of_closure_lie_in_two_hands() {
    let store = sqlite();
    let town = Town::build(&store);
    let id = town.verified(town.draft("两把钥匙"));
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    town.act("clerk", "POST", &at("author-report"), json!({"text": "已呈报"}));
    town.act("head", "POST", &at("closure/proposal"), json!({"outcome": "solved"}));
    let refused = town.try_act("head", "POST", &at("closure"), json!({}));
    assert_eq!((refused.problem(), &refused.json["rule"]), (409, &json!("closure.two_keys")));
    assert_eq!(town.try_act("clerk", "POST", &at("closure"), json!({})).problem(), 403);
}
