//! Named samples of this room's pages, so that a test renders every one in every language.

use super::{
    confirm::ResultPage,
    preview::{HeadShown, PreviewPage, SheetShown},
    rows::{CellShown, RowShown},
    units::UnitShown,
    upload::UploadPage,
};
use crate::{
    ledgers::{
        intake::{
            Counts,
            store::{Import, Returned},
        },
        read::Unreadable,
        understand::Field,
    },
    web::{
        form::Choice,
        lang::Lang,
        layout::Frame,
        sample::{Sample, reader},
    },
};
use bangdu_core::{
    ids::{BatchId, UnitId},
    instant::Instant,
};
use uuid::Uuid;

/// The room's pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    vec![
        Sample::of("ledgers.upload", UploadPage::sample(frame(), None, vec![import()])),
        Sample::of("ledgers.upload.empty", UploadPage::sample(frame(), None, vec![])),
        Sample::of("ledgers.upload.unreadable", UploadPage::sample(frame(), Some(Unreadable::Et), vec![])),
        Sample::of("ledgers.preview", preview(frame(), false)),
        Sample::of("ledgers.preview.wrong", preview(frame(), true)),
        Sample::of("ledgers.result", ResultPage::of(frame(), import(), Some(vec![returned()]))),
        Sample::of("ledgers.result.old", ResultPage::of(frame(), import(), None)),
    ]
}

fn preview(frame: Frame, wrong: bool) -> PreviewPage {
    let ledgers = frame.t("ledgers.title").to_owned();
    let frame = frame.titled("ledgers.preview").under(ledgers, "/ledgers");
    let wrong = if wrong { vec![frame.t("ledgers.unclassified_missing").to_owned()] } else { vec![] };
    let cell = |raw: &str, read: &str, remark: &str| CellShown {
        raw: raw.into(),
        read: read.into(),
        remark: remark.into(),
        bad: !remark.is_empty(),
    };
    let row = |number, what, class, tick: bool| RowShown {
        number,
        sheet: "教育卫生".into(),
        what,
        class,
        tick: tick.then(|| "民生实事|1|实验小学|市教育局".to_owned()),
        ticked: tick,
        changes: if tick {
            vec![frame.tf("ledgers.title_was", &[("was", "实验小学扩建")])]
        } else {
            vec![]
        },
        matter: tick.then(|| bangdu_core::ids::MatterId(Uuid::nil())),
        cells: vec![
            cell("新建公办幼儿园", "", ""),
            cell("市教育局", "", ""),
            cell("12月底", &frame.date(jiff::civil::date(2026, 12, 31)), ""),
            cell("视资金到位情况", "", "日期未能识别，按原文保留。"),
        ],
        remarks: vec![],
        odd: false,
    };
    PreviewPage {
        id: BatchId(Uuid::nil()),
        file: "民生实事.xlsx".into(),
        title: "为民办实事项目进展情况表".into(),
        as_of: frame.date(jiff::civil::date(2026, 10, 31)),
        reporter: "市政府督查室".into(),
        office: "市政府督查室".into(),
        counts: Counts { read: 5, new: 2, changed: 1, refused: 1, ambiguous: 1, ..Counts::default() },
        wrong,
        sheets: vec![SheetShown {
            name: "教育卫生".into(),
            understood: 4,
            remarks: vec!["有2行隐藏，未读取。".into()],
        }],
        heads: vec![HeadShown {
            head: "项目名称".into(),
            field: Field::Title.head(),
            sure: "",
            class: "badge ok",
            example: "新建公办幼儿园".into(),
        }],
        fields: Field::ALL.iter().map(|field| field.head()).collect(),
        hidden: true,
        with_hidden: false,
        units: vec![UnitShown {
            name: "惠安县教育局".into(),
            cells: 3,
            said: frame.tf("ledgers.unit_guess", &[("level", "县级"), ("place", "惠安县")]),
            open: false,
            choices: vec![
                Choice::of("new", frame.t("ledgers.unit_new")),
                Choice::of("none", frame.t("ledgers.unit_none")),
            ],
            chosen: "new".into(),
            typed: String::new(),
        }],
        unit_names: vec!["泉州市教育局".into()],
        known_units: 7,
        columns: [Field::Title, Field::LeadUnit, Field::Deadline, Field::AssignedOn].map(Field::head).into(),
        rows: vec![
            row(5, "ledgers.is_new", "badge sea", false),
            row(6, "ledgers.is_changed", "badge warn", true),
        ],
        refused: vec![returned()],
        frame,
    }
}

fn import() -> Import {
    Import {
        id: BatchId(Uuid::nil()),
        office: UnitId(Uuid::nil()),
        name: "民生实事.xlsx".into(),
        digest: "00".into(),
        importer: None,
        understood: 33,
        read: 34,
        stored: 33,
        changed: 0,
        refused: 1,
        at: Instant(1_793_667_600_000),
        unclassified: true,
    }
}

fn returned() -> Returned {
    Returned {
        sheet: "教育卫生".into(),
        row: 12,
        column: Some("责任单位".into()),
        reason: "缺少牵头单位或责任单位。请补填后重新导入。".into(),
    }
}
