//! A claim before those who judge it, what was sent back, and a matter whose problem has come back.

use super::{super::meanwhile, *};
use bangdu_core::ids::FileId;

/// The samples.
pub(super) fn samples(frame: &dyn Fn(&Tale) -> Frame) -> Vec<Sample> {
    let form = |name, code: &str| {
        let told = claimed();
        let (act, case, frame) = (acts::act(code)?, told.case(code)?, frame(&told));
        let form = Form::typed(&frame, Fields::from((act.first)(&case, &frame)));
        Some(Sample::of(name, FormPage::of(frame, &case, act, form, Again::default())))
    };
    let page = |name, told: Tale| {
        let seen = told.seen()?;
        Some(Sample::of(name, ShowPage::of(frame(&told), &seen, &Filters::of("/matters/1", ""))))
    };
    let others_deadline = || {
        let told = midway();
        let (act, case, frame) = (acts::act("amend")?, told.case("amend")?, frame(&told));
        let case = Case { amends_deadline: Err(refusal()), ..case };
        let mut form = Form::typed(&frame, Fields::from((act.first)(&case, &frame)));
        form.wrong("title", frame.t1("matters.clash", "value", "实验小学新校区"));
        Some(Sample::of("matters.form.amend.clash", FormPage::of(frame, &case, act, form, Again::default())))
    };
    let stale = || {
        let told = midway();
        let (act, case) = (acts::act("report")?, told.case("report")?);
        let frame = frame(&told);
        let form = Form::typed(&frame, Fields::from([("text", "消防审查资料已补齐"), ("rate", "70")]));
        let lately: Vec<&Told> = told.story.iter().rev().take(2).collect();
        let (meanwhile, back) = (meanwhile::lines(&frame, lately), "/".into());
        let again = Again { meanwhile, back, ..Again::default() };
        Some(Sample::of("matters.form.report.stale", FormPage::of(frame, &case, act, form, again)))
    };
    let all = [
        stale(),
        form("matters.form.verify.claimed", "verify"),
        form("matters.form.propose-closure.claimed", "propose-closure"),
        form("matters.form.approve-closure.claimed", "approve-closure"),
        others_deadline(),
        page("matters.page.sent_back", sent_back()),
        page("matters.page.relapsed", relapsed()),
    ];
    all.into_iter().flatten().collect()
}

fn claimed() -> Tale {
    let file = |n: u128, name: &str| FileRef {
        id: FileId(Uuid::from_u128(n)),
        digest: "0".repeat(64),
        name: name.into(),
        size: 1,
    };
    let claim = Claim {
        text: "施工许可已核发，现场已复工。".into(),
        by: Who::Person(PersonId(Uuid::from_u128(201))),
        at: START.plus_days(40),
        signature: None,
        preliminary: None,
    };
    let files = vec![file(81, "竣工现场照片.JPG"), file(82, "验收表（盖章）.PDF")];
    midway().then(26, 1, What::Claimed { claim, unit: HOUSING, files, lapsed: vec![Lapsed::Extension] })
}

fn sent_back() -> Tale {
    let until = CompleteBy { on: date(2026, 12, 16), at: START.plus_days(43) };
    claimed().then(
        1,
        2,
        What::ClaimReturned {
            kind: ReturnKind::Complete,
            opinion: "照片为旧照，缺竣工验收表。".into(),
            deadline: None,
            left: Some(TimeLeft { until: Some(until), moved_from: None }),
        },
    )
}

fn relapsed() -> Tale {
    let verified = Verified {
        by: Who::Person(PersonId(Uuid::from_u128(202))),
        at: START.plus_days(41),
        manner: Manner::OnSite,
        opinion: "情况属实".into(),
    };
    claimed()
        .then(1, 2, What::VerificationPassed { verified, files: vec![] })
        .then(1, 2, What::ReportedToAuthor { reply: "同意".into() })
        .then(1, 2, What::ClosureProposed { outcome: Outcome::Solved })
        .then(1, 3, What::Closed { outcome: Outcome::Solved, look_back: None })
        .then(
            30,
            2,
            What::LookedBack(LookedBack {
                holds: false,
                text: "消防通道再次被占用".into(),
                files: vec![],
                next: None,
                asks_head: true,
            }),
        )
}
