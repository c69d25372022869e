//! The list full, empty for want of matters, empty for its filters, asked for a unit that isn't clear, too long
//! for the order asked for, as a board and along time.

use super::{
    asked::late_word,
    board::{Board, Card, Lane},
    cells::Value,
    columns::{Column, Layout},
    editing::Edits,
    own::Own,
    rows::{Body, List, Shown},
    store::View,
    table::{Row, Table, within_list},
    timeline::{Due, Timeline},
};
use crate::web::{
    lang::{self, Lang},
    layout::Frame,
    list::Filters,
    sample::{Sample, reader},
};
use bangdu_core::{
    ids::{AccountId, MatterId},
    matters::{Late, Light, Rate, State},
};
use jiff::civil::date;
use uuid::Uuid;

/// Samples of the list.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || {
        let mut frame = Frame::sample(lang, Some(reader()));
        frame.path = "/matters".into();
        frame
    };
    let at = |query: &str| Filters::of("/matters", query);
    let sample = |name, query: &str, list| Sample::of(name, Shown::of(frame(), at(query), list));
    let unclear = List {
        unclear: Some(vec![("惠安县住房和城乡建设局".into(), "/matters".into())]),
        ..List::default()
    };
    let none = List { may_draft: true, ..List::default() };
    let long =
        List { unsorted: Some(lang::t(lang, "listing.rate").to_owned()), ..full(lang, &Layout::default()) };
    let wide = Layout::of(Column::ALL.iter().copied(), std::collections::BTreeMap::new());
    vec![
        sample("matters.list", "light=red", full(lang, &Layout::default())),
        sample("matters.list.narrowed", "area=1", full(lang, &Layout::default().with_own_lights())),
        sample("matters.list.wide", "sort=light%2C-rate", full(lang, &wide)),
        sample("matters.list.long", "sort=rate", long),
        sample("matters.list.empty", "", none),
        sample("matters.list.filtered", "light=red", List::default()),
        sample("matters.list.unclear", "unit=x", unclear),
        sample(
            "matters.list.board",
            "as=board",
            List { body: board(lang), ..full(lang, &Layout::default()) },
        ),
        sample(
            "matters.list.timeline",
            "as=timeline",
            List { body: timeline(lang), ..full(lang, &Layout::default()) },
        ),
    ]
}

fn full(lang: Lang, layout: &Layout) -> List {
    let mut rows = rows(lang, layout);
    if layout.width(Column::Light) > Column::Light.width() {
        rows = rows.into_iter().map(|row| row.with_own(Some(own(lang)))).collect();
    }
    let view = |n, name: &str, query: &str| View {
        id: Uuid::from_u128(n),
        account: AccountId(Uuid::from_u128(1)),
        name: name.into(),
        shared: false,
        query: query.into(),
    };
    List {
        body: Body::Table(Table { layout: layout.clone(), rows, next: Some("1_k".into()) }),
        total: 1_001,
        facets: super::super::list::facets::Facets {
            states: Some([("in_progress".to_owned(), 1_001), ("assigned".to_owned(), 12)].into()),
            lights: Some([("red", 3), ("yellow", 5), ("green", 980)].into()),
            late: Some([("any", 13), ("unsigned", 2), ("unreported", 6), ("unfinished", 7)].into()),
        },
        chips: vec![(lang::t(lang, "light.red").to_owned(), "/matters".into())],
        views: vec![view(1, "红灯", "light=red"), view(2, "本周到期", "due=week")],
        templates: vec![(Uuid::from_u128(9).to_string(), "督查事项汇总表".into())],
        unit: "惠安县人民政府督查室".into(),
        as_of: lang::date(lang, date(2026, 6, 30)),
        title: lang::tf(lang, "listing.sheet_title", &[("what", lang::t(lang, "light.red"))]),
        area_counts: Some((9, 14)),
        may_draft: true,
        may_export: true,
        may_urge: true,
        may_assign: true,
        ..List::default()
    }
}

fn own(lang: Lang) -> Own {
    Own {
        unit: "惠安县政府".into(),
        light: Some(Light::Red),
        why: lang::word(lang, &Late::Unreported.word()),
        rate: Some(Rate(4_500)),
        report_due: Some(date(2026, 6, 28)),
    }
}

/// Rows of each running light.
pub(super) fn rows(lang: Lang, layout: &Layout) -> Vec<Row> {
    let row = |light, helped| row(lang, layout, light, helped);
    vec![row(Light::Red, false), row(Light::Yellow, true), row(Light::Green, false)]
}

fn row(lang: Lang, layout: &Layout, light: Light, helped: bool) -> Row {
    let value = |column: Column| match column {
        Column::Number => Value::Text("督查立项〔2026〕12号".into()),
        Column::State if light == Light::Yellow => {
            let urged = |day: &str| lang::tf(lang, "listing.urged_mark", &[("day", day), ("who", "林晓明")]);
            let state = lang::word(lang, &State::word_of("in_progress"));
            Value::Noted(state, urged("06-28"), urged(&lang::date(lang, date(2026, 6, 28))))
        }
        Column::State => Value::Text(lang::word(lang, &State::word_of("in_progress"))),
        Column::Light if light == Light::Red => {
            Value::Light(light, helped, lang::word(lang, &Late::Unfinished.word()))
        }
        Column::Light => Value::Light(light, helped, String::new()),
        Column::Lead | Column::Holder => Value::Text("惠安县住建局".into()),
        Column::Phones => Value::Text("林晓明 138****0000".into()),
        Column::Due | Column::Changed | Column::Reported => Value::Day(date(2026, 6, 30)),
        Column::Left if light == Light::Red => Value::Days(-3),
        Column::Left => Value::Days(12),
        Column::Rate | Column::Planned => Value::Rate(Rate(6_500)),
        Column::Progress => Value::Text("主体结构封顶，正在进行外墙施工。\n室外管网完成六成。".into()),
        Column::Urges => Value::Count(2),
        _ => Value::Blank,
    };
    let others = layout.columns().iter().filter(|column| **column != Column::Title);
    Row {
        id: MatterId(Uuid::from_u128(1)),
        href: within_list(MatterId(Uuid::from_u128(1)), "light=red"),
        title: "实验小学、第三中学教学楼施工许可历史遗留问题".into(),
        edits: Edits { amend: true, deadline: true, report: light == Light::Green },
        open: true,
        reasons: vec![],
        cells: others.map(|column| (*column, value(*column))).collect(),
    }
}

fn card(light: Option<&'static str>) -> Card {
    Card {
        href: "/matters/1".into(),
        title: "实验小学、第三中学教学楼施工许可历史遗留问题".into(),
        light,
        lead: "惠安县住建局".into(),
        due: "2026年6月30日".into(),
    }
}

fn board(lang: Lang) -> Body {
    let lane = |code: &str, count, cards| Lane {
        word: lang::word(lang, &State::word_of(code)),
        href: format!("/matters?state={code}"),
        count,
        cards,
    };
    let lanes = vec![
        lane("registered", 1, vec![card(None)]),
        lane("in_progress", 1_001, vec![card(Some("red")), card(Some("green"))]),
    ];
    Body::Board(Board { lanes })
}

fn timeline(lang: Lang) -> Body {
    let span = |word: &str, days: &str, count| Due {
        word: word.to_owned(),
        days: days.into(),
        href: "/matters?overdue=unfinished".into(),
        count,
        cards: vec![card(Some("yellow"))],
    };
    let overdue = late_word(lang, "unfinished");
    let spans = vec![span(&overdue, "", 3), span(lang::t(lang, "listing.this_week"), "2026-06-30", 12)];
    Body::Timeline(Timeline { spans, most: 12 })
}
