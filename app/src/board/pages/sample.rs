//! An invented publication at three moments, for samples of pages.

use super::seen::{May, Seen};
use crate::matters::pages::samples::a_matter;
use bangdu_core::{
    board::{
        Field, PublicId, Shown, Step, Value,
        page::{Page, copy, preview},
        publication::{Publication, PublicationEvent, apply},
        told,
    },
    ids::PersonId,
    instant::Instant,
    matters::Rate,
    who::Who,
};
use jiff::civil::date;
use uuid::Uuid;

const CLERK: Who = Who::Person(PersonId(Uuid::from_u128(201)));
const HEAD: Who = Who::Person(PersonId(Uuid::from_u128(202)));
/// 2026-11-10 09:00 in China.
const START: Instant = Instant(1_794_272_400_000);

fn address() -> PublicId {
    PublicId::of([0x5a; 10])
}

/// A public page with everything on it.
pub(in crate::board) fn page() -> Page {
    let step = |name: &str, on, reached| Step { name: name.to_owned(), on, reached };
    let text = |field, text: &str| (field, Value::Text { text: text.to_owned() });
    Page {
        public: address(),
        lines: vec![
            text(Field::Name, "丰泽区北峰片区安置房建设项目（一期）"),
            text(Field::Place, "丰泽区北峰街道招贤社区"),
            text(Field::Builder, "丰泽区人民政府"),
            text(Field::Responsible, "区住建局、北峰街道办事处"),
            text(Field::Person, "陈志强"),
            text(
                Field::Content,
                "建设安置房6栋、1280套，总建筑面积16.8万平方米，配套幼儿园1所、公共停车位900个。",
            ),
            (Field::Due, Value::Due { on: Some(date(2027, 6, 30)) }),
            (Field::Rate, Value::Rate { rate: Rate(6_550) }),
            (
                Field::Steps,
                Value::Steps {
                    steps: vec![
                        step("取得施工许可", date(2026, 3, 20), Some(date(2026, 3, 16))),
                        step("基础完工", date(2026, 6, 30), Some(date(2026, 7, 2))),
                        step("主体封顶", date(2026, 9, 18), None),
                        step("附属配套完工", date(2027, 5, 10), None),
                        step("竣工验收", date(2027, 6, 30), None),
                    ],
                },
            ),
            text(Field::News, "1至4号楼主体施工至20层，5、6号楼施工至14层。幼儿园基础已完成。"),
            text(Field::Phone, "0595-22281234"),
        ],
        as_of: date(2026, 11, 3),
        missed_before: date(2026, 11, 3),
        overdue: false,
    }
}

/// A publication through these events, seen by the office's head.
fn seen(events: &[PublicationEvent]) -> Option<Seen> {
    let (matter, directory, settings) = a_matter()?;
    let calendar = &settings.calendar;
    let mut publication: Option<Publication> = None;
    let mut history = Vec::new();
    for (n, event) in (0_i64..).zip(events) {
        let at = START.plus_ms(n * 3_600_000);
        publication = apply(publication, event, at);
        history.insert(0, (at, event.sentence()));
    }
    Some(Seen {
        copy: publication.as_ref().and_then(|p| copy(p, &matter, calendar, calendar.date_of(START))),
        wanted: publication
            .as_ref()
            .map(|p| preview(p, &matter, calendar, calendar.date_of(START)))
            .filter(|page| !page.lines.is_empty()),
        told: Field::ALL.iter().filter_map(|f| Some((*f, told(*f, &matter, calendar)?))).collect(),
        version: events.len() as u64,
        may: May { propose: true, approve: true, take_down: true },
        reader: PersonId(Uuid::from_u128(202)),
        history,
        directory,
        today: calendar.date_of(START),
        publication,
        matter,
    })
}

/// Nothing was proposed yet.
pub(super) fn first() -> Option<Seen> {
    seen(&[])
}

/// Public, with new words that wait, some of them the reader's own, and one field that was refused.
pub(super) fn waiting() -> Option<Seen> {
    let agreed = PublicationEvent::Agreed { fields: vec![Field::Name, Field::Place, Field::Rate], by: HEAD };
    let refused = PublicationEvent::Refused {
        field: Field::Phone,
        reason: "该号码已停用，请更换".to_owned(),
        by: HEAD,
    };
    seen(&[
        proposed(all(), CLERK),
        agreed,
        refused,
        proposed(vec![words(Field::News, "规划许可已补办，消防审查资料补正中。")], CLERK),
        proposed(vec![words(Field::Place, "丰泽区东海街道")], HEAD),
    ])
}

/// Taken down.
pub(super) fn down() -> Option<Seen> {
    let agreed = PublicationEvent::Agreed { fields: vec![Field::Name], by: HEAD };
    let down = PublicationEvent::TakenDown {
        reason: "建设地点表述有误，更正后重新公示".to_owned(),
        by: HEAD,
    };
    seen(&[proposed(all(), CLERK), agreed, down])
}

fn words(field: Field, text: &str) -> Shown {
    Shown { field, value: Value::Text { text: text.to_owned() }, kept: false }
}

fn all() -> Vec<Shown> {
    let kept = |field: Field| matches!(field, Field::Rate | Field::Steps);
    page().lines.into_iter().map(|(field, value)| Shown { field, value, kept: kept(field) }).collect()
}

fn proposed(offered: Vec<Shown>, by: Who) -> PublicationEvent {
    let (matter, office) =
        a_matter().map_or((uuid::Uuid::nil(), uuid::Uuid::nil()), |(m, ..)| (m.id.0, m.office.0));
    PublicationEvent::Proposed {
        matter: bangdu_core::ids::MatterId(matter),
        office: bangdu_core::ids::UnitId(office),
        public: address(),
        offered,
        removed: vec![],
        dropped: vec![],
        by,
    }
}
