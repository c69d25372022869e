//! The rules of 公示: somebody proposes, somebody else agrees to each field for itself; only then does it
//! leave the house. Taking away is always allowed to whoever may propose.

use super::{
    codes::PublicId,
    field::{Field, Shown, Value, told},
    personal::has_personal_number,
    publication::{Publication, PublicationCommand, PublicationEvent, Wanted},
};
use crate::{
    calendar::Calendar,
    matters::Matter,
    phrase,
    refusal::{Refusal, Rule},
    who::Who,
};

/// What a decision looks at besides the publication.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Who asks. The right to ask was looked up before.
    pub by: Who,
    /// The matter as it stands.
    pub matter: &'a Matter,
    /// For days.
    pub calendar: &'a Calendar,
}

const REGISTERED: Rule =
    Rule::ours("publication.registered", "已立项的事项方可公示", "Only what is registered is published");
const NAMED: Rule = Rule::ours("publication.name", "公示内容须有名称", "A public page has a name");
const WORDS: Rule =
    Rule::ours("publication.words", "公示文字须简明", "Words for the public are there and short");
const NO_NUMBERS: Rule = Rule::ours(
    "publication.personal",
    "公示内容不得含个人手机号码和身份证号码",
    "Nobody's mobile or identity number is published",
);
const TOLD: Rule =
    Rule::ours("publication.told", "系统数据以事项为准", "What the matter tells is taken from the matter");
const CHANGES: Rule = Rule::ours("publication.changes", "提请公示须有变化", "A proposal changes something");
const FOUR_EYES: Rule = Rule::ours(
    "publication.four_eyes",
    "提请人不得审批本人提请的公示内容",
    "Who proposed a field doesn't agree to it",
);
const WAITS: Rule =
    Rule::ours("publication.waiting", "审批对象须为待审批的公示内容", "Only what waits is decided on");
const REASON: Rule = Rule::ours("publication.reason", "不同意、撤下须说明理由", "A no has a reason");
const UP: Rule = Rule::ours("publication.up", "撤下对象须为公示中的内容", "Only what is up is taken down");

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// Decides a command. Errors: a refusal that names its rule.
pub fn decide(
    publication: Option<&Publication>,
    command: &PublicationCommand,
    facts: &Facts<'_>,
) -> Result<Vec<PublicationEvent>, Refusal> {
    match command {
        PublicationCommand::Propose { public, fields } => propose(publication, public, fields, facts),
        PublicationCommand::Decide { agreed, refused } => settle(publication, agreed, refused, facts),
        PublicationCommand::TakeDown { reason } => take_down(publication, reason, facts),
    }
}

fn propose(
    publication: Option<&Publication>,
    public: &PublicId,
    wanted: &[Wanted],
    facts: &Facts<'_>,
) -> Result<Vec<PublicationEvent>, Refusal> {
    let m = facts.matter;
    if m.is_draft() || m.is_final() {
        return Err(REGISTERED.refuse(
            phrase!("该事项当前为“{0}”", "the matter is now: {0}", m.state.word()),
            phrase!("请在立项之后、撤销或归档之前提请公示", "propose it between registration and its end"),
        ));
    }
    if !wanted.iter().any(|wanted| wanted.field == Field::Name) {
        return Err(NAMED.refuse(
            phrase!("未填写名称", "no name is given"),
            phrase!("请填写对外公示的名称；如不再公示，请撤下", "give a name, or take the page down"),
        ));
    }
    let shown = wanted.iter().map(|wanted| shown(wanted, facts)).collect::<Result<Vec<_>, _>>()?;
    let none = Vec::new();
    let agreed = publication.map_or(&none[..], |p| &p.agreed[..]);
    let waiting = publication.map_or(&[][..], |p| &p.waiting[..]);
    let is_agreed = |shown: &Shown| agreed.iter().any(|a| a.shown.is_same(shown));
    let is_waiting = |shown: &Shown| waiting.iter().any(|w| w.shown.is_same(shown));
    let waits = |field: Field| waiting.iter().any(|w| w.shown.field == field);
    let offered: Vec<Shown> =
        shown.iter().filter(|shown| !is_agreed(shown) && !is_waiting(shown)).cloned().collect();
    let dropped: Vec<Field> =
        shown.iter().filter(|shown| is_agreed(shown) && waits(shown.field)).map(|s| s.field).collect();
    let known = |field: Field| waits(field) || agreed.iter().any(|a| a.shown.field == field);
    let removed: Vec<Field> = Field::ALL
        .iter()
        .copied()
        .filter(|field| known(*field) && !shown.iter().any(|shown| shown.field == *field))
        .collect();
    if offered.is_empty() && dropped.is_empty() && removed.is_empty() {
        return Err(CHANGES.refuse(
            phrase!("所填内容与公示中或待审批的内容相同", "it is what is public or waits already"),
            phrase!("请修改后再提请", "change something, then propose it"),
        ));
    }
    Ok(vec![PublicationEvent::Proposed {
        matter: m.id,
        office: m.office,
        public: publication.map_or_else(|| public.clone(), |p| p.public.clone()),
        offered,
        removed,
        dropped,
        by: facts.by,
    }])
}

/// What a field would say, checked.
fn shown(wanted: &Wanted, facts: &Facts<'_>) -> Result<Shown, Refusal> {
    let field = wanted.field;
    if field.is_told() {
        let value = told(field, facts.matter, facts.calendar).ok_or_else(|| {
            TOLD.refuse(
                phrase!("该事项尚无“{0}”", "the matter has none yet: {0}", field.word()),
                phrase!("请先在事项中补充，或不公示此项", "enter it in the matter, or leave the field out"),
            )
        })?;
        check_steps(&value)?;
        return Ok(Shown { field, value, kept: wanted.kept });
    }
    let text = plain(&wanted.text);
    let count = text.chars().count();
    if count == 0 || count > field.longest() {
        return Err(WORDS.refuse(
            phrase!(
                "“{0}”为空或超过{1}字",
                "{0} is empty or longer than {1} characters",
                field.word(),
                field.longest()
            ),
            phrase!("请填写不超过限定字数的文字，或不公示此项", "write less, or leave the field out"),
        ));
    }
    no_numbers(field, &text)?;
    Ok(Shown { field, value: Value::Text { text }, kept: false })
}

/// The names of milestones are words too.
fn check_steps(value: &Value) -> Result<(), Refusal> {
    match value {
        Value::Steps { steps } => steps.iter().try_for_each(|step| no_numbers(Field::Steps, &step.name)),
        _ => Ok(()),
    }
}

fn no_numbers(field: Field, text: &str) -> Result<(), Refusal> {
    if !has_personal_number(text) {
        return Ok(());
    }
    Err(NO_NUMBERS.refuse(
        phrase!("“{0}”中有疑似个人手机号码或身份证号码", "{0} seems to hold one", field.word()),
        phrase!(
            "请删去该号码；监督电话请填写单位公开的固定电话或热线",
            "leave it out; give an office's telephone"
        ),
    ))
}

/// Without control characters and blanks around.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().trim().to_owned()
}

fn settle(
    publication: Option<&Publication>,
    agreed: &[Field],
    refused: &[(Field, String)],
    facts: &Facts<'_>,
) -> Result<Vec<PublicationEvent>, Refusal> {
    let waiting = publication.map_or(&[][..], |p| &p.waiting[..]);
    let all: Vec<Field> = agreed.iter().copied().chain(refused.iter().map(|(field, _)| *field)).collect();
    if all.is_empty() {
        return Err(WAITS.refuse(
            phrase!("未对任何一项表示意见", "nothing was decided"),
            phrase!("请对待审批的内容逐项选择同意或不同意", "agree or not, field by field"),
        ));
    }
    for field in &all {
        let Some(waits) = waiting.iter().find(|waiting| waiting.shown.field == *field) else {
            return Err(WAITS.refuse(
                phrase!("“{0}”不在待审批之列", "{0} does not wait", field.word()),
                phrase!("请刷新页面后按当前内容审批", "load the page anew and decide on what waits"),
            ));
        };
        if waits.by.is_same_person(facts.by) {
            return Err(FOUR_EYES.refuse(
                phrase!("“{0}”由您本人提请", "you proposed it yourself: {0}", field.word()),
                phrase!("请由督查室其他负责人审批", "let another head of the office decide"),
            ));
        }
    }
    let mut events = Vec::new();
    if !agreed.is_empty() {
        let fields = Field::ALL.iter().copied().filter(|field| agreed.contains(field)).collect();
        events.push(PublicationEvent::Agreed { fields, by: facts.by });
    }
    for (field, reason) in refused {
        let reason = given(reason)?;
        events.push(PublicationEvent::Refused { field: *field, reason, by: facts.by });
    }
    Ok(events)
}

fn take_down(
    publication: Option<&Publication>,
    reason: &str,
    facts: &Facts<'_>,
) -> Result<Vec<PublicationEvent>, Refusal> {
    let up = publication.is_some_and(|p| p.down.is_none());
    if !up {
        return Err(UP.refuse(
            phrase!("该事项没有公示中或待审批的内容", "nothing of it is public or waits"),
            phrase!("如需公示，请先提请", "propose it first"),
        ));
    }
    Ok(vec![PublicationEvent::TakenDown { reason: given(reason)?, by: facts.by }])
}

fn given(reason: &str) -> Result<String, Refusal> {
    let reason = plain(reason);
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(REASON.refuse(
            phrase!(
                "理由为空或超过{0}字",
                "the reason is empty or longer than {0} characters",
                LONGEST_REASON
            ),
            phrase!("请填写理由", "say why"),
        ));
    }
    Ok(reason)
}
