//! Stories of what the public is told, and of what it writes back.

use super::{
    clue::{self, Clue, ClueCommand, ClueEvent, ClueOutcome},
    page::{Copy, copy, preview},
    publication::*,
    *,
};
use crate::{
    ids::PrivateId,
    instant::Instant,
    matters::{Matter, Milestone, Rate, State, sample::*},
    people::{Actor, PrivateRef, sample::CITY_OFFICE},
    refusal::Refusal,
    who::Who,
};
use uuid::Uuid;

/// A publication on its way.
struct Tale {
    world: crate::matters::sample::Tale,
    matter: Matter,
    publication: Option<Publication>,
    now: Instant,
}

impl Tale {
    /// A matter in progress with a plan of three points, the first reached.
    fn new() -> Tale {
        let mut world = crate::matters::sample::Tale::in_progress();
        world.done(&liaison(), report(world.share(crate::people::sample::HOUSING), 40));
        let mut matter = world.m().clone();
        let step = |name: &str, on: &str, target, reached| Milestone {
            name: name.into(),
            on: day(on),
            target: Rate(target),
            reached,
        };
        matter.milestones = vec![
            step("施工许可", "2026-03-20", 1_000, Some(world.now)),
            step("主体封顶", "2026-08-31", 7_000, None),
            step("竣工验收", "2026-12-20", 10_000, None),
        ];
        let now = world.now;
        Tale { world, matter, publication: None, now }
    }

    fn tries(&mut self, who: &Actor, command: &PublicationCommand) -> Result<Vec<PublicationEvent>, Refusal> {
        let facts =
            Facts { by: Who::Person(who.person), matter: &self.matter, calendar: &self.world.calendar };
        let events = decide(self.publication.as_ref(), command, &facts)?;
        for event in &events {
            assert!(event.sentence().is_sound(), "{event:?}");
            self.now = self.now.plus_ms(60_000);
            self.publication = apply(self.publication.take(), event, self.now);
        }
        Ok(events)
    }

    #[track_caller]
    fn done(&mut self, who: &Actor, command: PublicationCommand) -> &mut Tale {
        self.tries(who, &command).unwrap_or_else(|no| panic!("{}: {:?}", no.rule.code, no.why));
        self
    }

    #[track_caller]
    fn refused(&mut self, who: &Actor, command: PublicationCommand, rule: &str) -> &mut Tale {
        let before = self.publication.clone();
        let no = self.tries(who, &command).expect_err("should be refused");
        assert_eq!(no.rule.code, rule, "{:?}", no.why);
        assert!(no.why.is_sound() && no.instead.is_sound());
        assert_eq!(self.publication, before);
        self
    }

    fn p(&self) -> &Publication {
        self.publication.as_ref().unwrap()
    }

    fn copy(&self) -> Option<Copy> {
        copy(self.publication.as_ref()?, &self.matter, &self.world.calendar, self.today())
    }

    fn today(&self) -> jiff::civil::Date {
        self.world.calendar.date_of(self.now)
    }

    fn page(&self) -> page::Page {
        match self.copy() {
            Some(Copy::Page(page)) => page,
            other => panic!("no page: {other:?}"),
        }
    }

    fn fields(&self) -> Vec<Field> {
        self.page().lines.iter().map(|(field, _)| *field).collect()
    }
}

fn address() -> PublicId {
    PublicId::of([7; 10])
}

fn text(field: Field, text: &str) -> Wanted {
    Wanted { field, text: text.into(), kept: false }
}

fn kept(field: Field) -> Wanted {
    Wanted { field, text: String::new(), kept: true }
}

fn as_it_is(field: Field) -> Wanted {
    Wanted { field, text: String::new(), kept: false }
}

fn propose(fields: Vec<Wanted>) -> PublicationCommand {
    PublicationCommand::Propose { public: address(), fields }
}

fn agree(fields: &[Field]) -> PublicationCommand {
    PublicationCommand::Decide { agreed: fields.to_vec(), refused: vec![] }
}

fn name() -> Wanted {
    text(Field::Name, "实验小学教学楼")
}

#[test]
fn nothing_is_public_before_somebody_else_has_agreed_to_it() {
    let mut tale = Tale::new();
    tale.done(&staff(), propose(vec![name(), text(Field::Phone, "0595-22281234"), kept(Field::Rate)]));
    assert_eq!(tale.copy(), None);
    tale.refused(&staff(), agree(&[Field::Name]), "publication.four_eyes");
    tale.done(&head(), agree(&[Field::Rate]));
    assert_eq!(tale.copy(), None, "a page without a name is none");
    tale.done(&head(), agree(&[Field::Name]));
    assert_eq!(tale.fields(), [Field::Name, Field::Rate]);
    let no =
        PublicationCommand::Decide { agreed: vec![], refused: vec![(Field::Phone, "号码有误".into())] };
    tale.done(&second_head(), no);
    assert_eq!(tale.fields(), [Field::Name, Field::Rate]);
    assert_eq!(tale.p().refused[0].reason, "号码有误");
}

#[test]
fn each_field_is_agreed_to_for_itself() {
    let all: Vec<Wanted> =
        Field::ALL
            .iter()
            .map(|field| {
                if field.is_told() { kept(*field) } else { text(*field, &format!("公开{}", field.code())) }
            })
            .collect();
    for left_out in Field::ALL.iter().filter(|field| **field != Field::Name) {
        let mut tale = Tale::new();
        tale.done(&staff(), propose(all.clone()));
        let others: Vec<Field> = Field::ALL.iter().copied().filter(|field| field != left_out).collect();
        tale.done(&head(), agree(&others));
        assert_eq!(tale.page().get(*left_out), None, "{left_out:?}");
        tale.done(&head(), agree(&[*left_out]));
        assert!(tale.page().get(*left_out).is_some());
    }
}

#[test]
fn what_is_kept_up_to_date_follows_the_matter_and_the_rest_stays() {
    let mut tale = Tale::new();
    tale.done(&staff(), propose(vec![name(), kept(Field::Rate), as_it_is(Field::Due), kept(Field::Steps)]));
    tale.done(&head(), agree(&[Field::Name, Field::Rate, Field::Due, Field::Steps]));
    let due = tale.page().get(Field::Due).cloned();
    let lead = tale.matter.assignments.iter_mut().find(|a| a.rate.is_some()).unwrap();
    lead.rate = Some(Rate(6_550));
    tale.matter.deadline = crate::calendar::Deadline::On(day("2027-01-31"));
    tale.matter.title = "内部名称".into();
    tale.matter.milestones[1].on = day("2026-09-30");
    tale.matter.milestones.push(Milestone {
        name: "内部才知道的节点".into(),
        on: day("2027-01-10"),
        target: Rate(10_000),
        reached: None,
    });
    let page = tale.page();
    assert_eq!(page.get(Field::Rate), Some(&Value::Rate { rate: Rate(6_550) }));
    assert_eq!(page.get(Field::Due).cloned(), due);
    assert_eq!(page.text(Field::Name), "实验小学教学楼");
    let Some(Value::Steps { steps }) = page.get(Field::Steps) else { panic!("no steps") };
    let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["施工许可", "主体封顶", "竣工验收"], "a new name waits until it is agreed to");
    assert_eq!(steps[1].on, day("2026-09-30"));
    tale.done(&staff(), propose(vec![name(), kept(Field::Rate), as_it_is(Field::Due), kept(Field::Steps)]));
    let waiting: Vec<Field> = tale.p().waiting.iter().map(|w| w.shown.field).collect();
    assert_eq!(waiting, [Field::Due, Field::Steps], "the rate is the same whatever it says");
}

#[test]
fn new_words_need_a_new_yes_and_the_old_ones_stay_until_then() {
    let mut tale = Tale::new();
    tale.done(&staff(), propose(vec![name(), text(Field::News, "主体施工")]));
    tale.done(&head(), agree(&[Field::Name, Field::News]));
    tale.done(&staff(), propose(vec![name(), text(Field::News, "主体封顶")]));
    assert_eq!(tale.page().text(Field::News), "主体施工");
    assert_eq!(
        preview(tale.p(), &tale.matter, &tale.world.calendar, tale.today()).text(Field::News),
        "主体封顶"
    );
    tale.done(&staff(), propose(vec![name(), text(Field::News, "主体施工")]));
    assert!(tale.p().waiting.is_empty(), "what is shown is wanted again");
    tale.refused(&staff(), propose(vec![name(), text(Field::News, " 主体施工 ")]), "publication.changes");
    tale.done(&staff(), propose(vec![name()]));
    assert_eq!(tale.fields(), [Field::Name], "to show less nobody needs to agree");
}

#[test]
fn who_changes_the_words_is_the_one_who_can_not_agree() {
    let mut tale = Tale::new();
    tale.done(&staff(), propose(vec![name()]));
    tale.done(&head(), propose(vec![text(Field::Name, "实验小学教学楼项目")]));
    tale.refused(&head(), agree(&[Field::Name]), "publication.four_eyes");
    tale.done(&second_head(), agree(&[Field::Name]));
}

#[test]
fn a_page_is_taken_down_at_once_and_begins_anew() {
    let mut tale = Tale::new();
    tale.refused(&staff(), PublicationCommand::TakeDown { reason: "有误".into() }, "publication.up");
    tale.done(&staff(), propose(vec![name(), text(Field::Place, "丰泽区")]));
    tale.done(&head(), agree(&[Field::Name, Field::Place]));
    tale.refused(&staff(), PublicationCommand::TakeDown { reason: " ".into() }, "publication.reason");
    tale.done(&staff(), PublicationCommand::TakeDown { reason: "内容有误".into() });
    assert_eq!(tale.copy(), Some(Copy::Down(address())));
    tale.refused(&staff(), PublicationCommand::TakeDown { reason: "再撤".into() }, "publication.up");
    tale.done(&staff(), propose(vec![name()]));
    assert_eq!(tale.copy(), Some(Copy::Down(address())), "an old yes is worth nothing now");
    tale.done(&head(), agree(&[Field::Name]));
    assert_eq!((tale.fields(), &tale.p().public), (vec![Field::Name], &address()));
    tale.matter.state = State::Withdrawn;
    assert_eq!(tale.copy(), Some(Copy::Down(address())), "a withdrawn matter takes its page with it");
}

#[test]
fn what_never_was_public_leaves_no_trace_outside() {
    let mut tale = Tale::new();
    tale.done(&staff(), propose(vec![name()]));
    tale.done(&staff(), PublicationCommand::TakeDown { reason: "暂不公示".into() });
    assert_eq!(tale.copy(), None);
}

#[test]
fn what_may_not_be_proposed_is_told_with_a_way_out() {
    let mut tale = Tale::new();
    let mobile = text(Field::Phone, "王局长 138 0000 1234");
    tale.refused(&staff(), propose(vec![name(), mobile]), "publication.personal");
    tale.refused(&staff(), propose(vec![text(Field::Place, "丰泽区")]), "publication.name");
    tale.refused(&staff(), propose(vec![text(Field::Name, " \n")]), "publication.words");
    tale.refused(&staff(), propose(vec![text(Field::Name, &"长".repeat(101))]), "publication.words");
    tale.matter.milestones.clear();
    tale.refused(&staff(), propose(vec![name(), kept(Field::Steps)]), "publication.told");
    tale.refused(&head(), agree(&[Field::Name]), "publication.waiting");
    tale.refused(&head(), agree(&[]), "publication.waiting");
    tale.matter = crate::matters::sample::Tale::drafted().m().clone();
    tale.refused(&staff(), propose(vec![name()]), "publication.registered");
}

#[test]
fn a_milestone_that_names_a_mobile_is_not_published() {
    let mut tale = Tale::new();
    tale.matter.milestones[0].name = "施工许可（13800001234）".into();
    tale.refused(&staff(), propose(vec![name(), kept(Field::Steps)]), "publication.personal");
}

#[test]
fn the_day_of_a_page_tells_nothing_of_what_happens_inside() {
    let mut tale = Tale::new();
    tale.done(&staff(), propose(vec![name(), kept(Field::Due)]));
    tale.done(&head(), agree(&[Field::Name, Field::Due]));
    let before = tale.page();
    tale.matter.changed_at = tale.now.plus_ms(40 * 86_400_000);
    tale.matter.assignments[0].last_report.as_mut().unwrap().at = tale.matter.changed_at;
    assert_eq!(tale.page(), before);
}

fn reference(n: u128) -> PrivateRef {
    PrivateRef { id: PrivateId(Uuid::from_u128(n)), digest: "sha256:00".into() }
}

fn received() -> Clue {
    Clue {
        receipt: Receipt::of([9; 8]),
        matter: matter_id(7),
        office: CITY_OFFICE,
        text: reference(1),
        contact: Some(reference(2)),
        written_at: Instant(1),
        received_at: Instant(2),
        outcome: None,
    }
}

fn asks(clue: Option<&Clue>, command: &ClueCommand) -> Result<Vec<ClueEvent>, &'static str> {
    let decided = clue::decide(clue, command, Who::Person(staff().person));
    for event in decided.iter().flatten() {
        assert!(event.sentence().is_sound(), "{event:?}");
    }
    decided.map_err(|no| {
        assert!(no.why.is_sound() && no.instead.is_sound());
        no.rule.code
    })
}

#[test]
fn a_clue_is_screened_once_and_with_words() {
    let events = asks(None, &ClueCommand::Receive(Box::new(received()))).unwrap();
    let clue = clue::apply(None, &events[0]).unwrap();
    assert_eq!(clue.code(), "waiting");
    assert_eq!(asks(Some(&clue), &ClueCommand::Receive(Box::new(received()))), Err("clue.once"));
    let silent = ClueCommand::Screen(ClueOutcome::Declined { reason: "  ".into() });
    assert_eq!(asks(Some(&clue), &silent), Err("clue.words"));
    let passed = ClueCommand::Screen(ClueOutcome::PassedOn { to: "市城管局".into() });
    let clue = clue::apply(Some(clue.clone()), &asks(Some(&clue), &passed).unwrap()[0]).unwrap();
    assert_eq!(clue.code(), "passed_on");
    assert_eq!(asks(Some(&clue), &passed), Err("clue.once"));
}

#[test]
fn a_contact_is_read_on_record_until_it_is_erased() {
    let clue = received();
    assert_eq!(asks(Some(&clue), &ClueCommand::ReadContact).unwrap()[0].name(), "clue.contact_read");
    let events = asks(Some(&clue), &ClueCommand::EraseContact).unwrap();
    let clue = clue::apply(Some(clue), &events[0]).unwrap();
    assert_eq!(clue.contact, None);
    assert_eq!(asks(Some(&clue), &ClueCommand::ReadContact), Err("clue.contact"));
}

#[test]
fn codes_are_read_back_and_nothing_else_is() {
    let (address, receipt) = (PublicId::of([200; 10]), Receipt::of([3; 8]));
    assert_eq!(PublicId::parse(address.as_str()), Some(address));
    assert_eq!(Receipt::parse(receipt.as_str()), Some(receipt));
    for wrong in ["", "../../etc/passwd", "ABCDEFGHIJKLMNOP", "aaaaaaaaaaaaaaaa/", "aaaaaaaaaaaaaaaaa"] {
        assert_eq!(PublicId::parse(wrong), None, "{wrong}");
    }
    for wrong in ["", "7K3M", "7K3M-9PQ2-XT0O", "7K3M-9PQ2-XT01-AAAA", "7K3M 9PQ2 XT01", "7k3m-9pq2-xt01"] {
        assert_eq!(Receipt::parse(wrong), None, "{wrong}");
    }
}

/// From what was agreed to, and from nothing else.
#[test]
fn a_planned_day_that_has_passed_without_being_reached_is_told_in_words() {
    let missed = |tale: &Tale| -> Vec<String> {
        let page = tale.page();
        let Some(Value::Steps { steps }) = page.get(Field::Steps) else { return vec![] };
        let missed = steps.iter().filter(|step| step.is_missed(page.missed_before));
        missed.map(|step| step.name.clone()).collect()
    };
    let mut tale = Tale::new();
    tale.done(&staff(), propose(vec![name(), kept(Field::Steps), kept(Field::Due)]));
    tale.done(&head(), agree(&[Field::Name, Field::Steps, Field::Due]));
    assert_eq!(missed(&tale), [""; 0]);
    let before = tale.page().as_of;
    tale.now = tale.world.instant("2026-08-31T23:00");
    assert_eq!((missed(&tale), tale.page().as_of), (vec![], before), "the day itself is still its own");
    tale.now = tale.world.instant("2026-09-01T09:00");
    assert_eq!(missed(&tale), ["主体封顶"]);
    assert_eq!(tale.page().as_of, day("2026-09-01"), "a page that tells it is true to that day");
    tale.now = tale.world.instant("2026-10-20T09:00");
    assert_eq!(tale.page().as_of, day("2026-09-01"), "and says no more until more is to be said");
    tale.matter.milestones[1].reached = Some(tale.now);
    assert_eq!(missed(&tale), [""; 0]);
    // Nobody is told that it isn't done who isn't told how far it is.
    tale.now = tale.world.instant("2030-01-01T09:00");
    assert!(!tale.page().overdue);
    tale.done(&staff(), propose(vec![name(), kept(Field::Steps), kept(Field::Due), kept(Field::Rate)]));
    tale.done(&head(), agree(&[Field::Rate]));
    assert!(tale.page().overdue);
    tale.matter.assignments[0].rate = Some(Rate::WHOLE);
    assert!(!tale.page().overdue);
}

#[test]
fn what_was_agreed_to_as_it_stood_is_not_held_against_a_later_day() {
    let mut tale = Tale::new();
    tale.done(&staff(), propose(vec![name(), as_it_is(Field::Steps)]));
    tale.done(&head(), agree(&[Field::Name, Field::Steps]));
    tale.now = tale.world.instant("2027-01-01T09:00");
    let page = tale.page();
    let Some(Value::Steps { steps }) = page.get(Field::Steps) else { panic!("no steps") };
    assert!(steps.iter().all(|step| !step.is_missed(page.missed_before)), "what came of it nobody was told");
}
