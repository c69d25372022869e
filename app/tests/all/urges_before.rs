//! Who was urged before there was a table of urges is told by it all the same: the migration reads the entries as
//! every later act does.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu::db::{DbError, Engine, Value};
use bangdu_core::{
    calendar::Deadline,
    matters::{Command, Part},
    people::Role,
};
use jiff::civil::date;

const MIGRATION: &str = include_str!("../../migrations/0120_urges.sql");

#[tokio::test]
async fn urges_of_before_are_told_as_those_of_today_are() {
    for town in Town::on_each_engine() {
        let parts = [(town.housing, Part::Lead), (town.county_housing, Part::Responsible)];
        let shared = town.shared("安置房建设", Deadline::On(date(2026, 12, 30)), &parts).await;
        let alone = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2026, 12, 30))).await;
        for id in [shared, alone] {
            urge(&town, &id.to_string(), "message", "").await;
        }
        town.app.cx.clock.advance(3_600_000);
        let liaison = town.actor(Role::Liaison, town.housing, town.housing);
        for id in [shared, alone] {
            let share = town.matter(id).await.unwrap().lead().unwrap().id;
            town.act(&liaison, id, Command::SignFor { assignment: share }).await.unwrap();
        }
        town.app.cx.clock.advance(3_600_000);
        urge(&town, &alone.to_string(), "blue", "").await;
        let kept = rows(&town).await;
        assert_eq!(kept.len(), 3, "the lead of both, and the county's bureau: {kept:?}");
        let answered = |row: &&Vec<Value<'static>>| row[5] == Value::Text("signed".into());
        assert_eq!(kept.iter().filter(answered).count(), 1, "it was urged on the other again: {kept:?}");
        told_again(&town).await;
        assert_eq!(rows(&town).await, kept);
    }
}

async fn urge(town: &Town, id: &str, by: &str, waiver: &str) {
    let fields = [("m", id), ("text", "请抓紧办理"), ("by", by), ("waiver", waiver), ("back", "/matters")];
    let (status, _, page) = town.post(&town.staff(), "/matters/urges", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
}

async fn rows(town: &Town) -> Vec<Vec<Value<'static>>> {
    let sql = "SELECT matter, unit, office, at, answered_at, answer FROM urges ORDER BY matter, unit";
    let rows = town.app.cx.db.read(move |tx| tx.rows(sql, &[])).await.unwrap();
    rows.iter().map(|row| row.values().to_vec()).collect()
}

/// Empties the table and fills it as the migration does.
async fn told_again(town: &Town) {
    let engine = town.app.cx.db.engine();
    let mine = if engine == Engine::Sqlite { "--sqlite" } else { "--postgres" };
    let section = MIGRATION.split(mine).nth(1).unwrap().split("\n--").next().unwrap();
    let statements: Vec<String> = section.split(';').map(str::trim).map(str::to_owned).collect();
    let fill = move |tx: &mut bangdu::db::Tx<'_>| {
        tx.execute("DELETE FROM urges", &[])?;
        for statement in statements.iter().filter(|statement| !statement.is_empty()) {
            tx.execute(statement, &[])?;
        }
        Ok::<_, DbError>(())
    };
    town.app.cx.db.write(fill).await.unwrap();
}
