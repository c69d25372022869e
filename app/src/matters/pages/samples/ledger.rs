//! A matter that was taken over from a ledger, for samples.

use super::{HOUSING, OFFICE, START, Tale, said, share};
use bangdu_core::{
    calendar::Deadline,
    ids::{AssignmentId, BatchId, MatterId},
    matters::{
        Adopted, AdoptedReport, Basis, LedgerContact, LedgerRow, MatterKind, Origin, Part, Rate,
        RemarkedLight, Source, TakenOver, Urgency, What,
    },
};
use jiff::civil::date;
use uuid::Uuid;

pub(super) fn taken_over() -> Tale {
    let row =
        LedgerRow { file: "0".repeat(64), name: "督查台账.xlsx".into(), sheet: "台账".into(), row: 7 };
    let told = AdoptedReport {
        on: Some(date(2026, 10, 20)),
        report: said("完成管线迁改", ""),
        rate: Some(Rate(6_500)),
    };
    let taken_over = TakenOver {
        batch: BatchId(Uuid::from_u128(61)),
        at: START,
        light: Some(RemarkedLight::Yellow),
        key: "1".into(),
        remark: "市长专题会议定".into(),
        leader: "张副市长".into(),
        contacts: vec![LedgerContact { name: "陈志强".into(), phone: None, liaison: false }],
        deadline_text: "12月20日前".into(),
        group: "城建攻坚".into(),
        assigned_on: Some(date(2026, 9, 1)),
    };
    let adopted = Adopted {
        id: MatterId(Uuid::from_u128(52)),
        kind: MatterKind::Project,
        title: "滨海大道拓宽段管线迁改".into(),
        requirement: "年底前完成".into(),
        origin: Origin { source: Source::Meeting, basis: Basis::Ledger(row) },
        office: OFFICE,
        campaign: None,
        urgency: Urgency::General,
        deadline: Deadline::On(date(2026, 12, 20)),
        number: None,
        numbered: false,
        assignments: vec![share(AssignmentId(Uuid::from_u128(41)), HOUSING, Part::Lead)],
        reports: vec![told],
        indicators: vec![],
        claim: None,
        taken_over,
    };
    Tale::new().then(1, 0, What::TakenOver(Box::new(adopted)))
}
