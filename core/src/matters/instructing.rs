//! 作出批示: a leader writes an instruction here, and it begins a draft of their own government's office. The words are
//! the leader's and stay as they were written; whoever of the office takes the draft up becomes its drafter.
//!
//! A secretary may write it down in the leader's name; who entered it is on record.

use super::{
    asked::{DraftMatter, NewInstruction},
    event::{Instructed, What},
    facts::{By, Facts},
    matter::Matter,
    parts::{Basis, Handwritten, Instruction, Origin},
    registration::content,
    words::{MatterKind, Source, Urgency},
};
use crate::{
    ids::UnitId,
    people::{Actor, Ground, Role, UnitKind, UnitTree},
    phrase,
    refusal::{Refusal, Rule},
    who::Who,
};
use jiff::civil::Date;

const AUTHOR: Rule = Rule::ours(
    "instruction.author",
    "批示由领导本人作出，或由其秘书代录",
    "An instruction is the leader's own, or entered by their secretary",
);
const OFFICE: Rule = Rule::ours(
    "instruction.office",
    "批示交本级政府督查室立项",
    "An instruction goes to the office of the leader's own government",
);
const ABOUT: Rule =
    Rule::ours("instruction.about", "批示所涉事项须存在", "The matter that an instruction is about exists");
const LEAD: Rule = Rule::ours("instruction.lead", "建议牵头单位须存在", "The unit proposed as lead exists");
const WORDS: Rule =
    Rule::ours("instruction.words", "批示原文不得改动", "The words of an instruction stay as written");
const KEPT: Rule =
    Rule::ours("instruction.kept", "领导批示不得自行放弃", "A leader's instruction is not thrown away");

/// Whether somebody writes instructions at all: their own, or a leader's whom they serve.
pub fn writes(actor: &Actor, today: Date) -> bool {
    writes_own(actor, today) || actor.business(today).any(|grant| grant.role == Role::Secretary)
}

/// Whether somebody writes instructions of their own.
pub fn writes_own(actor: &Actor, today: Date) -> bool {
    actor.business(today).any(|grant| matches!(grant.role, Role::Leader | Role::GovernmentHead))
}

/// Whether `secretary` may write in the name of `leader`: somebody of the same government in charge of a unit for
/// which the secretary acts.
pub fn serves(secretary: &Actor, leader: &Actor, tree: &UnitTree, today: Date) -> bool {
    let in_charge =
        |unit| leader.business(today).any(|g| g.role == Role::Leader && tree.within(unit, g.scope));
    let mut acts = secretary.business(today).filter(|grant| grant.role == Role::Secretary);
    secretary.person != leader.person
        && government(secretary, tree) == government(leader, tree)
        && acts.any(|grant| in_charge(grant.scope))
}

/// The offices to which an instruction of this leader goes: those of the government that they belong to.
pub fn offices(author: &Actor, tree: &UnitTree) -> Vec<UnitId> {
    let Some(government) = government(author, tree) else { return Vec::new() };
    let own = |unit: &&crate::people::Unit| unit.is_office && unit.ended.is_none();
    tree.children(government).into_iter().filter(own).map(|unit| unit.id).collect()
}

fn government(actor: &Actor, tree: &UnitTree) -> Option<UnitId> {
    tree.line(actor.unit).find(|unit| unit.kind == UnitKind::Government).map(|unit| unit.id)
}

/// What the table of rights is asked with: the office, and a unit in this person's charge.
pub(super) fn ground(c: &NewInstruction, f: &Facts) -> Ground {
    let lead = match f.by {
        By::Person(actor) => {
            let mut charge = actor.business(f.today());
            charge.find(|grant| matches!(grant.role, Role::Leader | Role::Secretary)).map(|grant| grant.scope)
        }
        By::System | By::Operator => None,
    };
    Ground { lead, ..Ground::of_office(c.office) }
}

/// Writes an instruction: a draft of the office begins.
pub fn instruct(c: &NewInstruction, f: &Facts) -> Result<Vec<What>, Refusal> {
    let author = authorised(c, f)?;
    if !offices(author, f.tree).contains(&c.office) {
        return Err(OFFICE.refuse(
            phrase!("{0}不是该领导所在政府的督查室", "{0} is no office of the leader's government", c.office),
            phrase!("请选择本级政府督查室", "choose an office of the own government"),
        ));
    }
    if c.about.is_some() && !f.about_is_seen {
        return Err(ABOUT.refuse(
            phrase!("所指事项不存在", "there is no such matter"),
            phrase!("请从事项页面作出批示，或不指明事项", "write it from the matter's page, or name none"),
        ));
    }
    if c.lead.is_some_and(|unit| f.tree.get(unit).is_none_or(|unit| unit.ended.is_some())) {
        return Err(LEAD.refuse(
            phrase!("所填单位不存在或已撤并", "the unit does not exist or has ended"),
            phrase!("请另选单位，或留空由督查室拟定", "name another one, or leave it to the office"),
        ));
    }
    let instruction = Instruction {
        kind: c.kind,
        author: author.name.clone(),
        author_id: Some(author.person),
        text: c.text.trim().to_owned(),
        on: f.today(),
        scan: None,
    };
    let draft = DraftMatter {
        id: c.id,
        kind: MatterKind::Task,
        title: c.title.clone(),
        requirement: String::new(),
        origin: Origin { source: Source::Instruction, basis: Basis::Instruction(instruction) },
        office: c.office,
        campaign: None,
        urgency: Urgency::General,
        deadline: c.deadline,
        layer: None,
        not_classified: c.not_classified,
    };
    let draft = content(&draft, f)?;
    Ok(vec![What::Instructed(Box::new(Instructed { draft, about: c.about, lead: c.lead }))])
}

/// Whose instruction it is, where this person may write it.
fn authorised<'f>(c: &NewInstruction, f: &'f Facts) -> Result<&'f Actor, Refusal> {
    let By::Person(actor) = f.by else { return Err(not_the_author()) };
    let author = f.author.as_ref().filter(|author| author.person == c.author).ok_or_else(not_the_author)?;
    let own = author.person == actor.person && writes_own(actor, f.today());
    if own || serves(actor, author, f.tree, f.today()) { Ok(author) } else { Err(not_the_author()) }
}

fn not_the_author() -> Refusal {
    AUTHOR.refuse(
        phrase!("您不是该领导本人，也未受托为其代录", "you are neither that leader nor their secretary"),
        phrase!(
            "请由领导本人登录作出；纸质批示由督查室经办人拟办录入",
            "let the leader sign in; the office's drafter enters what came on paper"
        ),
    )
}

/// Refuses to change the words of an instruction that was written here.
pub(super) fn words_stay(m: &Matter, origin: &Origin) -> Result<(), Refusal> {
    let same = match (&m.origin.basis, &origin.basis) {
        (Basis::Instruction(was), Basis::Instruction(is)) => {
            (was.kind, &was.author, was.text.trim(), was.on) == (is.kind, &is.author, is.text.trim(), is.on)
        }
        _ => false,
    };
    if m.handwritten.is_none() || (same && origin.source == m.origin.source) {
        return Ok(());
    }
    Err(WORDS.refuse(
        phrase!("来源和批示内容与领导所写不一致", "source or instruction differ from what the leader wrote"),
        phrase!(
            "请保留批示原文，把落实意见写入“工作目标及要求”",
            "keep the words, and write what follows from them into the requirements"
        ),
    ))
}

/// Refuses to throw away what a leader wrote.
pub(super) fn may_go(m: &Matter) -> Result<(), Refusal> {
    if m.handwritten.is_none() {
        return Ok(());
    }
    Err(KEPT.refuse(
        phrase!("该拟办由领导批示形成", "the draft was begun by a leader's instruction"),
        phrase!(
            "请完善后报批；指导性、参阅性批示可由审批人阅知不立项",
            "complete and submit it; one that guides or is to be read may be noted without registration"
        ),
    ))
}

/// Whoever of the office completes the draft or hands it in has drafted it: the leader only gave the basis.
pub(super) fn take_up(m: &mut Matter, by: Who) {
    if m.handwritten.is_some() {
        m.drafter = by;
    }
}

/// What is kept beside the draft of what the leader wrote.
pub(super) fn handwritten(i: &Instructed, by: Who) -> Handwritten {
    Handwritten { by, about: i.about, lead: i.lead }
}
