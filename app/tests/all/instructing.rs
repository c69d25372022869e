//! A leader writes an instruction on the phone; the office finds and registers it, and the leader sees where it stands.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu::db::DbError;
use bangdu_core::{
    calendar::Deadline,
    ids::{AccountId, MatterId},
    matters::{Basis, Command},
    people::{Actor, Grant, Role},
};
use jiff::civil::date;

const TEXT: &str = "请市住建局牵头，月底前解决";

/// The part of a page from one id to the next section.
fn section<'p>(page: &'p str, id: &str) -> &'p str {
    let (_, after) = page.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id} in {page}"));
    after.split("<section class=\"panel\"").next().unwrap_or_default()
}

fn hidden(page: &str, name: &str) -> String {
    let (_, after) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden field");
    after.split('"').next().unwrap_or_default().to_owned()
}

/// Makes the actor an account of the store, so that others find them as a leader.
async fn entered(town: &Town, actor: &Actor) {
    let (account, actor) = (actor.account, actor.clone());
    let write = town.app.cx.db.write(move |tx| {
        let [person, unit] = [actor.person.to_string(), actor.unit.to_string()];
        let id = account.to_string();
        tx.execute(
            "INSERT INTO persons (id, name, initials, unit_id, position) VALUES ($1, $2, '', $3, '')",
            bangdu::params![person, actor.name.clone(), unit],
        )?;
        tx.execute(
            "INSERT INTO accounts (id, name, person_id, state, taken, second_factor)
             VALUES ($1, $1, $2, 'active', $3, $3)",
            bangdu::params![id.clone(), person, true],
        )?;
        for grant in &actor.grants {
            tx.execute(
                "INSERT INTO grants (account_id, role, scope_id, until_on) VALUES ($1, $2, $3, NULL)",
                bangdu::params![id.clone(), grant.role.code(), grant.scope],
            )?;
        }
        Ok::<_, DbError>(())
    });
    write.await.unwrap();
}

#[tokio::test]
async fn a_leader_writes_and_sees_it_wait_until_the_office_registers_it() {
    for town in Town::on_each_engine() {
        let leader = Actor { name: "康丽荣".into(), ..town.actor(Role::Leader, town.housing, town.city) };
        let (_, desk) = town.get(&leader, "/").await;
        assert!(desk.contains("href=\"/instructions/new\"") && desk.contains("作出批示"), "{desk}");
        let (status, form) = town.get(&leader, "/instructions/new").await;
        assert_eq!(status, StatusCode::OK);
        assert!(form.contains("<p>市政府督查室</p>"), "their own government's office, and no choice: {form}");
        assert!(form.contains("value=\"act\" checked"), "an instruction to act is what it mostly is");

        let id = hidden(&form, "id");
        let typed = [("id", &*id), ("kind", "act"), ("text", TEXT), ("title", "两所学校施工许可")];
        let (status, _, again) = town.post(&leader, "/instructions/new", &typed).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.contains(TEXT) && again.contains("勾选"), "nothing typed is lost: {again}");
        let whole = [&typed[..], &[("lead", "市住建局"), ("deadline", "12月底"), ("not_classified", "yes")]];
        let whole = whole.concat();
        let (status, to, _) = town.post(&leader, "/instructions/new", &whole).await;
        assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/matters/{id}")));
        let (_, to, _) = town.post(&leader, "/instructions/new", &whole).await;
        assert_eq!(to, format!("/matters/{id}"), "sent twice, it is written once");

        let (_, desk) = town.get(&leader, "/").await;
        let mine = section(&desk, "mine");
        assert!(mine.contains("两所学校施工许可") && mine.contains("待立项"), "{mine}");
        assert!(mine.contains(TEXT), "{mine}");
        let (_, list) =
            town.get(&leader, &format!("/matters?author={}&show=unfinished", leader.person)).await;
        assert!(list.contains("两所学校施工许可"));
        let (_, page) = town.get(&leader, &format!("/matters/{id}")).await;
        assert!(page.contains("作出批示（批办性）") && page.contains("待立项"), "{page}");
        let other = town.actor(Role::Leader, town.housing, town.city);
        assert_eq!(town.get(&other, &format!("/matters/{id}")).await.0, StatusCode::NOT_FOUND);
        assert!(!town.get(&other, "/").await.1.contains("两所学校施工许可"));

        let drafter = town.drafter();
        let (_, desk) = town.get(&drafter, "/").await;
        assert!(section(&desk, "instructions").contains("两所学校施工许可"), "新批示: {desk}");
        let (_, edit) = town.get(&drafter, &format!("/matters/{id}/edit")).await;
        assert!(
            edit.contains("原文不得改动") && !edit.contains("<textarea id=\"instruction_text\""),
            "{edit}"
        );
        let draft: Vec<(String, String)> =
            ["source", "basis", "instruction_kind", "author", "instruction_on"]
                .into_iter()
                .map(|name| (name.to_owned(), hidden(&edit, name)))
                .collect();
        let edited = |text: &str| {
            let mut fields = draft.clone();
            let more = [
                ("instruction_text", text),
                ("title", "两所学校施工许可历史遗留问题"),
                ("kind", "problem"),
                ("urgency", "general"),
                ("requirement", "核发许可"),
                ("not_classified", "yes"),
                ("then", "submit"),
            ];
            fields.extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
            fields.push(("version".to_owned(), hidden(&edit, "version")));
            fields
        };
        let path = format!("/matters/{id}/edit");
        let changed = edited("请市住建局酌情处理");
        let changed: Vec<(&str, &str)> = changed.iter().map(|(n, v)| (&**n, &**v)).collect();
        let (status, _, page) = town.post(&drafter, &path, &changed).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("批示原文不得改动"), "{page}");
        let kept = edited(TEXT);
        let kept: Vec<(&str, &str)> = kept.iter().map(|(n, v)| (&**n, &**v)).collect();
        let (status, _, page) = town.post(&drafter, &path, &kept).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");

        let id: MatterId = id.parse().unwrap();
        town.act(&town.head(), id, Command::Approve).await.unwrap();
        let m = town.matter(id).await.unwrap();
        let Basis::Instruction(written) = &m.origin.basis else { panic!("an instruction") };
        assert_eq!((written.author_id, &*written.text), (Some(leader.person), TEXT));
        let (_, page) = town.get(&leader, &format!("/matters/{id}")).await;
        assert!(page.contains("已立项"), "registered, given to nobody yet, and the author still sees it");
        let (_, assign) = town.get(&town.staff(), &format!("/matters/{id}/assign")).await;
        assert!(assign.contains("value=\"市住建局\""), "the unit that the leader proposed: {assign}");
    }
}

#[tokio::test]
async fn an_instruction_about_a_matter_is_told_on_both_pages_and_invents_no_past() {
    for town in Town::on_each_engine() {
        let leader = town.actor(Role::Leader, town.housing, town.city);
        let first = town.assigned("滨海大道管线迁改", town.housing, Deadline::On(date(2026, 12, 31))).await;
        let before = town.matter(first).await.unwrap();
        let (_, page) = town.get(&leader, &format!("/matters/{first}")).await;
        let address = format!("/instructions/new?about={first}");
        assert!(page.contains(&format!("href=\"{address}\"")), "{page}");
        let (_, form) = town.get(&leader, &address).await;
        assert!(form.contains("关于“滨海大道管线迁改”的批示"), "{form}");
        let id = hidden(&form, "id");
        let about = first.to_string();
        let fields = [
            ("id", &*id),
            ("about", &*about),
            ("kind", "act"),
            ("text", "请加快进度"),
            ("title", "关于管线迁改的批示"),
            ("not_classified", "yes"),
        ];
        assert_eq!(town.post(&leader, "/instructions/new", &fields).await.0, StatusCode::SEE_OTHER);
        assert_eq!(town.matter(first).await.unwrap(), before, "the matter that it is about stays as it was");
        let (_, page) = town.get(&town.staff(), &format!("/matters/{first}")).await;
        assert!(page.contains("对本事项的批示") && page.contains(&id), "{page}");
        let (_, page) = town.get(&town.staff(), &format!("/matters/{id}")).await;
        assert!(page.contains("所涉事项") && page.contains("滨海大道管线迁改"), "{page}");
        let liaison = town.actor(Role::Liaison, town.housing, town.housing);
        let (_, page) = town.get(&liaison, &format!("/matters/{first}")).await;
        assert!(!page.contains("关于管线迁改的批示"), "a draft is the office's and the author's");

        let elsewhere = town.actor(Role::Leader, town.county, town.county);
        assert_eq!(town.get(&elsewhere, &address).await.0, StatusCode::NOT_FOUND);
        for who in [town.staff(), liaison] {
            assert_eq!(town.get(&who, "/instructions/new").await.0, StatusCode::FORBIDDEN);
            assert!(!town.get(&who, "/").await.1.contains("/instructions/new"));
            assert!(!town.get(&who, &format!("/matters/{first}")).await.1.contains("/instructions/new"));
        }
    }
}

#[tokio::test]
async fn a_secretary_enters_it_for_the_leader_they_serve_alone() {
    for town in Town::on_each_engine() {
        let leader = Actor { name: "康丽荣".into(), ..town.actor(Role::Leader, town.housing, town.city) };
        let county = Actor { name: "何县长".into(), ..town.actor(Role::Leader, town.county, town.county) };
        entered(&town, &leader).await;
        entered(&town, &county).await;
        let secretary = Actor {
            account: AccountId(bangdu::cx::new_id()),
            name: "苏泽敏".into(),
            grants: vec![Grant::of(Role::Secretary, town.housing)],
            ..town.actor(Role::Secretary, town.housing, town.city)
        };
        let (status, form) = town.get(&secretary, "/instructions/new").await;
        assert_eq!(status, StatusCode::OK);
        assert!(form.contains("康丽荣") && !form.contains("何县长"), "{form}");
        let id = hidden(&form, "id");
        let fields = [
            ("id", &*id),
            ("kind", "guide"),
            ("text", "要统筹考虑"),
            ("title", "老旧小区改造"),
            ("not_classified", "yes"),
        ];
        assert_eq!(town.post(&secretary, "/instructions/new", &fields).await.0, StatusCode::SEE_OTHER);
        for who in [&leader, &secretary] {
            let (_, desk) = town.get(who, "/").await;
            assert!(section(&desk, "mine").contains("老旧小区改造"), "{}", who.name);
        }
        let (_, page) = town.get(&town.staff(), &format!("/matters/{id}")).await;
        assert!(page.contains("代康丽荣录入批示") && page.contains("代为录入"), "{page}");
        assert_eq!(town.get(&county, &format!("/matters/{id}")).await.0, StatusCode::NOT_FOUND);
    }
}
