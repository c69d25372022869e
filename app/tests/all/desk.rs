//! Stories of the list, drafts, the desk, campaigns, settings and the journal, as a browser sees them.

use crate::engines::{TestStore, sqlite};
use axum::{
    Extension, Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use bangdu::{
    act::ActError,
    app::App,
    clock::Clock,
    config::Given,
    cx::{Cx, new_id},
    matters::{self, act::act},
    people::act::{By, units},
    web::{error::dress, session::Visitor},
};
use bangdu_core::{
    calendar::Deadline,
    ids::{AccountId, AssignmentId, MatterId, PersonId, UnitId},
    instant::Instant,
    matters::{
        Basis, Command, DraftMatter, Matter, MatterKind, NewAssignment, Origin, Part, Source, State, Urgency,
    },
    people::{Actor, Grant, Level, Role, UnitForm, UnitKind},
};
use jiff::civil::date;
use tower::ServiceExt;

/// 2026-11-03 09:00 in China.
const NOW: Instant = Instant(1_793_667_600_000);

/// A city with one county, each with an office and a bureau.
struct Town {
    _store: TestStore,
    app: App,
    city: UnitId,
    office: UnitId,
    housing: UnitId,
    county: UnitId,
    county_office: UnitId,
    county_housing: UnitId,
}

impl Town {
    fn build() -> Town {
        let store = sqlite();
        let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
        let given = Given { data: Some(store.outside()), ..Given::default() };
        let app = App::new(cx, given.check().unwrap());
        let [city, office, housing, county, county_office, county_housing] =
            [(); 6].map(|()| UnitId(new_id()));
        let town = Town { _store: store, app, city, office, housing, county, county_office, county_housing };
        town.found(city, UnitKind::Government, "泉州市人民政府", Level::City, None);
        town.found(office, UnitKind::Office, "市政府督查室", Level::City, Some(city));
        town.found(housing, UnitKind::Department, "市住建局", Level::City, Some(city));
        town.found(county, UnitKind::Government, "惠安县人民政府", Level::County, Some(city));
        town.found(county_office, UnitKind::Office, "惠安县政府督查室", Level::County, Some(county));
        town.found(county_housing, UnitKind::Department, "惠安县住建局", Level::County, Some(county));
        town
    }

    fn found(&self, id: UnitId, kind: UnitKind, name: &str, level: Level, parent: Option<UnitId>) {
        let office = kind == UnitKind::Office;
        let series = office.then(|| if level == Level::City { "督查立项" } else { "惠督立项" }.to_owned());
        let form = UnitForm { kind, is_office: office, series, ..UnitForm::department(name, level, parent) };
        let (by, directories) = (By::operator(&self.app.cx), self.app.directories.clone());
        self.app
            .cx
            .db
            .write_blocking(move |tx| units::found(tx, &directories, &by, id, form.clone()))
            .unwrap();
    }

    fn actor(&self, role: Role, scope: UnitId, unit: UnitId) -> Actor {
        Actor {
            account: AccountId(new_id()),
            person: PersonId(new_id()),
            name: "林晓梅".into(),
            unit,
            grants: vec![Grant::of(role, scope)],
        }
    }

    fn drafter(&self) -> Actor {
        self.actor(Role::Drafter, self.office, self.office)
    }

    fn head(&self) -> Actor {
        self.actor(Role::GovernmentHead, self.city, self.city)
    }

    fn staff(&self) -> Actor {
        self.actor(Role::OfficeStaff, self.office, self.office)
    }

    fn county_staff(&self) -> Actor {
        self.actor(Role::OfficeStaff, self.county_office, self.county_office)
    }

    async fn act(&self, actor: &Actor, id: MatterId, command: Command) -> Result<Matter, ActError> {
        let done = self.app.change(actor, move |tx, around| act(tx, around, id, &command, None)).await?;
        Ok(done.matter)
    }

    fn draft_of(&self, office: UnitId, title: &str) -> DraftMatter {
        DraftMatter {
            id: MatterId(new_id()),
            kind: MatterKind::Task,
            title: title.into(),
            requirement: String::new(),
            origin: Origin {
                source: Source::Decision,
                basis: Basis::Document { document: "2026年任务分解表".into(), scan: None },
            },
            office,
            campaign: None,
            urgency: Urgency::General,
            deadline: Some(Deadline::On(date(2026, 12, 31))),
            layer: None,
            not_classified: true,
        }
    }

    /// A draft of the city's office, handed in.
    async fn submitted(&self, drafter: &Actor, title: &str) -> MatterId {
        let draft = self.draft_of(self.office, title);
        let id = draft.id;
        self.act(drafter, id, Command::Draft(Box::new(draft))).await.unwrap();
        self.act(drafter, id, Command::Submit).await.unwrap();
        id
    }

    /// A matter of the city's office, registered and sent to `lead`.
    async fn assigned(&self, title: &str, lead: UnitId, deadline: Deadline) -> MatterId {
        let (drafter, mut draft) = (self.drafter(), self.draft_of(self.office, title));
        draft.deadline = Some(deadline);
        let id = draft.id;
        self.act(&drafter, id, Command::Draft(Box::new(draft))).await.unwrap();
        self.act(&drafter, id, Command::Submit).await.unwrap();
        self.act(&self.head(), id, Command::Approve).await.unwrap();
        let share = NewAssignment {
            id: AssignmentId(new_id()),
            unit: lead,
            part: Part::Lead,
            task: String::new(),
            deadline: None,
        };
        self.act(&self.staff(), id, Command::Assign(vec![share])).await.unwrap();
        id
    }

    fn router(&self, actor: &Actor) -> Router {
        let visitor = Visitor { actor: actor.clone(), unit: "督查室".into() };
        Router::new()
            .merge(matters::listing::router())
            .merge(matters::drafting::router())
            .with_state(self.app.clone())
            .layer(axum::middleware::from_fn(dress))
            .layer(Extension(visitor.clone()))
    }

    async fn get(&self, actor: &Actor, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let (status, _, page) = read(self.router(actor).oneshot(request).await.unwrap()).await;
        (status, page)
    }

    async fn post(&self, actor: &Actor, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        read(self.router(actor).oneshot(request).await.unwrap()).await
    }

    async fn matter(&self, id: MatterId) -> Option<Matter> {
        self.app.cx.db.read(move |tx| matters::store::get(tx, id)).await.unwrap()
    }
}

async fn read(answer: Response<Body>) -> (StatusCode, String, String) {
    let status = answer.status();
    let to = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, to.unwrap_or_default(), String::from_utf8(body.to_vec()).unwrap())
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The titles of a list's rows, in order.
fn titles(page: &str) -> Vec<String> {
    let rows = page.split("<th scope=\"row\" class=\"title\"><a href=\"").skip(1);
    rows.filter_map(|row| Some(row.split_once('>')?.1.split_once("</a>")?.0.to_owned())).collect()
}

fn next_page(page: &str) -> Option<String> {
    let link = page.split("href=\"").find(|link| link.contains("after=") && link.contains("下一页"))?;
    Some(link.split('"').next()?.replace("&amp;", "&").replace("&#38;", "&"))
}

#[tokio::test]
async fn paging_through_120_matters_shows_each_once_in_the_order_of_deadlines() {
    let town = Town::build();
    for n in 0..120 {
        let due = Deadline::On(date(2026, 12, 1 + (n % 28) as i8));
        town.assigned(&format!("事项{n:03}"), town.housing, due).await;
    }
    let staff = town.staff();
    for start in ["/matters", "/matters?sort=changed"] {
        let (mut seen, mut next) = (Vec::new(), Some(start.to_owned()));
        while let Some(path) = next {
            let (status, page) = town.get(&staff, &path).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains("共120项"), "the count is kept on every page");
            seen.extend(titles(&page));
            next = next_page(&page);
        }
        assert_eq!(seen.len(), 120, "{start}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 120, "{start}: none twice");
    }
}

#[tokio::test]
async fn filters_narrow_the_list_and_each_has_a_chip_that_takes_it_off() {
    let town = Town::build();
    let soon = Deadline::On(date(2026, 11, 5));
    let late = Deadline::On(date(2027, 6, 30));
    town.assigned("滨海大道管线迁改", town.housing, soon).await;
    town.assigned("实验小学施工许可", town.county_housing, late).await;
    let staff = town.staff();
    for (path, found) in [
        ("/matters?q=%E6%BB%A8%E6%B5%B7", vec!["滨海大道管线迁改"]),
        ("/matters?unit=%E6%83%A0%E5%AE%89%E5%8E%BF%E4%BD%8F%E5%BB%BA%E5%B1%80", vec!["实验小学施工许可"]),
        ("/matters?due=week", vec!["滨海大道管线迁改"]),
        ("/matters?light=yellow", vec!["滨海大道管线迁改"]),
        ("/matters?state=assigned&kind=task&source=decision", vec!["滨海大道管线迁改", "实验小学施工许可"]),
        ("/matters?state=closed", vec![]),
        ("/matters?kind=problem", vec![]),
    ] {
        let (_, page) = town.get(&staff, path).await;
        assert_eq!(titles(&page), found, "{path}");
    }
    let (_, page) = town.get(&staff, "/matters?state=assigned&light=green").await;
    assert!(
        page.contains("href=\"/matters?light=green\"") && page.contains("href=\"/matters?state=assigned\"")
    );
    let (_, page) = town.get(&staff, "/matters?unit=%E4%BD%8F%E5%BB%BA").await;
    assert!(
        page.contains("未能确定是哪个单位") && page.contains("惠安县住建局"),
        "住建 could be two bureaus"
    );
}

#[tokio::test]
async fn a_county_office_sees_its_county_only_in_the_list_and_in_the_counts() {
    let town = Town::build();
    let due = Deadline::On(date(2026, 12, 31));
    town.assigned("市里的事", town.housing, due).await;
    town.assigned("县里的事", town.county_housing, due).await;
    let (_, page) = town.get(&town.county_staff(), "/matters").await;
    assert_eq!(titles(&page), ["县里的事"]);
    assert!(page.contains("共1项"));
    let (_, page) = town.get(&town.county_staff(), "/matters/summary").await;
    assert_eq!(titles(&page), ["惠安县住建局"]);
    let (_, page) = town.get(&town.staff(), "/matters/summary").await;
    assert_eq!(titles(&page).len(), 2);
    let nobody = town.actor(Role::SystemAdministrator, town.city, town.city);
    let (_, page) = town.get(&nobody, "/matters").await;
    assert!(titles(&page).is_empty() && page.contains("暂无督查事项"));
}

fn typed<'a>(title: &'a str, deadline: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("kind", "task"),
        ("title", title),
        ("source", "instruction"),
        ("basis", "instruction"),
        ("instruction_kind", "act"),
        ("author", "陈市长"),
        ("instruction_text", "请住建局抓紧办理。"),
        ("instruction_on", "2026-11-01"),
        ("urgency", "general"),
        ("deadline", deadline),
        ("not_classified", "yes"),
    ]
}

#[tokio::test]
async fn a_draft_is_saved_with_the_deadline_as_it_was_typed_and_handed_in_at_once() {
    let town = Town::build();
    let drafter = town.drafter();
    let (_, page) = town.get(&drafter, "/matters/new").await;
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut fields = typed("实验小学施工许可", "12月底");
    fields.extend([("id", id.as_str()), ("then", "submit")]);
    let (status, to, _) = town.post(&drafter, "/matters/new", &fields).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, format!("/matters/{id}").as_str()));
    let matter = town.matter(id.parse().unwrap()).await.unwrap();
    assert_eq!(matter.deadline, Deadline::On(date(2026, 12, 31)));
    assert!(matches!(matter.state, State::AwaitingApproval { .. }));
    // The same form sent twice makes no second draft.
    let (status, to, _) = town.post(&drafter, "/matters/new", &fields).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, format!("/matters/{id}").as_str()));
    let (_, page) = town.get(&drafter, "/matters").await;
    assert_eq!(titles(&page), ["实验小学施工许可"]);
}

#[tokio::test]
async fn a_refused_draft_keeps_what_was_typed_and_stores_nothing() {
    let town = Town::build();
    let drafter = town.drafter();
    let mut fields = typed("实验小学施工许可", "0630");
    fields.retain(|(name, _)| *name != "not_classified");
    let (status, _, page) = town.post(&drafter, "/matters/new", &fields).await;
    assert_eq!(status, StatusCode::CONFLICT);
    for kept in [
        "涉密信息不得录入",
        "value=\"实验小学施工许可\"",
        "请住建局抓紧办理。",
        "value=\"0630\"",
        "2027年6月30日",
    ] {
        assert!(page.contains(kept), "{kept}");
    }
    let (status, _, page) = town.post(&drafter, "/matters/new", &typed("", "尽快")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("href=\"#title\"") && page.contains("href=\"#deadline\"") && page.contains("尽快"));
    let (_, page) = town.get(&drafter, "/matters").await;
    assert!(titles(&page).is_empty());
}

#[tokio::test]
async fn who_may_not_draft_is_told_so_and_a_strange_draft_is_not_found() {
    let town = Town::build();
    let (status, page) = town.get(&town.staff(), "/matters/new").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(page.contains("经办人"));
    let id = town.submitted(&town.drafter(), "市里的事").await;
    let county = town.actor(Role::Drafter, town.county_office, town.county_office);
    let (status, _) = town.get(&county, &format!("/matters/{id}/edit")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_draft_that_somebody_else_changed_is_shown_with_what_was_typed() {
    let town = Town::build();
    let drafter = town.drafter();
    let draft = town.draft_of(town.office, "旧题");
    let id = draft.id;
    town.act(&drafter, id, Command::Draft(Box::new(draft.clone()))).await.unwrap();
    let other = DraftMatter { title: "他人改的题".into(), ..draft };
    town.act(&town.drafter(), id, Command::EditDraft(Box::new(other))).await.unwrap();
    let path = format!("/matters/{id}/edit");
    let mut fields = typed("我改的题", "长期");
    fields.push(("version", "1"));
    let (status, _, page) = town.post(&drafter, &path, &fields).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("我改的题") && page.contains("已被他人修改"));
    assert_eq!(town.matter(id).await.unwrap().title, "他人改的题");
    let version = page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    fields.pop();
    fields.push(("version", version));
    let (status, _, _) = town.post(&drafter, &path, &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(town.matter(id).await.unwrap().title, "我改的题");
}

#[tokio::test]
async fn one_approval_registers_a_documents_rows_with_numbers_that_run_on() {
    let town = Town::build();
    let drafter = town.drafter();
    let mut ids = Vec::new();
    for title in ["第一项", "第二项", "第三项"] {
        ids.push(town.submitted(&drafter, title).await.to_string());
    }
    let head = town.head();
    let (_, page) = town.get(&head, "/matters/batch").await;
    assert!(page.contains("2026年任务分解表") && page.matches("name=\"matter\"").count() == 3);
    let ticked: Vec<(&str, &str)> = ids.iter().map(|id| ("matter", id.as_str())).collect();
    let (status, to, _) = town.post(&head, "/matters/batch", &ticked).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/matters/batch"));
    let mut serials = Vec::new();
    for id in &ids {
        serials.push(town.matter(id.parse().unwrap()).await.unwrap().number.unwrap().serial);
    }
    assert_eq!(serials, [1, 2, 3]);
    let (_, page) = town.get(&head, "/matters/batch").await;
    assert!(page.contains("没有待您批量审批的文件"));
    // Who drafted them may not approve them; nothing is registered by halves.
    let id = town.submitted(&drafter, "第四项").await;
    let (status, _, page) = town.post(&town.staff(), "/matters/batch", &[("matter", &id.to_string())]).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("政府负责人"), "{page}");
    assert!(town.matter(id).await.unwrap().number.is_none());
}
