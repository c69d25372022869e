//! Named samples of this room's pages, so that a test renders every one in every language.

use super::{
    confirm::ResultPage,
    mend::MendPage,
    preview::{PreviewPage, Shown},
    seen::Seen,
    upload::UploadPage,
    working::{FailedPage, WorkingPage},
};
use crate::{
    ledgers::{
        intake::{
            Changed, Choices, Mend, Mended, PASTED, Seat, Standing, meanings, prepare,
            reading::survey,
            store::{Import, Preview, Returned, Stage, Work},
            survey::{Surveyor, View},
            waiting::{Held, Opened},
        },
        read::Unreadable,
    },
    people::{act::By, directory::Directory},
    web::{
        form::Form,
        lang::Lang,
        layout::Frame,
        sample::{Sample, reader},
    },
};
use bangdu_core::{
    ids::{AccountId, BatchId, MatterId, UnitId},
    instant::Instant,
};
use std::sync::Arc;
use uuid::Uuid;

/// The room's pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let mut samples = crate::ledgers::templates::pages::samples(lang);
    samples.extend([
        Sample::of("ledgers.upload", UploadPage::sample(frame(), None, vec![import()])),
        Sample::of("ledgers.upload.empty", UploadPage::sample(frame(), None, vec![])),
        Sample::of("ledgers.upload.unreadable", UploadPage::sample(frame(), Some(Unreadable::Et), vec![])),
        preview(frame(), "", false),
        preview(frame(), "doubts", false),
        preview(frame(), "", true),
        mend(frame(), false),
        mend(frame(), true),
        working(frame(), "ledgers.reading", Stage::Reading, 0),
        working(frame(), "ledgers.confirming", Stage::Confirming, 20_000),
        Sample::of("ledgers.failed", FailedPage::of(frame(), BatchId(Uuid::nil()), &Unreadable::Et.phrase())),
        Sample::of("ledgers.result", ResultPage::of(frame(), import(), Some(vec![returned()]))),
        Sample::of("ledgers.result.old", ResultPage::of(frame(), import(), None)),
    ]);
    samples
}

/// A ledger with whatever can stand in one: groups, merged cells, what wasn't understood, what was mended.
const LEDGER: &str = "惠安县督查事项台账\n截至日期：2026年10月31日\n\
    序号\t督查事项\t牵头单位\t完成时限\t完成率\t大白话\n\
    一、教育卫生\n\
    1\t实验小学扩建\t县教育局\t2026年12月31日\t60%\t主体已封顶\n\
    2\t村道硬化\t县交通局\t时限待定\t40%\t已完成8公里\n\
    3\t敬老院改造\t\t2026年12月底\t10%\t正在招标\n\
    4\t河道清淤\t县水利局\t13月32日\t\t\n\
    合计\t3项\n";

fn shown(view: &'static str, mended: bool) -> Option<Shown> {
    let directory = Arc::new(Directory::default());
    let mend = Mend { sheet: 0, row: 5, column: 5, text: "主体已封顶，正在装修".into() };
    let choices = Choices { mends: if mended { vec![mend] } else { vec![] }, ..Choices::default() };
    let today = jiff::civil::date(2026, 11, 3);
    let calendar = bangdu_core::calendar::Calendar::shipped();
    let seat = Seat { directory: &directory, office: None, calendar: &calendar, today };
    let prepared = prepare(PASTED, LEDGER.as_bytes(), &seat, &choices).ok()?;
    let changed =
        Changed { matter: MatterId(Uuid::nil()), progress: true, title: true, deadline: false, units: false };
    let standings = [Standing::New, Standing::Changed(changed)];
    let meanings = Arc::new(meanings(&prepared.understood.units, &choices.units, &directory));
    let surveyor = Surveyor::new(&prepared, &standings, &meanings, &choices);
    let preview = Preview {
        id: BatchId(Uuid::nil()),
        account: AccountId(Uuid::nil()),
        office: UnitId(Uuid::nil()),
        name: "台账.xlsx".into(),
        revision: 3,
        reading: 1,
        stage: Stage::Ready,
        work: Work::default(),
        choices: choices.clone(),
    };
    let survey = survey(Instant(1_793_667_600_000), &preview, &prepared, &standings, &surveyor, &directory);
    let mut next = standings.iter();
    let held = surveyor.lines(0).map(|(of, line)| {
        let standing = line.matter().and_then(|_| next.next().cloned());
        (of, Held { standing, known: None, line, bound: false })
    });
    let (mut rows, mut refused) = (Vec::new(), Vec::new());
    for (of, held) in held {
        if of == View::Refused {
            refused.push(Held { line: held.line.clone(), standing: None, known: None, bound: false });
        }
        if view.is_empty() || of == View::Doubt {
            rows.push(held);
        }
    }
    let by = By { actor: None, at: survey.at, today };
    let opened = Opened { preview, survey, directory, meanings, unmanned: vec![], by };
    let seen = Seen { sheet: Some(0), view, after: 0, revision: None };
    Some(Shown { opened, seen, rows, more: true, refused })
}

fn preview(frame: Frame, view: &'static str, wrong: bool) -> Sample {
    let wrong = if wrong { vec![frame.t("ledgers.stale").to_owned()] } else { vec![] };
    let name = match (view, wrong.is_empty()) {
        (_, false) => "ledgers.preview.wrong",
        ("doubts", _) => "ledgers.preview.doubts",
        _ => "ledgers.preview",
    };
    match shown(view, view.is_empty()) {
        Some(shown) => Sample::of(name, PreviewPage::of(frame, shown, wrong)),
        None => Sample { name, html: Err(askama::Error::Fmt) },
    }
}

/// A row that would be given back, in its form.
fn mend(frame: Frame, refused: bool) -> Sample {
    let name = if refused { "ledgers.mend.refused" } else { "ledgers.mend" };
    let Some(Shown { opened, rows, refused: bad, seen, .. }) = shown("", true) else {
        return Sample { name, html: Err(askama::Error::Fmt) };
    };
    let held = if refused { bad.into_iter().next() } else { rows.into_iter().nth(3) };
    let Some(held) = held else { return Sample { name, html: Err(askama::Error::Fmt) } };
    let mut form = Form::typed(&frame, super::mend::stored(&held.line));
    if refused {
        form.wrong("cells", frame.t("ledgers.stale_row"));
    }
    Sample::of(name, MendPage::of(frame, &opened, &held, form, seen))
}

fn work(stage: Stage, total: u64) -> Option<Preview> {
    let Shown { opened, .. } = shown("", false)?;
    Some(Preview { stage, work: Work { done: 1_200, total, beat: 0 }, ..opened.preview })
}

fn working(frame: Frame, name: &'static str, stage: Stage, total: u64) -> Sample {
    match work(stage, total) {
        Some(busy) => Sample::of(name, WorkingPage::of(frame, &busy)),
        None => Sample { name, html: Err(askama::Error::Fmt) },
    }
}

fn mended() -> Mended {
    Mended {
        sheet: "教育卫生".into(),
        row: 5,
        column: "D".into(),
        head: "完成时限".into(),
        was: "视资金到位情况".into(),
        now: "2026年12月31日".into(),
        row_print: None,
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
        founded: 2,
        left_out: vec!["填报说明".into()],
        at: Instant(1_793_667_600_000),
        unclassified: true,
        mends: vec![mended()],
    }
}

fn returned() -> Returned {
    Returned {
        sheet: "教育卫生".into(),
        row: 12,
        column: Some("责任单位".into()),
        reason: "缺少牵头单位或责任单位。".into(),
    }
}
