//! Units by name where a name says no place: in a county's office they are the county's, and the city's only by its name;
//! and what is said of units for which nobody can sign.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu::people::act::{By, units};
use bangdu_core::{
    calendar::Deadline,
    ids::{MatterId, UnitId},
    matters::Command,
    people::{Actor, Level, Role, UnitForm},
};
use jiff::civil::date;

/// A registered matter of the county's office.
async fn registered(town: &Town, title: &str) -> MatterId {
    let drafter = town.actor(Role::Drafter, town.county_office, town.county_office);
    let head = town.actor(Role::GovernmentHead, town.county, town.county);
    let draft = bangdu_core::matters::DraftMatter {
        deadline: Some(Deadline::On(date(2026, 12, 31))),
        ..town.draft_of(town.county_office, title)
    };
    let id = draft.id;
    town.act(&drafter, id, Command::Draft(Box::new(draft))).await.unwrap();
    town.act(&drafter, id, Command::Submit).await.unwrap();
    town.act(&head, id, Command::Approve).await.unwrap();
    id
}

async fn finance(town: &Town) {
    let (by, directories) = (By::operator(&town.app.cx), town.app.directories.clone());
    let (id, city) = (UnitId(bangdu::cx::new_id()), town.city);
    let form = UnitForm {
        aliases: vec!["财政局".into()],
        ..UnitForm::department("泉州市财政局", Level::City, Some(city))
    };
    let founded = town.app.cx.db.write(move |tx| units::found(tx, &directories, &by, id, form.clone()));
    founded.await.unwrap();
}

fn lead_of(m: &bangdu_core::matters::Matter) -> Option<UnitId> {
    m.lead().map(|lead| lead.unit)
}

#[tokio::test]
async fn a_countys_office_means_its_own_bureau_and_is_asked_before_the_citys() {
    for town in Town::on_each_engine() {
        finance(&town).await;
        let staff = town.county_staff();
        let id = registered(&town, "断头路打通").await;
        let path = format!("/matters/{id}/assign");
        let (status, _, page) = town.post(&staff, &path, &[("lead", "财政局")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("没有名为“财政局”的单位") && page.contains("泉州市财政局"), "{page}");
        assert!(town.matter(id).await.unwrap().lead().is_none(), "nothing is assigned");
        let (status, ..) =
            town.post(&staff, &path, &[("lead", "住建局"), ("assisting", "泉州市财政局")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let m = town.matter(id).await.unwrap();
        assert_eq!(lead_of(&m), Some(town.county_housing));

        // The city's office says 住建局 and means its own.
        let of_city = town.submitted(&town.drafter(), "市里的事").await;
        town.act(&town.head(), of_city, Command::Approve).await.unwrap();
        let path = format!("/matters/{of_city}/assign");
        assert_eq!(town.post(&town.staff(), &path, &[("lead", "住建局")]).await.0, StatusCode::SEE_OTHER);
        assert_eq!(lead_of(&town.matter(of_city).await.unwrap()), Some(town.housing));
    }
}

#[tokio::test]
async fn several_matters_and_the_lists_filter_follow_the_same_rule() {
    let town = Town::build();
    finance(&town).await;
    let staff = town.county_staff();
    let id = registered(&town, "断头路打通").await;
    let ticked = id.to_string();
    let wrong = [("m", &*ticked), ("lead", "财政局"), ("back", "/matters")];
    let (_, _, page) = town.post(&staff, "/matters/assignments", &wrong).await;
    assert!(page.contains("没有名为“财政局”的单位"), "{page}");
    let right = [("m", &*ticked), ("lead", "县住建局"), ("back", "/matters")];
    assert_eq!(town.post(&staff, "/matters/assignments", &right).await.0, StatusCode::SEE_OTHER);
    assert_eq!(lead_of(&town.matter(id).await.unwrap()), Some(town.county_housing));
    let (_, list) = town.get(&staff, "/matters?unit=%E4%BD%8F%E5%BB%BA%E5%B1%80").await;
    assert!(list.contains("断头路打通"), "the own bureau's: {list}");
}

#[tokio::test]
async fn who_assigns_and_urges_learns_that_nobody_can_sign() {
    let town = Town::build();
    let staff: Actor = town.county_staff();
    let id = registered(&town, "断头路打通").await;
    let form = axum::http::Request::post(format!("/matters/{id}/assign"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from("lead=%E4%BD%8F%E5%BB%BA%E5%B1%80"))
        .unwrap();
    let (warns, said) = town.said(&staff, form).await;
    assert!(warns && said.contains("惠安县住建局尚无联络员，催办无人签收"), "{said}");
    let (_, page) = town.get(&staff, &format!("/matters/{id}/urge")).await;
    assert!(page.contains("惠安县住建局尚无联络员，催办无人签收"), "{page}");
    let (_, page) = town.get(&staff, &format!("/matters/urges?m={id}&back=/matters")).await;
    assert!(page.contains("惠安县住建局尚无联络员，催办无人签收"), "{page}");
}
