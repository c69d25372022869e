//! Stories of the wall screen: a link made by the office's head shows sums and nothing else, until it is ended.

use crate::town::Town;
use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    http::{Request, Response, StatusCode, header},
};
use bangdu::{map, matters, web::error::dress};
use bangdu_core::{
    calendar::Deadline,
    people::{Actor, Role},
};
use jiff::civil::date;
use std::{future::poll_fn, pin::Pin, time::Duration};
use tower::ServiceExt;

/// A browser that nobody is signed in at.
async fn visit(town: &Town, path: &str, cookie: &str) -> Response<Body> {
    let router = Router::new()
        .merge(map::router())
        .merge(matters::listing::router())
        .with_state(town.app.clone())
        .layer(axum::middleware::from_fn(dress));
    let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    router.oneshot(request).await.unwrap()
}

async fn text(answer: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn head(town: &Town, county: bool) -> Actor {
    let office = if county { town.county_office } else { town.office };
    town.actor(Role::OfficeHead, office, office)
}

/// The cookie of a screen whose link was just made.
async fn hung(town: &Town, head: &Actor) -> String {
    let office = head.unit.to_string();
    let (status, _, page) =
        town.post(head, "/screen/links", &[("name", "三楼指挥中心"), ("office", &office)]).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let token: String = page
        .split("/screen/enter/")
        .nth(1)
        .unwrap()
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
        .collect();
    let answer = visit(town, &format!("/screen/enter/{token}"), "").await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("Path=/screen"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_shows_the_sums_of_its_office_and_opens_nothing_else() {
    let town = Town::build();
    town.assigned("市里的事", town.housing, Deadline::On(date(2026, 12, 31))).await;
    let id = town.assigned("惠安的事", town.county_housing, Deadline::On(date(2026, 12, 31))).await;
    let cookie = hung(&town, &head(&town, true)).await;
    let answer = visit(&town, "/screen", &cookie).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let page = text(answer).await;
    assert!(page.contains("<span data-text=\"total.green\">1</span>"), "its county's only: {page}");
    assert!(!page.contains("市住建局") && !page.contains("惠安的事"), "{page}");
    let matter = format!("/matters/{id}/war-map");
    for path in ["/map", "/map/projects", "/matters", "/screen/links", "/settings/map", &matter] {
        let answer = visit(&town, path, &cookie).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path} asks to sign in");
        assert!(answer.headers()[header::LOCATION].to_str().unwrap().starts_with("/sign-in"));
    }
    for other in ["", "screen=x", "screen=惠安"] {
        assert_ne!(visit(&town, "/screen", other).await.status(), StatusCode::OK, "{other}");
    }
}

#[tokio::test]
async fn an_ended_link_shows_nothing_any_more() {
    let town = Town::build();
    let head = head(&town, false);
    let cookie = hung(&town, &head).await;
    let (_, page) = town.get(&head, "/screen/links").await;
    assert!(page.contains("三楼指挥中心") && !page.contains("/screen/enter/"), "the link was shown once");
    let end =
        page.split("action=\"").find(|part| part.contains("/end\"")).unwrap().split('"').next().unwrap();
    for stranger in [town.staff(), self::head(&town, true)] {
        assert_eq!(town.post(&stranger, end, &[]).await.0, StatusCode::NOT_FOUND);
    }
    assert_eq!(visit(&town, "/screen", &cookie).await.status(), StatusCode::OK);
    assert_eq!(town.post(&head, end, &[]).await.0, StatusCode::SEE_OTHER);
    for path in ["/screen", "/screen/events"] {
        assert_eq!(visit(&town, path, &cookie).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(town.post(&head, end, &[]).await.0, StatusCode::NOT_FOUND);
    let auditor = town.actor(Role::AuditAdministrator, town.city, town.city);
    let (_, journal) = town.get(&auditor, "/journal").await;
    assert!(journal.contains("生成大屏链接") && journal.contains("停用大屏链接"), "{journal}");
}

#[tokio::test]
async fn a_link_lives_a_year() {
    let town = Town::build();
    let cookie = hung(&town, &head(&town, false)).await;
    town.app.cx.clock.advance(367 * 24 * 3_600_000);
    assert_eq!(visit(&town, "/screen", &cookie).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_an_offices_head_makes_links_and_for_that_office_only() {
    let town = Town::build();
    let (city, county) = (town.office.to_string(), town.county_office.to_string());
    let form = |office: &str| [("name", "大厅".to_owned()), ("office", office.to_owned())];
    let liaison = town.actor(Role::Liaison, town.housing, town.housing);
    for who in [town.staff(), town.drafter(), liaison, town.head()] {
        let form = form(&city);
        let fields = form.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(town.post(&who, "/screen/links", &fields).await.0, StatusCode::NOT_FOUND);
        assert_eq!(town.get(&who, "/screen/links").await.0, StatusCode::NOT_FOUND);
    }
    let (head, other) = (head(&town, true), form(&city));
    let fields = other.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(town.post(&head, "/screen/links", &fields).await.0, StatusCode::NOT_FOUND);
    let (status, _, page) = town.post(&head, "/screen/links", &[("office", &county)]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("aria-invalid"), "a name is owed");
}

/// The next piece of a stream; none when it has ended.
async fn next(body: &mut Body) -> Option<Bytes> {
    poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await?.unwrap().into_data().ok()
}

#[tokio::test]
async fn a_stream_begins_with_what_is_the_case_and_ends_with_the_process() {
    let town = Town::build();
    town.assigned("惠安的事", town.county_housing, Deadline::On(date(2026, 12, 31))).await;
    let cookie = hung(&town, &head(&town, false)).await;
    let answer = visit(&town, "/screen/events", &cookie).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut body = answer.into_body();
    let first = String::from_utf8(next(&mut body).await.unwrap().to_vec()).unwrap();
    assert!(first.contains("event: figures") && first.contains("\"total.green\":\"1\""), "{first}");
    assert!(!first.contains("惠安的事") && !first.contains("林晓梅"), "{first}");
    town.app.map.stop();
    assert!(next(&mut body).await.is_none());
}

#[tokio::test]
async fn a_screen_hears_of_what_changes_and_of_nothing_else() {
    let mut town = Town::build();
    town.app.map = map::Wall::reading_every(Duration::from_millis(10));
    let cookie = hung(&town, &head(&town, false)).await;
    let mut body = visit(&town, "/screen/events", &cookie).await.into_body();
    let first = String::from_utf8(next(&mut body).await.unwrap().to_vec()).unwrap();
    assert!(first.contains("\"total.green\":\"0\""), "{first}");
    town.assigned("惠安的事", town.county_housing, Deadline::On(date(2026, 12, 31))).await;
    let mut heard = vec![first];
    while !heard.last().unwrap().contains("\"area.0.green\":\"1\"") {
        heard.push(String::from_utf8(next(&mut body).await.unwrap().to_vec()).unwrap());
    }
    let told = heard.len();
    heard.dedup();
    assert_eq!(heard.len(), told, "nothing is said twice");
}

#[tokio::test]
async fn a_session_is_not_kept_alive_by_a_screen() {
    let town = Town::build();
    let staff = town.staff();
    let (_, page) = town.get(&staff, "/screen").await;
    assert!(page.contains("/screen/events?from="), "{page}");
    let opened = town.app.cx.now().0;
    town.app.cx.clock.advance(31 * 60_000);
    let (status, _) = town.get(&staff, &format!("/screen/events?from={opened}")).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
}
