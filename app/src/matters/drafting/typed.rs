//! What was typed into the form of a draft, read once into core's draft; and a draft as the form shows it.

use crate::{
    act::ActError,
    db::Tx,
    matters::{
        act::Around,
        list::{self, Filter},
        store,
    },
    people::store::{PersonFilter, persons},
    web::{fields::Fields, form::Form, layout::Frame},
};
use bangdu_core::{
    calendar::{Days, Deadline, written},
    ids::{MatterId, PersonId, UnitId},
    matters::{
        Basis, DraftMatter, FileRef, Instruction, InstructionKind, Layer, Matter, MatterKind, Number, Origin,
        Source, Urgency,
    },
    people::sight,
    phrase::Phrase,
};
use jiff::civil::Date;

/// What the form needs of the store before it can be read.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Offices for which this person may draft.
    pub offices: Vec<UnitId>,
    /// The matter above, where its number is known to the reader.
    pub parent: Option<MatterId>,
    /// The instruction's author, where one person bears the name.
    pub author: Option<PersonId>,
    /// Today in the installation's zone.
    pub today: Date,
    /// The scan that the draft has already.
    pub scan: Option<FileRef>,
}

impl Looked {
    /// Looks up what the fields name.
    ///
    /// # Errors
    /// When the store fails.
    pub fn up(tx: &mut Tx<'_>, around: &Around<'_>, fields: &Fields) -> Result<Looked, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let today = around.asker.today(&around.settings.calendar);
        Ok(Looked {
            offices: super::offices(actor, &around.directory.tree, today).collect(),
            parent: fields.given("parent").map_or(Ok(None), |number| seen_by_number(tx, around, number))?,
            author: fields.given("author").map_or(Ok(None), |name| person_called(tx, name))?,
            today,
            scan: None,
        })
    }
}

fn seen_by_number(tx: &mut Tx<'_>, around: &Around<'_>, number: &str) -> Result<Option<MatterId>, ActError> {
    let Some(actor) = around.asker.actor else { return Ok(None) };
    let now = around.asker.now;
    let sight = sight(actor, &around.directory.tree, around.settings.calendar.date_of(now));
    let filter = Filter { words: Some(number.to_owned()), ..Filter::default() };
    let asked = list::Asked { sight: &sight, filter: &filter, now };
    let found = list::page(tx, &asked, list::Order::Due, None, 20)?;
    let same = |line: &&list::Line| line.number.as_deref() == Some(number);
    Ok(found.lines.iter().find(same).map(|line| line.id))
}

fn person_called(tx: &mut Tx<'_>, name: &str) -> Result<Option<PersonId>, ActError> {
    let filter = PersonFilter { text: name.to_owned(), ..PersonFilter::default() };
    let found = persons(tx, &filter, 20)?;
    let same: Vec<_> = found.iter().filter(|person| person.name == name).collect();
    Ok(if let [one] = same[..] { Some(one.id) } else { None })
}

/// Reads the form. What can't be read is said at its field.
pub fn read(form: &mut Form, frame: &Frame, id: MatterId, looked: &Looked) -> Option<DraftMatter> {
    let title = form.needed("title");
    let kind = choice(form, frame, "kind", MatterKind::from_code);
    let source = choice(form, frame, "source", Source::from_code);
    let urgency = choice(form, frame, "urgency", Urgency::from_code);
    let basis = basis(form, frame, looked);
    let deadline = deadline(form, frame, looked.today);
    let office = office(form, frame, looked);
    let layer = layer(form, frame, looked);
    let values = form.values();
    let draft = DraftMatter {
        id,
        kind: kind?,
        title,
        requirement: values.get("requirement").to_owned(),
        origin: Origin { source: source?, basis: basis? },
        office: office?,
        campaign: values.given("campaign").and_then(|id| id.parse().ok()),
        urgency: urgency?,
        deadline,
        layer,
        not_classified: values.ticked("not_classified"),
    };
    form.is_right().then_some(draft)
}

fn choice<T>(form: &mut Form, frame: &Frame, name: &str, known: fn(&str) -> Option<T>) -> Option<T> {
    let found = known(form.values().get(name));
    if found.is_none() {
        form.wrong(name, frame.t("drafting.choose"));
    }
    found
}

fn basis(form: &mut Form, frame: &Frame, looked: &Looked) -> Option<Basis> {
    let scan = looked.scan.clone();
    match form.values().get("basis") {
        "decision" => Some(Basis::Decision { document: form.needed("document"), scan }),
        "document" => Some(Basis::Document { document: form.needed("document"), scan }),
        "proposal" => Some(Basis::Proposal { reason: form.needed("reason") }),
        "instruction" => instruction(form, frame, looked).map(Basis::Instruction),
        _ => {
            form.wrong("basis", frame.t("drafting.choose"));
            None
        }
    }
}

fn instruction(form: &mut Form, frame: &Frame, looked: &Looked) -> Option<Instruction> {
    let kind = choice(form, frame, "instruction_kind", InstructionKind::from_code);
    let (author, text, on) =
        (form.needed("author"), form.needed("instruction_text"), form.needed("instruction_on"));
    let on = match written::parse_date(&on, &context(looked.today)).date() {
        Some(on) if on <= looked.today => Some(on),
        Some(_) => {
            form.wrong("instruction_on", frame.t("drafting.on_future"));
            None
        }
        None if on.is_empty() => None,
        None => {
            form.wrong("instruction_on", frame.t("drafting.on_unread"));
            None
        }
    };
    Some(Instruction {
        kind: kind?,
        author,
        author_id: looked.author,
        text,
        on: on?,
        scan: looked.scan.clone(),
    })
}

/// Nothing typed takes the default of the urgency; what can't be read is said.
fn deadline(form: &mut Form, frame: &Frame, today: Date) -> Option<Deadline> {
    let text = form.values().given("deadline")?.to_owned();
    let read = written::parse_date(&text, &context(today));
    if read.meaning.is_none() {
        form.wrong("deadline", frame.say(&read.note));
    }
    read.meaning
}

fn office(form: &mut Form, frame: &Frame, looked: &Looked) -> Option<UnitId> {
    let found = match (form.values().given("office"), &looked.offices[..]) {
        (None, [only]) => Some(*only),
        (given, known) => given.and_then(|id| id.parse().ok()).filter(|id| known.contains(id)),
    };
    if found.is_none() {
        form.wrong("office", frame.t("drafting.choose"));
    }
    found
}

fn layer(form: &mut Form, frame: &Frame, looked: &Looked) -> Option<Layer> {
    form.values().given("parent")?;
    if looked.parent.is_none() {
        form.wrong("parent", frame.t("drafting.parent_unknown"));
    }
    let agreed = form.values().ticked("agreed");
    looked.parent.map(|parent| Layer { parent, agreed })
}

/// How a date that was typed is read.
fn context(today: Date) -> written::Context {
    written::Context { today, year: None, may_be_serial: false }
}

/// How the deadline that was typed is understood, as a sentence.
pub fn understood(text: &str, today: Date) -> Option<Phrase> {
    let read = written::parse_date(text, &context(today));
    read.meaning.map(|_| read.note)
}

/// The fields of a form that nobody has touched.
pub fn blank(id: MatterId) -> Fields {
    let id = id.to_string();
    let given = [("id", id.as_str()), ("kind", "task"), ("urgency", "general"), ("basis", "document")];
    Fields::from(given)
}

/// A stored draft as the form shows it.
pub fn fields(tx: &mut Tx<'_>, m: &Matter) -> Result<Fields, ActError> {
    let parent = match &m.layer {
        Some(layer) => store::get(tx, layer.parent)?.and_then(|parent| parent.number),
        None => None,
    };
    let mut pairs = vec![
        ("kind", m.kind.code().to_owned()),
        ("title", m.title.clone()),
        ("requirement", m.requirement.clone()),
        ("source", m.origin.source.code().to_owned()),
        ("urgency", m.urgency.code().to_owned()),
        ("office", m.office.to_string()),
        ("campaign", m.campaign.map(|id| id.to_string()).unwrap_or_default()),
        ("deadline", deadline_text(&m.deadline)),
        ("parent", parent.as_ref().map(Number::to_string).unwrap_or_default()),
    ];
    if m.layer.as_ref().is_some_and(|layer| layer.agreed) {
        pairs.push(("agreed", "yes".to_owned()));
    }
    pairs.extend(basis_fields(&m.origin.basis));
    Ok(Fields::from(pairs))
}

fn basis_fields(basis: &Basis) -> Vec<(&'static str, String)> {
    match basis {
        Basis::Decision { document, .. } => {
            vec![("basis", "decision".to_owned()), ("document", document.clone())]
        }
        Basis::Document { document, .. } => {
            vec![("basis", "document".to_owned()), ("document", document.clone())]
        }
        Basis::Proposal { reason } => vec![("basis", "proposal".to_owned()), ("reason", reason.clone())],
        Basis::Instruction(instruction) => vec![
            ("basis", "instruction".to_owned()),
            ("instruction_kind", instruction.kind.code().to_owned()),
            ("author", instruction.author.clone()),
            ("instruction_text", instruction.text.clone()),
            ("instruction_on", instruction.on.to_string()),
        ],
        Basis::Ledger(_) => Vec::new(),
    }
}

/// A deadline as people type it, so that it reads back the same.
fn deadline_text(deadline: &Deadline) -> String {
    match deadline {
        Deadline::On(date) => date.to_string(),
        Deadline::Within { days, kind: Days::Working } => format!("{days}个工作日"),
        Deadline::Within { days, kind: Days::Natural } => format!("{days}个自然日"),
        Deadline::Standing => "长期".to_owned(),
        Deadline::Open => "时限待定".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_reads_back_as_it_was_meant() {
        let today = jiff::civil::date(2026, 11, 23);
        let meant = [
            Deadline::On(jiff::civil::date(2027, 6, 30)),
            Deadline::Within { days: 3, kind: Days::Working },
            Deadline::Within { days: 30, kind: Days::Natural },
            Deadline::Standing,
            Deadline::Open,
        ];
        for deadline in meant {
            let read = written::parse_date(&deadline_text(&deadline), &context(today));
            assert_eq!(read.meaning, Some(deadline));
        }
    }
}
