//! Stories of what the public is told: two people, field by field, and nothing else leaves the house.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu::{
    app::rooms,
    board::{
        act,
        copy::{Files, Manner, files, public},
    },
    journal::{self, verify::verify},
};
use bangdu_core::{
    board::{
        Field, PublicId,
        page::Copy,
        publication::{Publication, PublicationCommand, Wanted},
    },
    calendar::Deadline,
    ids::MatterId,
    matters::{
        Basis, Blocker, Command, HelpKind, Indicator, MatterKind, Milestone, NewHelp, NewReport, Part, Rate,
        Source,
    },
    people::{Actor, Role},
};
use jiff::civil::date;
use std::collections::BTreeSet;

impl Town {
    fn office_head(&self) -> Actor {
        self.actor(Role::OfficeHead, self.office, self.office)
    }

    fn copies(&self) -> Vec<Copy> {
        public(&self.app).unwrap()
    }

    /// The public copy's files.
    fn published(&self) -> Files {
        files(&self.copies(), &Manner::default()).unwrap()
    }

    async fn publication(&self, id: MatterId) -> Option<Publication> {
        self.app.cx.db.read(move |tx| bangdu::board::store::get(tx, id)).await.unwrap()
    }

    async fn propose(&self, id: MatterId, fields: Vec<Wanted>) -> Publication {
        self.ask(&self.staff(), id, PublicationCommand::Propose { public: address(id), fields }).await
    }

    async fn agree(&self, id: MatterId, agreed: Vec<Field>) -> Publication {
        self.ask(&self.office_head(), id, PublicationCommand::Decide { agreed, refused: vec![] }).await
    }

    async fn ask(&self, who: &Actor, id: MatterId, command: PublicationCommand) -> Publication {
        let acted = self.app.change(who, move |tx, around| act::change(tx, &around, id, &command, None));
        acted.await.unwrap().publication
    }

    /// Proposed by the staff and agreed to by the head, as far as `agreed` goes.
    async fn publish(&self, id: MatterId, fields: Vec<Wanted>, agreed: Vec<Field>) {
        self.propose(id, fields).await;
        self.agree(id, agreed).await;
    }
}

fn address(id: MatterId) -> PublicId {
    let bytes = id.0.into_bytes();
    PublicId::of(std::array::from_fn(|n| bytes[n + 6] ^ 0x33))
}

fn text(field: Field, text: &str) -> Wanted {
    Wanted { field, text: text.to_owned(), kept: false }
}

fn kept(field: Field) -> Wanted {
    Wanted { field, text: String::new(), kept: true }
}

fn due() -> Deadline {
    Deadline::On(date(2026, 12, 31))
}

fn whole(files: &Files) -> String {
    files.iter().map(|(path, bytes)| format!("{path}\n{}\n", String::from_utf8_lossy(bytes))).collect()
}

#[tokio::test]
async fn what_the_staff_proposes_is_public_once_the_head_has_agreed_to_each_field() {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼（内部）", town.housing, due()).await;
    let (staff, head) = (town.staff(), town.office_head());
    let at = format!("/matters/{id}/publication");
    let (status, page) = town.get(&staff, &at).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("value=\"实验小学教学楼（内部）\"") && page.contains("未公示"), "{page}");

    let typed = [
        ("version", "0"),
        ("name", "实验小学教学楼"),
        ("place", "丰泽区东海街道"),
        ("person", "陈志强"),
        ("due", "kept"),
        ("phone", "0595-22281234"),
    ];
    let preview = [&typed[..], &[("then", "preview")]].concat();
    let (status, _, page) = town.post(&staff, &at, &preview).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("丰泽区东海街道</dd>") && page.contains("2026年12月31日</dd>"), "{page}");
    assert!(!page.contains("陈志强</dd>"), "a name is shown only where it is ticked");
    assert!(town.publication(id).await.is_none(), "a preview keeps nothing");

    let (status, to, _) = town.post(&staff, &at, &typed).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, at.as_str()));
    assert_eq!(town.copies(), []);
    let (_, list) = town.get(&head, "/publications?stand=waiting").await;
    assert!(list.contains("待审批4项") && list.contains("实验小学教学楼（内部）"), "{list}");

    let decision = format!("{at}/decision");
    let yes =
        [("version", "1"), ("name_decision", "agree"), ("place_decision", "refuse"), ("place_reason", " ")];
    let (status, _, page) = town.post(&staff, &decision, &yes).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(page.contains("督查室负责人"), "who may is told: {page}");
    let (status, _, page) = town.post(&head, &decision, &yes).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("请填写理由") && page.contains("value=\"agree\" checked"), "{page}");
    let (status, _, page) = town.post(&head, &decision, &[("version", "1")]).await;
    assert!(status == StatusCode::CONFLICT && page.contains("逐项"), "{page}");
    let yes = [&yes[..3], &[("place_reason", "地点有误")]].concat();
    assert_eq!(town.post(&head, &decision, &yes).await.0, StatusCode::SEE_OTHER);
    assert_eq!(
        town.post(&head, &decision, &yes).await.0,
        StatusCode::CONFLICT,
        "a stale page changes nothing"
    );

    let [Copy::Page(public)] = &town.copies()[..] else { panic!("one page") };
    assert_eq!(public.lines.iter().map(|(field, _)| *field).collect::<Vec<_>>(), [Field::Name]);
    let (_, page) = town.get(&staff, &at).await;
    assert!(page.contains("地点有误") && page.contains("公示中") && page.contains("待审批2项"), "{page}");
    assert!(page.contains("同意公示：名称"), "the record is told");
    let report = verify(&town.app.cx.db, &rooms(), None).unwrap();
    assert!(report.ok, "{report:?}");
}

#[tokio::test]
async fn who_proposed_a_field_does_not_agree_to_it() {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼", town.housing, due()).await;
    let (head, other) = (town.office_head(), town.office_head());
    let at = format!("/matters/{id}/publication");
    assert_eq!(town.post(&head, &at, &[("name", "实验小学")]).await.0, StatusCode::SEE_OTHER);
    let (_, page) = town.get(&head, &at).await;
    assert!(page.contains("由您本人提请") && !page.contains("name_decision"), "{page}");
    let yes = [("name_decision", "agree")];
    let (status, _, page) = town.post(&head, &format!("{at}/decision"), &yes).await;
    assert!(status == StatusCode::CONFLICT && page.contains("请由督查室其他负责人审批"), "{page}");
    assert_eq!(town.post(&other, &format!("{at}/decision"), &yes).await.0, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_does_not_publish_learns_nothing() {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼", town.housing, due()).await;
    town.propose(id, vec![text(Field::Name, "实验小学")]).await;
    let at = format!("/matters/{id}/publication");
    let liaison = town.actor(Role::Liaison, town.housing, town.housing);
    for (who, expected) in [
        (town.county_staff(), StatusCode::NOT_FOUND),
        (town.actor(Role::SystemAdministrator, town.city, town.city), StatusCode::NOT_FOUND),
        (liaison, StatusCode::FORBIDDEN),
        (town.drafter(), StatusCode::FORBIDDEN),
    ] {
        assert_eq!(town.get(&who, &at).await.0, expected);
        for (path, fields) in [
            (at.clone(), [("name", "别的")]),
            (format!("{at}/preview"), [("name", "别的")]),
            (format!("{at}/decision"), [("name_decision", "agree")]),
            (format!("{at}/withdrawal"), [("reason", "不该撤")]),
        ] {
            assert_eq!(town.post(&who, &path, &fields).await.0, expected, "{path}");
        }
        assert_eq!(town.get(&who, &format!("/matters/{id}/board")).await.0, StatusCode::NOT_FOUND);
    }
    let (_, list) = town.get(&town.county_staff(), "/publications").await;
    assert!(list.contains("暂无公示"), "another office's publications are not in the list");
    assert_eq!(
        town.get(&town.actor(Role::Liaison, town.housing, town.housing), "/publications").await.0,
        StatusCode::FORBIDDEN
    );
    assert!(town.publication(id).await.unwrap().agreed.is_empty());
}

#[tokio::test]
async fn a_page_taken_down_says_only_that() {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼", town.housing, due()).await;
    let fields = vec![text(Field::Name, "实验小学"), text(Field::Place, "东海街道")];
    town.publish(id, fields, vec![Field::Name, Field::Place]).await;
    let path = format!("p/{}/index.html", address(id));
    let index = |files: &Files| String::from_utf8(files["index.html"].clone()).unwrap();
    let before = town.published();
    assert!(index(&before).contains("实验小学"));
    let (status, sheet) = town.get(&town.staff(), &format!("/matters/{id}/board")).await;
    assert!(status == StatusCode::OK && sheet.contains("项目公示牌") && sheet.contains("未设置公示网址"));
    let at = format!("/matters/{id}/publication/withdrawal");
    assert_eq!(town.post(&town.staff(), &at, &[("reason", "")]).await.0, StatusCode::CONFLICT);
    assert_eq!(town.post(&town.staff(), &at, &[("reason", "内容有误")]).await.0, StatusCode::SEE_OTHER);
    let after = town.published();
    let page = String::from_utf8(after[&path].clone()).unwrap();
    assert!(page.contains("该公示已撤下") && !page.contains("<form"), "{page}");
    for gone in ["实验小学", "东海街道", "内容有误"] {
        assert!(!whole(&after).contains(gone), "{gone}");
    }
    assert_eq!(town.get(&town.staff(), &format!("/matters/{id}/board")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_same_store_makes_the_same_bytes_and_says_nothing_of_who_made_them() {
    let town = Town::build();
    for title in ["一号楼", "二号楼"] {
        let id = town.assigned(title, town.housing, due()).await;
        let fields = vec![text(Field::Name, title), kept(Field::Due), kept(Field::Rate)];
        town.publish(id, fields, vec![Field::Name, Field::Due, Field::Rate]).await;
    }
    let before = town.published();
    town.app.cx.clock.advance(40 * 86_400_000);
    assert_eq!(town.published(), before);
    assert_eq!(before["robots.txt"], b"User-agent: *\nDisallow: /\n");
    let all = whole(&before);
    assert!(
        !all.contains(env!("CARGO_PKG_VERSION")) && !all.contains("<script") && !all.contains("style=\"")
    );
    for link in all.split(" href=\"").skip(1).chain(all.split(" action=\"").skip(1)) {
        let link = link.split('"').next().unwrap();
        let own = matches!(link, "../../" | "../../style.css" | "style.css" | "clue" | "data:,");
        assert!(own || link.starts_with("p/"), "a link leads elsewhere: {link}");
    }
}

/// A matter whose every internal word is marked, and whose dates and figures are like no others.
async fn full_of_secrets(town: &Town) -> MatterId {
    let mut draft = town.draft_of(town.office, "机密名称");
    draft.kind = MatterKind::Project;
    draft.requirement = "机密要求".into();
    draft.origin.source = Source::Superior;
    draft.origin.basis = Basis::Document { document: "机密依据".into(), scan: None };
    draft.deadline = Some(Deadline::On(date(2031, 7, 19)));
    let id = draft.id;
    let lead = bangdu_core::ids::AssignmentId(bangdu::cx::new_id());
    let share = |id, unit, part, task: &str| bangdu_core::matters::NewAssignment {
        id,
        unit,
        part,
        task: task.into(),
        deadline: None,
    };
    let other = bangdu_core::ids::AssignmentId(bangdu::cx::new_id());
    let step =
        |name: &str, on, target| Milestone { name: name.into(), on, target: Rate(target), reached: None };
    let liaison = town.actor(Role::Liaison, town.housing, town.housing);
    let (drafter, staff) = (town.drafter(), town.staff());
    let report = NewReport {
        assignment: lead,
        text: "机密进展".into(),
        rate: Some(Rate(3_713)),
        problem: "机密问题".into(),
        cause: "机密成因".into(),
        blocker: Some(Blocker::Land),
        next_step: "机密下步".into(),
        needs: "机密需求".into(),
        indicators: vec![(0, 1_234_567)],
        reached: vec![0],
        files: vec![],
        corrects: false,
    };
    let help = NewHelp {
        kind: HelpKind::Guidance,
        text: "机密求助".into(),
        blocker: None,
        helper: Some(town.county_housing),
    };
    let told: Vec<(&Actor, Command)> = vec![
        (&drafter, Command::Draft(Box::new(draft))),
        (&drafter, Command::Submit),
        (&staff, Command::Submit),
        (
            &staff,
            Command::Assign(vec![
                share(lead, town.housing, Part::Lead, "机密分工甲"),
                share(other, town.county_housing, Part::Responsible, "机密分工乙"),
            ]),
        ),
        (&liaison, Command::SignFor { assignment: lead }),
        (
            &staff,
            Command::Plan {
                milestones: vec![
                    step("机密节点一", date(2029, 2, 3), 1_111),
                    step("机密节点二", date(2031, 7, 18), 10_000),
                ],
                indicators: vec![Indicator {
                    name: "机密指标".into(),
                    measure: "机密单位".into(),
                    goal: 7_654_321,
                    done: 0,
                }],
            },
        ),
        (&liaison, Command::Report(Box::new(report))),
        (&liaison, Command::AskHelp(Box::new(help))),
        (&staff, Command::Urge { text: "机密催办".into(), answer_by: None }),
        (
            &liaison,
            Command::AskExtension {
                until: date(2032, 1, 9),
                reason: "机密理由".into(),
                progress: "机密情况".into(),
            },
        ),
    ];
    for (who, command) in told {
        let approves = matches!(command, Command::Submit) && who.person == staff.person;
        if approves {
            town.act(&town.head(), id, Command::Approve).await.unwrap();
        } else {
            town.act(who, id, command).await.unwrap();
        }
    }
    id
}

/// Every word, id and number that stands in the matter, its publication and their records.
async fn internal_words(town: &Town, id: MatterId) -> BTreeSet<String> {
    fn leaves(value: &serde_json::Value, into: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::String(text) => drop(into.insert(text.clone())),
            serde_json::Value::Array(all) => all.iter().for_each(|one| leaves(one, into)),
            serde_json::Value::Object(all) => all.values().for_each(|one| leaves(one, into)),
            serde_json::Value::Number(number) => drop(into.insert(number.to_string())),
            _ => {}
        }
    }
    let mut words = BTreeSet::new();
    leaves(&serde_json::to_value(town.matter(id).await.unwrap()).unwrap(), &mut words);
    let streams = [format!("matter/{id}"), format!("publication/{id}")];
    for stream in streams {
        let entries = town.app.cx.db.read(move |tx| journal::entries(tx, &stream)).await.unwrap();
        for entry in entries {
            leaves(&serde_json::from_str(&entry.payload).unwrap(), &mut words);
            words.insert(entry.actor);
        }
    }
    let people = ["林晓梅", "市住建局", "惠安县住建局", "市政府督查室", "泉州市人民政府", "督查立项"];
    words.extend(people.map(str::to_owned));
    // Codes such as "lead" are words of HTML too, and short numbers stand everywhere; the marked ones don't.
    words
        .retain(|word| !word.is_ascii() || word.len() >= 7 && word.bytes().any(|byte| byte.is_ascii_digit()));
    words
}

#[tokio::test]
async fn nothing_that_was_not_agreed_to_leaves_the_house_field_by_field() {
    let town = Town::build();
    let id = full_of_secrets(&town).await;
    let mark = |field: Field| format!("公开{}", field.code());
    let wanted: Vec<Wanted> = Field::ALL
        .iter()
        .map(|field| if field.is_told() { kept(*field) } else { text(*field, &mark(*field)) })
        .collect();
    // Proposed and waiting, all of it; agreed to, the name alone.
    town.publish(id, wanted.clone(), vec![Field::Name]).await;
    let secrets = internal_words(&town, id).await;
    assert!(secrets.len() > 40, "{secrets:?}");
    let seen: Vec<&String> = secrets
        .iter()
        .filter(|word| whole(&town.published()).contains(word.as_str()))
        .filter(|word| **word != mark(Field::Name) && **word != address(id).to_string())
        .collect();
    assert_eq!(seen, Vec::<&String>::new());

    // What shows that a field is told, in words that nothing else has.
    let shows = |field: Field| match field {
        Field::Due => "2031年7月19日".to_owned(),
        Field::Rate => "37.1%".to_owned(),
        Field::Steps => "机密节点二".to_owned(),
        field => mark(field),
    };
    for field in Field::ALL.iter().copied().filter(|field| *field != Field::Name) {
        let before = whole(&town.published());
        assert!(!before.contains(&shows(field)), "{field:?} shows before anybody agreed to it");
        town.agree(id, vec![field]).await;
        assert!(whole(&town.published()).contains(&shows(field)), "{field:?}");
        let agreed = town.publication(id).await.unwrap();
        let public: BTreeSet<String> = agreed.agreed.iter().map(|agreed| shows(agreed.shown.field)).collect();
        let all = whole(&town.published());
        let leaked: Vec<&String> = secrets
            .iter()
            .filter(|word| all.contains(word.as_str()))
            .filter(|word| !public.contains(*word) && **word != address(id).to_string())
            // The plan's points are agreed to together.
            .filter(|word| !(agreed.agreed(Field::Steps).is_some() && word.starts_with("机密节点")))
            .collect();
        assert_eq!(leaked, Vec::<&String>::new(), "after {field:?}");
    }

    // Each taken off again, and gone at once.
    for field in Field::ALL.iter().copied().filter(|field| *field != Field::Name) {
        let rest = wanted.iter().filter(|wanted| wanted.field != field).cloned().collect::<Vec<_>>();
        town.propose(id, rest).await;
        assert!(!whole(&town.published()).contains(&shows(field)), "{field:?}");
        town.propose(id, wanted.clone()).await;
        assert!(!whole(&town.published()).contains(&shows(field)), "{field:?} waits for a new yes");
        town.agree(id, vec![field]).await;
    }
}

/// Ten public pages waited for the head, and nothing on the desk said so; each field asked for a press of its own.
#[tokio::test]
async fn what_waits_for_approval_stands_on_the_desk_and_is_agreed_to_with_one_press() {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼", town.housing, due()).await;
    let (staff, head) = (town.staff(), town.office_head());
    assert!(!town.get(&head, "/").await.1.contains("待审批的公示"));
    town.propose(id, vec![text(Field::Name, "实验小学教学楼"), text(Field::Place, "丰泽区东海街道")]).await;
    let (_, desk) = town.get(&head, "/").await;
    let at = format!("/matters/{id}/publication");
    assert!(desk.contains("待审批的公示") && desk.contains(&format!("href=\"{at}\"")), "{desk}");
    assert!(desk.contains("2项内容待审批"), "{desk}");
    for other in [&staff, &town.county_staff()] {
        assert!(!town.get(other, "/").await.1.contains("待审批的公示"));
    }
    let (_, page) = town.get(&head, &at).await;
    assert!(page.contains("全部同意"), "{page}");
    let (status, ..) =
        town.post(&head, &format!("{at}/decision"), &[("version", "1"), ("all", "agree")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let publication = town.publication(id).await.unwrap();
    assert!(publication.waiting.is_empty() && publication.is_public());
    assert!(!town.get(&head, "/").await.1.contains("待审批的公示"));
}
