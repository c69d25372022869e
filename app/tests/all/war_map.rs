//! Stories of 挂图作战: who sees which figures, the county map and its import, the plan of projects, a project's sheet.

use crate::town::Town;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use bangdu::{act::Asker, map};
use bangdu_core::{
    calendar::Deadline,
    ids::MatterId,
    map::CountyMap,
    matters::{Command, MatterKind, Milestone, Rate},
    people::{Actor, Role},
};
use jiff::civil::date;

const COUNTIES: &str = r#"{"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"name":"惠安县"},"geometry":{"type":"Polygon","coordinates":[[[118.6,24.9],[119,24.9],[119,25.2],[118.6,24.9]]]}},
 {"type":"Feature","properties":{"name":"金门县","adcode":"350527"},"geometry":{"type":"Polygon","coordinates":[[[118.2,24.3],[118.5,24.3],[118.5,24.5],[118.2,24.3]]]}}]}"#;

fn late() -> Deadline {
    Deadline::On(date(2026, 11, 4))
}

fn administrator(town: &Town) -> Actor {
    town.actor(Role::SystemAdministrator, town.city, town.city)
}

/// The operator hangs the map.
fn hang(town: &Town) {
    let map = map::geojson::read("县区.geojson", COUNTIES.as_bytes()).unwrap();
    // The town's county is called by its government's name.
    let shapes = map.shapes.into_iter().map(|mut shape| {
        if shape.name == "惠安县" {
            shape.name = "惠安县人民政府".into();
        }
        shape
    });
    let map = CountyMap { file: map.file, shapes: shapes.collect() };
    let (app, now) = (town.app.clone(), town.app.cx.now());
    let hung = town.app.cx.db.write_blocking(move |tx| {
        let standing = app.standing(tx)?;
        map::act::import(tx, &standing.around(Asker::operator(now)), map.clone())
    });
    assert_eq!(hung.unwrap().shapes.len(), 2);
}

#[tokio::test]
async fn the_city_sees_its_counties_and_each_figure_opens_its_list() {
    let town = Town::build();
    hang(&town);
    town.assigned("市里的事", town.housing, late()).await;
    town.assigned("惠安的事", town.county_housing, late()).await;
    town.app.cx.clock.advance(30 * 24 * 3_600_000);
    bangdu::schedule::once(&town.app).unwrap();
    let (status, page) = town.get(&town.staff(), "/map").await;
    assert_eq!(status, StatusCode::OK);
    let county = town.county;
    let list = format!("/matters?area={county}&#38;part=lead");
    assert!(page.contains(&list) || page.contains(&list.replace("&#38;", "&amp;")), "{page}");
    assert!(page.contains("惠安县人民政府：红灯1项，在办1项，红灯占比100%"), "{page}");
    assert!(page.contains("county burning") && page.contains("金门县（不统计）"));
    assert!(!page.contains("金门县："), "a division without a unit has no figures");
    assert!(page.contains("统计范围：") && page.contains("截至2026年"));
    let (_, list) = town.get(&town.staff(), &format!("/matters?area={county}&part=lead&light=red")).await;
    assert!(list.contains("惠安的事") && !list.contains("市里的事"));
}

/// What the numbers of a table's row add up to, by the words that it begins with.
fn sum(table: &str, head: &str) -> i64 {
    let row = table.split("<tr").find(|row| row.contains(head)).expect(head);
    let texts = row.split('>').filter_map(|piece| piece.split('<').next());
    texts.filter_map(|text| text.trim().parse::<i64>().ok()).sum()
}

#[tokio::test]
async fn the_rows_of_map_and_summary_add_up_to_the_tiles() {
    for town in Town::on_each_engine() {
        hang(&town);
        town.assigned("市里的事", town.housing, late()).await;
        town.assigned("惠安的事", town.county_housing, late()).await;
        let unassigned = town.submitted(&town.drafter(), "未交办的事").await;
        town.act(&town.head(), unassigned, Command::Approve).await.unwrap();
        town.app.cx.clock.advance(30 * 24 * 3_600_000);
        bangdu::schedule::once(&town.app).unwrap();
        let (_, page) = town.get(&town.staff(), "/map").await;
        for row in ["市直单位", "尚未交办", "合计"] {
            assert!(page.contains(row), "{row}: {page}");
        }
        assert!(
            page.contains(&format!("area={}&amp;part=lead&amp;sort=light", town.county)),
            "red leads: {page}"
        );
        let (_, summary) = town.get(&town.staff(), "/matters/summary").await;
        let areas = summary.split("按地区").nth(1).unwrap_or_else(|| panic!("{summary}"));
        let areas = areas.split("</table>").next().unwrap();
        for row in ["市直单位", "尚未交办", "合计"] {
            assert!(areas.contains(row), "{row}: {areas}");
        }
        let rows = ["惠安县人民政府</a>", "市直单位</a>", "尚未交办", "合计"].map(|row| sum(areas, row));
        assert_eq!(rows, [1, 1, 1, 3], "{areas}");
    }
}

#[tokio::test]
async fn a_county_office_sees_its_county_only() {
    let town = Town::build();
    hang(&town);
    town.assigned("市里的事", town.housing, late()).await;
    town.assigned("市里的另一件事", town.housing, late()).await;
    town.assigned("惠安的事", town.county_housing, late()).await;
    let (_, page) = town.get(&town.county_staff(), "/map").await;
    assert!(page.contains("在办1项") && !page.contains("市住建局"), "{page}");
    let (_, page) = town.get(&town.staff(), "/map").await;
    assert!(page.contains("市住建局"));
    let liaison = town.actor(Role::Liaison, town.housing, town.housing);
    let (status, page) = town.get(&liaison, "/map").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("市住建局") && !page.contains("惠安县住建局"), "{page}");
    assert!(!page.contains("class=\"counties\""), "who sees no county needs no map of them");
}

#[tokio::test]
async fn administrators_learn_nothing_not_even_a_count() {
    let town = Town::build();
    let id = town.assigned("惠安的事", town.county_housing, late()).await;
    for role in [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator] {
        let actor = town.actor(role, town.city, town.city);
        for path in ["/map", "/map/projects", "/screen", "/screen/events", "/screen/links"] {
            assert_eq!(town.get(&actor, path).await.0, StatusCode::NOT_FOUND, "{role:?} {path}");
        }
        assert_eq!(town.get(&actor, &format!("/matters/{id}/war-map")).await.0, StatusCode::NOT_FOUND);
    }
    assert_eq!(
        town.get(&town.actor(Role::Liaison, town.housing, town.housing), &format!("/matters/{id}/war-map"))
            .await
            .0,
        StatusCode::NOT_FOUND,
        "a unit without a part in it has no sheet of it"
    );
}

fn handed_in(file: &str) -> Request<Body> {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"县区.geojson\"\r\nContent-Type: application/json\r\n\r\n{file}\r\n--x--\r\n"
    );
    Request::post("/settings/map")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap()
}

#[tokio::test]
async fn the_map_is_imported_by_the_administrator_and_by_nobody_else() {
    let town = Town::build();
    let administrator = administrator(&town);
    for who in [town.staff(), town.county_staff()] {
        assert_eq!(town.send(&who, handed_in(COUNTIES)).await.0, StatusCode::FORBIDDEN);
        assert_eq!(town.get(&who, "/settings/map").await.0, StatusCode::FORBIDDEN);
    }
    let (status, _, page) = town.send(&administrator, handed_in("{\"type\":\"Topology\"}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("不是由多边形组成的区划地图文件"), "{page}");
    let open = COUNTIES.replace("[118.6,24.9]]]", "[118.7,24.9]]]");
    let (status, _, page) = town.send(&administrator, handed_in(&open)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("边界不闭合") && page.contains("尚未导入地图"), "nothing has changed: {page}");
    let (status, to, _) = town.send(&administrator, handed_in(COUNTIES)).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/settings/map"));
    let (_, page) = town.get(&administrator, "/settings/map").await;
    assert!(
        page.contains("县区.geojson") && page.contains("350527") && page.contains("无对应单位"),
        "{page}"
    );
    let (status, _, page) = town.send(&administrator, handed_in(COUNTIES)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("与现行地图相同"));
    let auditor = town.actor(Role::AuditAdministrator, town.city, town.city);
    let (_, journal) = town.get(&auditor, "/journal").await;
    assert!(journal.contains("导入区划地图《县区.geojson》，共2个区划"), "{journal}");
}

/// A project that should be halfway and has reported nothing.
async fn project(town: &Town) -> MatterId {
    let mut draft = town.draft_of(town.office, "实验小学教学楼");
    (draft.kind, draft.deadline) = (MatterKind::Project, Some(Deadline::On(date(2026, 12, 31))));
    let (id, drafter) = (draft.id, town.drafter());
    town.act(&drafter, id, Command::Draft(Box::new(draft))).await.unwrap();
    let step =
        |name: &str, on, target| Milestone { name: name.into(), on, target: Rate(target), reached: None };
    let milestones =
        vec![step("主体封顶", date(2026, 11, 20), 6_000), step("竣工验收", date(2026, 12, 28), 10_000)];
    town.act(&drafter, id, Command::Submit).await.unwrap();
    town.act(&town.head(), id, Command::Approve).await.unwrap();
    let share = bangdu_core::matters::NewAssignment {
        id: bangdu_core::ids::AssignmentId(bangdu::cx::new_id()),
        unit: town.county_housing,
        part: bangdu_core::matters::Part::Lead,
        task: String::new(),
        deadline: None,
    };
    town.act(&town.staff(), id, Command::Assign(vec![share])).await.unwrap();
    town.act(&town.staff(), id, Command::Plan { milestones, indicators: vec![] }).await.unwrap();
    id
}

#[tokio::test]
async fn projects_are_listed_by_how_far_they_lag() {
    let town = Town::build();
    let id = project(&town).await;
    let (_, page) = town.get(&town.staff(), "/map/projects").await;
    assert!(page.contains("没有符合条件的项目"), "nobody is behind on the first day");
    town.app.cx.clock.advance(25 * 24 * 3_600_000);
    let (_, page) = town.get(&town.staff(), "/map/projects").await;
    assert!(page.contains("实验小学教学楼") && page.contains(&format!("/matters/{id}/war-map")), "{page}");
    assert!(page.contains("共2个节点，已完成0个，逾期1个"));
    assert!(page.contains("data-actual=\"0\""));
    let (_, page) = town.get(&town.staff(), &format!("/map/projects?area={}", town.county)).await;
    assert!(page.contains("实验小学教学楼"));
    let (_, page) = town.get(&town.staff(), &format!("/map/projects?area={}", town.housing)).await;
    assert!(!page.contains("实验小学教学楼"));
    let stranger = town.actor(Role::Liaison, town.housing, town.housing);
    let (_, page) = town.get(&stranger, "/map/projects?show=all").await;
    assert!(!page.contains("实验小学教学楼"));
}

#[tokio::test]
async fn a_projects_sheet_counts_its_nodes_back_from_completion() {
    let town = Town::build();
    let id = project(&town).await;
    town.app.cx.clock.advance(20 * 24 * 3_600_000);
    let (status, page) = town.get(&town.staff(), &format!("/matters/{id}/war-map?size=a0")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("sheet-a0") && page.contains("提前41天"), "{page}");
    assert!(page.contains("节点逾期") && page.contains("惠安县住建局") && page.contains("版"));
    let bare = town.assigned("没有计划的事", town.housing, late()).await;
    let (_, page) = town.get(&town.staff(), &format!("/matters/{bare}/war-map")).await;
    assert!(page.contains("尚未编制节点计划"));
}
