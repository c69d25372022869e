//! What the demo city publishes: a few projects with their public pages, one whose news wait for a second person,
//! one that was taken down, and some clues that came in.

use super::{projects::place_of, seed::Seed, story::World};
use crate::{
    act::{ActError, Asker},
    board::{
        act::{self, clues::receive},
        line::Line,
    },
    db::Tx,
    matters,
    standing::Standing,
};
use bangdu_core::{
    board::{
        Field, PublicId, Receipt,
        publication::{PublicationCommand, Wanted},
        told,
    },
    ids::PrivateId,
    matters::{Matter, MatterKind, State},
    people::Role,
};

/// How many projects are looked at, and how many published.
const LOOKED_AT: i64 = 400;
const PUBLISHED: usize = 5;
/// What people wrote, on the pages in their order.
const CLUES: [(&str, Option<&str>); 4] = [
    ("工地围挡有一处缺口，放学时段有学生从工地穿行，存在安全隐患，请尽快处理。", Some("林女士 1380000 9001")),
    ("公示的主体封顶时间已过，现场只建到十层左右，已经两周没有看到施工人员。", None),
    (
        "夜间十点以后仍在浇筑，噪声很大，附近住户无法休息，希望合理安排施工时间。",
        Some("小区业主 1380000 9002"),
    ),
    ("渣土车出场没有冲洗，路面扬尘严重，影响周边居民出行。", None),
];

/// Publishes, and takes the clues in, all on the last working days.
pub(super) fn publish(
    tx: &mut Tx<'_>,
    world: &World,
    standing: &Standing,
    seed: &mut Seed,
) -> Result<(), ActError> {
    let office = world.units.office;
    let mut projects = Vec::new();
    for id in matters::store::walk(tx, None, LOOKED_AT)? {
        let Some(m) = matters::store::get(tx, id)? else { continue };
        let building = m.kind == MatterKind::Project && m.requirement.starts_with("建设规模");
        let goes_on = matches!(m.state, State::InProgress) && !m.milestones.is_empty();
        if building && goes_on && m.office == office && projects.len() < PUBLISHED {
            projects.push(m);
        }
    }
    let seat = |role| &world.people.members[world.people.seat(role, office, 0)].actor;
    let (staff, head) = (seat(Role::OfficeStaff), seat(Role::OfficeHead));
    let mut pages = Vec::new();
    for (n, m) in projects.iter().enumerate() {
        let mut say = |days: i64, who, command| {
            let at = world.days.at(world.days.last - days, 30 + 10 * i64::try_from(n).unwrap_or(0));
            let around = standing.around(Asker::person(who, at));
            act::change(tx, &around, m.id, &command, None).map(drop)
        };
        let bytes = seed.bytes();
        let public = PublicId::of(std::array::from_fn(|place| bytes[place]));
        let first = fields(m, standing, "主体施工按计划推进，未发生质量安全事故。");
        let all: Vec<Field> = first.iter().map(|wanted| wanted.field).collect();
        let propose = |fields| PublicationCommand::Propose { public: public.clone(), fields };
        say(4, staff, propose(first))?;
        say(3, head, PublicationCommand::Decide { agreed: all, refused: vec![] })?;
        match n {
            1 => say(
                20,
                staff,
                propose(fields(m, standing, "砌体和机电安装同步施工，正在办理正式用电手续。")),
            )?,
            4 => say(
                21,
                staff,
                PublicationCommand::TakeDown {
                    reason: "建设内容调整，更正后重新公示".to_owned()
                },
            )?,
            _ => pages.push(public),
        }
    }
    write_back(tx, world, &pages, seed)
}

/// Every field, in words that could stand on a board; the office's telephone is the hotline.
fn fields(m: &Matter, standing: &Standing, news: &str) -> Vec<Wanted> {
    let text = |field, text: &str| Wanted { field, text: text.to_owned(), kept: false };
    let kept = |field: &&Field| told(**field, m, &standing.settings.calendar).is_some();
    let lead = m.lead().map(|lead| standing.directory.tree.name(lead.unit)).unwrap_or_default();
    let scale = m.requirement.split('；').next().unwrap_or_default();
    let mut fields = vec![
        text(Field::Name, &m.title),
        text(Field::Place, place_of(&m.title)),
        text(Field::Builder, lead),
        text(Field::Content, &format!("{scale}。")),
        text(Field::News, news),
        text(Field::Phone, "12345"),
    ];
    let told = [Field::Due, Field::Rate, Field::Steps];
    fields.retain(|wanted| !wanted.text.is_empty());
    fields.extend(told.iter().filter(kept).map(|field| Wanted {
        field: *field,
        text: String::new(),
        kept: true,
    }));
    fields
}

fn write_back(tx: &mut Tx<'_>, world: &World, pages: &[PublicId], seed: &mut Seed) -> Result<(), ActError> {
    for (n, ((text, contact), page)) in CLUES.iter().zip(pages.iter().cycle()).enumerate() {
        let place = i64::try_from(n).unwrap_or(0);
        let at = world.days.at(world.days.last - 2, 40 + 90 * place);
        let line = Line {
            receipt: Receipt::of(seed.next().to_be_bytes()),
            page: page.clone(),
            at,
            text: (*text).to_owned(),
            contact: contact.map(str::to_owned),
        };
        let asker = Asker::operator(world.days.at(world.days.last, place));
        receive(tx, &asker, &line, &mut || Ok((PrivateId(seed.id(asker.now)), seed.bytes())))?;
    }
    Ok(())
}
