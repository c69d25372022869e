//! A leader writes an instruction: whose it may be, to which office it goes, and that its words stay.

use super::super::{
    Basis, Command, DraftEnd, InstructionKind, NewInstruction, instructing::offices, sample::*, sentence,
};
use crate::{
    people::{Action, Actor, Grant, Role, allows, sample::*, sees, sight},
    phrase::Word,
};

/// What `author` writes to the city's office.
fn instruction(author: &Actor) -> NewInstruction {
    NewInstruction {
        id: matter_id(7),
        office: CITY_OFFICE,
        title: "两所学校施工许可".into(),
        kind: InstructionKind::ToAct,
        text: "请住建局牵头，月底前解决".into(),
        author: author.person,
        about: None,
        lead: Some(HOUSING),
        deadline: None,
        not_classified: true,
    }
}

fn instruct(author: &Actor) -> Command {
    Command::Instruct(Box::new(instruction(author)))
}

/// A tale in which `author` is known as the author.
fn by(author: &Actor) -> Tale {
    Tale { author: Some(author.clone()), ..Tale::new() }
}

fn word(word: &Word) -> &str {
    &word.zh
}

#[test]
fn a_leader_writes_and_the_office_registers_what_was_written() {
    let mut tale = by(&leader());
    tale.done(&leader(), instruct(&leader()));
    assert_eq!((tale.state(), tale.last()), ("draft", "matter.instructed"));
    assert_eq!(word(&tale.m().standing()), "待立项", "no past is invented: nobody drafted it yet");
    let Basis::Instruction(written) = tale.m().origin.basis.clone() else { panic!() };
    assert_eq!((written.author_id, written.on), (Some(leader().person), day("2026-03-02")));
    assert!(sentence(&tale.log[0].1).zh.starts_with("作出批示（{0}）"));
    tale.refused(&leader(), Command::Submit, "rights.table");
    tale.done(&clerk(), Command::Submit).done(&governor(), Command::Approve);
    assert_eq!(word(&tale.m().standing()), "已立项");
    let facts_tree = city();
    let today = day("2026-03-02");
    assert!(sees(&leader(), &tale.m().ground(), &facts_tree, today), "wherever it goes");
}

#[test]
fn its_author_sees_the_draft_and_nobody_else_in_charge_does() {
    let mut tale = by(&leader());
    tale.done(&leader(), instruct(&leader()));
    let (ground, tree, today) = (tale.m().ground(), city(), day("2026-03-02"));
    let colleague = person(90, CITY, &[(Role::Leader, HOUSING)]);
    for (who, expected) in [(leader(), true), (colleague, false), (secretary(), false), (clerk(), true)] {
        assert_eq!(sees(&who, &ground, &tree, today), expected, "{}", who.name);
        assert_eq!(sight(&who, &tree, today).covers(&ground), expected, "{}", who.name);
        assert_eq!(allows(&who, Action::SeeDraft, &ground, &tree, today), expected, "{}", who.name);
    }
    let retired = Actor { grants: vec![Grant::of(Role::Liaison, FINANCE)], ..leader() };
    assert!(!sees(&retired, &ground, &tree, today), "who writes no instructions any more");
}

#[test]
fn a_secretary_writes_in_the_name_of_the_leader_they_serve_and_it_is_on_record() {
    let mut tale = by(&leader());
    tale.done(&secretary(), instruct(&leader()));
    let m = tale.m();
    assert_eq!(m.authors(), [leader().person, secretary().person], "both see what becomes of it");
    assert!(sentence(&tale.log[0].1).zh.starts_with("代{2}录入批示"));
    assert!(m.handwritten.as_ref().is_some_and(|written| written.by == tale.log[0].1.by));

    by(&secretary()).refused(&secretary(), instruct(&secretary()), "instruction.author");
    let other = person(91, CITY, &[(Role::Leader, FINANCE)]);
    by(&other).refused(&secretary(), instruct(&other), "instruction.author");
    let elsewhere = person(92, JINJIANG, &[(Role::Leader, CITY)]);
    by(&elsewhere).refused(&secretary(), instruct(&elsewhere), "instruction.author");
    by(&leader()).refused(&governor(), instruct(&leader()), "instruction.author");
}

#[test]
fn only_leaders_write_and_only_to_the_office_of_their_own_government() {
    for who in [clerk(), staff(), head(), liaison(), delegate()] {
        by(&who).refused(&who, instruct(&who), "rights.table");
    }
    by(&governor()).done(&governor(), instruct(&governor()));
    assert_eq!(offices(&leader(), &city()), [CITY_OFFICE]);
    let county = person(93, JINJIANG, &[(Role::Leader, JINJIANG_HOUSING)]);
    assert_eq!(offices(&county, &city()), [JINJIANG_OFFICE]);
    by(&county).refused(&county, instruct(&county), "instruction.office");
    let own = NewInstruction { office: JINJIANG_OFFICE, ..instruction(&county) };
    by(&county).done(&county, Command::Instruct(Box::new(own)));
}

#[test]
fn what_it_is_about_exists_is_complete_and_is_not_classified() {
    let with = |change: fn(&mut NewInstruction)| {
        let mut new = instruction(&leader());
        change(&mut new);
        Command::Instruct(Box::new(new))
    };
    let unseen = Tale { about_is_seen: false, ..by(&leader()) };
    unseen.clone().refused(&leader(), with(|new| new.about = Some(matter_id(8))), "instruction.about");
    unseen.clone().done(&leader(), instruct(&leader()));
    by(&leader()).refused(&leader(), with(|new| new.text = " ".into()), "registration.basis");
    by(&leader()).refused(&leader(), with(|new| new.title = String::new()), "draft.title");
    by(&leader()).refused(&leader(), with(|new| new.not_classified = false), "draft.not_classified");
    by(&leader()).refused(
        &leader(),
        with(|new| new.lead = Some(crate::ids::UnitId(uuid::Uuid::nil()))),
        "instruction.lead",
    );
}

#[test]
fn the_office_keeps_the_words_and_throws_nothing_away() {
    let mut tale = by(&leader());
    tale.done(&leader(), instruct(&leader()));
    let written = tale.m().origin.clone();
    tale.refused(&clerk(), Command::Discard, "instruction.kept");
    assert!(!tale.offered(&clerk()).contains(&"discard"));
    let mut other = written.clone();
    if let Basis::Instruction(i) = &mut other.basis {
        i.text = "请住建局酌情处理".into();
    }
    let edit = |origin: &super::super::Origin| {
        Command::EditDraft(Box::new(super::super::DraftMatter {
            origin: origin.clone(),
            requirement: "核发两校施工许可".into(),
            ..draft()
        }))
    };
    tale.refused(&clerk(), edit(&other), "instruction.words");
    tale.refused(&clerk(), edit(&draft().origin), "instruction.words");
    let mut unnamed = written.clone();
    if let Basis::Instruction(i) = &mut unnamed.basis {
        i.author_id = None;
    }
    tale.done(&clerk(), edit(&unnamed));
    assert_eq!(tale.m().origin, written, "a form that doesn't know the author's account loses it not");
    tale.done(&clerk(), Command::Submit);
    let end = Command::EndDraft { how: DraftEnd::NotedOnly, reason: "已阅".into() };
    tale.refused(&governor(), end, "registration.instruction");
}

#[test]
fn the_head_of_government_may_register_what_rests_on_their_own_instruction() {
    let mut tale = by(&governor());
    tale.done(&governor(), instruct(&governor()));
    tale.done(&clerk(), Command::Submit);
    assert_eq!(tale.m().drafter, tale.log[1].1.by, "whoever takes it up drafts it");
    tale.done(&governor(), Command::Approve);
}
