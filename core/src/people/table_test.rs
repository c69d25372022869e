//! The table of rights, written by hand a second time: every cell, allowed or refused. Beside it the
//! cases of scope, and the properties that hold for any tree, grants and matter.

use super::{
    rights::{Action, allows, require},
    role::{Grant, Place, Role},
    sample::*,
    sight::{Sight, sees, sight},
    tree::UnitTree,
    unit::{Level, Unit, UnitKind},
    *,
};
use crate::ids::UnitId;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

const TODAY: Date = date(2026, 11, 3);

/// A matter of the city's office in which the housing bureau leads and was also asked for help.
fn matter() -> Ground {
    Ground {
        lead: Some(HOUSING),
        responsible: vec![JINJIANG],
        assisting: vec![FINANCE],
        helpers: vec![HOUSING],
        ..Ground::of_office(CITY_OFFICE)
    }
}

/// A holder of `role` where it belongs, working in the office.
fn holder(role: Role) -> Actor {
    let scope = match role.place() {
        Place::Office => CITY_OFFICE,
        Place::Government | Place::Installation => CITY,
        Place::Unit => HOUSING,
    };
    somebody(CITY_OFFICE, &[Grant::of(role, scope)])
}

// Columns: drafter, office staff, office head | head of government, delegate, leader, secretary,
// secretary-general | liaison, unit head | team leader, team member, dispatch, hotline, cadre, firm,
// clerk | protected reader | system, security, audit.
#[rstest]
#[case("draft                    x.. ..... .. ....... . ...")]
#[case("edit_draft               x.. ..... .. ....... . ...")]
#[case("submit                   x.. ..... .. ....... . ...")]
#[case("discard_draft            x.. ..... .. ....... . ...")]
#[case("approve_registration     ... xx... .. ....... . ...")]
#[case("refuse_registration      ... xx... .. ....... . ...")]
#[case("end_draft                ... xx... .. ....... . ...")]
#[case("register_on_site         ... ..... .. x...... . ...")]
#[case("assign                   .xx ..... .. ....... . ...")]
#[case("sign_for                 ... ..... xx ....... . ...")]
#[case("object                   ... ..... xx ....... . ...")]
#[case("decide_objection         .xx ..... .. ....... . ...")]
#[case("reassign                 .xx ..... .. ....... . ...")]
#[case("pass_down                ... ..... xx ....... . ...")]
#[case("report                   ... ..... xx ....... . ...")]
#[case("sign_report              ... ..... .x ....... . ...")]
#[case("ask_help                 ... ..... xx ....... . ...")]
#[case("record_help              .xx ....x .. ....... . ...")]
#[case("answer_help              ... ..... xx ....... . ...")]
#[case("ask_extension            ... ..... xx ....... . ...")]
#[case("decide_extension         .xx x.... .. ....... . ...")]
#[case("grant_late_extension     ..x ..... .. ....... . ...")]
#[case("suspend                  .xx ..... .. ....... . ...")]
#[case("resume                   .xx ..... .. ....... . ...")]
#[case("urge                     .xx ..... .. ....... . ...")]
#[case("claim                    ... ..... xx ....... . ...")]
#[case("sign_claim               ... ..... .x ....... . ...")]
#[case("withdraw_claim           ... ..... xx ....... . ...")]
#[case("give_preliminary_opinion ... ..... xx ....... . ...")]
#[case("verify                   .xx ..... .. ....... . ...")]
#[case("report_to_author         .xx ..... .. ....... . ...")]
#[case("propose_closure          .xx ..... .. ....... . ...")]
#[case("approve_closure          ..x ..... .. ....... . ...")]
#[case("ask_withdrawal           .xx ..... .. ....... . ...")]
#[case("approve_withdrawal       ..x ..... .. ....... . ...")]
#[case("reopen                   ..x ..... .. ....... . ...")]
#[case("look_back                .xx ..... .. ....... . ...")]
#[case("amend                    .xx ..... .. ....... . ...")]
#[case("archive                  .xx ..... .. ....... . ...")]
#[case("delegate_approval        ... x.... .. ....... . ...")]
#[case("import                   x.. ..... .. ....... . ...")]
#[case("confirm_import           xxx ..... .. ....... . ...")]
#[case("export                   xxx xxxxx xx ..x...x . ...")]
#[case("see_matter               xxx xxxxx xx ..x...x . ...")]
#[case("see_draft                xxx xx..x .. ..x...x . ...")]
#[case("see_holder_spans         .xx x...x .. ....... . ...")]
#[case("write_instruction        ... x.xx. .. ....... . ...")]
#[case("manage_campaigns         ..x ..... .. ....... . ...")]
#[case("manage_screens           ..x ..... .. ....... . ...")]
#[case("see_contacts             xxx ....x xx ..x.... . ...")]
#[case("read_protected           ... ..... .. ....... x ...")]
#[case("see_accounts             ... ..... .. ....... . xxx")]
#[case("manage_units             ... ..... .. ....... . x..")]
#[case("manage_persons           ... ..... .. ....... . x..")]
#[case("manage_accounts          ... ..... .. ....... . x..")]
#[case("grant_roles              ... ..... .. ....... . .x.")]
#[case("manage_calendar          ... ..... .. ....... . x..")]
#[case("manage_settings          ... ..... .. ....... . x..")]
#[case("read_journal             ... ..... .. ....... . ..x")]
#[case("propose_publication      .xx ..... .. ....... . ...")]
#[case("approve_publication      ..x ..... .. ....... . ...")]
#[case("take_publication_down    .xx ..... .. ....... . ...")]
#[case("screen_clues             xxx ..... .. ....... . ...")]
#[case("use_api                  xxx xxxxx xx xxxxxxx . xxx")]
fn each_cell_of_the_table(#[case] line: &str) {
    let (code, cells) = line.split_once(' ').expect("a code and its cells");
    let action = *Action::ALL.iter().find(|action| action.code() == code).expect("an action");
    let cells: Vec<bool> = cells.chars().filter(|c| *c != ' ').map(|c| c == 'x').collect();
    assert_eq!(cells.len(), Role::ALL.len());
    let ground = if action == Action::SeeDraft { Ground::draft(CITY_OFFICE) } else { matter() };
    for (role, expected) in Role::ALL.iter().zip(cells) {
        let actor = holder(*role);
        assert_eq!(allows(&actor, action, &ground, &city(), TODAY), expected, "{role:?} {action:?}");
        let answer = require(&actor, action, &ground, &city(), TODAY);
        assert_eq!(answer.is_ok(), expected, "{role:?} {action:?}");
        if let Err(refusal) = answer {
            assert_eq!(refusal.rule.code, "rights.table");
            assert!(refusal.why.is_sound() && refusal.instead.is_sound());
        }
    }
}

#[test]
fn the_table_above_names_every_action() {
    let lines = include_str!("table_test.rs").lines();
    let written: Vec<&str> = lines
        .filter_map(|line| line.strip_prefix("#[case(\"")?.split(' ').next())
        .filter(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .collect();
    let all: Vec<&str> = Action::ALL.iter().map(|action| action.code()).collect();
    assert_eq!(written, all);
}

/// Scope: who acts where they have the role, but not elsewhere.
#[rstest]
#[case::own_lead(Role::Liaison, HOUSING, Action::Claim, true)]
#[case::responsible_does_not_claim(Role::Liaison, JINJIANG, Action::Claim, false)]
#[case::responsible_signs_for(Role::Liaison, JINJIANG, Action::SignFor, true)]
#[case::below_a_responsible_unit_does_not(Role::Liaison, JINJIANG_HOUSING, Action::SignFor, false)]
#[case::assisting_reports(Role::Liaison, FINANCE, Action::Report, true)]
#[case::assisting_does_not_sign_for(Role::Liaison, FINANCE, Action::SignFor, false)]
#[case::assisting_is_not_asked_for_help(Role::Liaison, FINANCE, Action::AnswerHelp, false)]
#[case::elsewhere_sees_nothing(Role::UnitHead, HUIAN, Action::SeeMatter, false)]
#[case::leader_of_another_unit(Role::Leader, HUIAN, Action::WriteInstruction, false)]
#[case::county_office_sees_its_county(Role::OfficeStaff, JINJIANG_OFFICE, Action::SeeMatter, true)]
#[case::county_office_does_not_act_for_the_city(Role::OfficeStaff, JINJIANG_OFFICE, Action::Urge, false)]
#[case::nor_verify(Role::OfficeStaff, JINJIANG_OFFICE, Action::Verify, false)]
#[case::another_county_sees_nothing(Role::OfficeHead, HUIAN_OFFICE, Action::SeeMatter, false)]
#[case::county_head_does_not_approve_for_the_city(
    Role::GovernmentHead,
    JINJIANG,
    Action::ApproveRegistration,
    false
)]
fn a_right_ends_where_its_scope_ends(
    #[case] role: Role,
    #[case] scope: UnitId,
    #[case] action: Action,
    #[case] expected: bool,
) {
    let actor = somebody(scope, &[Grant::of(role, scope)]);
    assert_eq!(allows(&actor, action, &matter(), &city(), TODAY), expected);
}

#[test]
fn a_draft_is_not_seen_by_the_units_it_names() {
    let draft = Ground { draft: true, ..matter() };
    for (role, scope) in
        [(Role::Liaison, HOUSING), (Role::Leader, HOUSING), (Role::OfficeHead, JINJIANG_OFFICE)]
    {
        let actor = somebody(scope, &[Grant::of(role, scope)]);
        assert!(!sees(&actor, &draft, &city(), TODAY), "{role:?}");
        assert!(!allows(&actor, Action::SeeMatter, &draft, &city(), TODAY));
    }
    assert!(sees(&holder(Role::Drafter), &draft, &city(), TODAY));
}

#[test]
fn who_verifies_stands_outside_the_units_that_did_the_work() {
    let ground = Ground { assisting: vec![CITY_OFFICE], ..matter() };
    let refusal = require(&holder(Role::OfficeStaff), Action::Verify, &ground, &city(), TODAY);
    let refusal = refusal.expect_err("the office assists in the matter itself");
    assert_eq!(refusal.rule.code, "verification.outside");
    assert!(refusal.why.is_sound());
}

#[test]
fn a_superior_office_holds_a_key_only_when_asked() {
    let ground = Ground { lead: Some(JINJIANG_HOUSING), ..Ground::of_office(JINJIANG_OFFICE) };
    let asked = Ground { asked_office: Some(CITY_OFFICE), ..ground.clone() };
    let elsewhere = Ground { asked_office: Some(HUIAN_OFFICE), ..ground.clone() };
    let head = holder(Role::OfficeHead);
    assert!(!allows(&head, Action::ApproveClosure, &ground, &city(), TODAY));
    assert!(allows(&head, Action::ApproveClosure, &asked, &city(), TODAY));
    assert!(!allows(&head, Action::Urge, &asked, &city(), TODAY));
    let huian = somebody(HUIAN_OFFICE, &[Grant::of(Role::OfficeHead, HUIAN_OFFICE)]);
    assert!(!allows(&huian, Action::ApproveClosure, &elsewhere, &city(), TODAY), "not a superior");
}

#[test]
fn a_grant_counts_through_its_last_day() {
    let grant = Grant { until: Some(TODAY), ..Grant::of(Role::Secretary, HOUSING) };
    let secretary = somebody(CITY, &[grant]);
    let tomorrow = date(2026, 11, 4);
    assert!(allows(&secretary, Action::WriteInstruction, &matter(), &city(), TODAY));
    assert!(!allows(&secretary, Action::WriteInstruction, &matter(), &city(), tomorrow));
    assert_eq!(sight(&secretary, &city(), tomorrow), Sight::Nothing);
}

#[test]
fn the_city_office_sees_everything_and_a_county_office_its_county() {
    assert_eq!(sight(&holder(Role::OfficeStaff), &city(), TODAY), Sight::Everything);
    let county = somebody(JINJIANG_OFFICE, &[Grant::of(Role::OfficeStaff, JINJIANG_OFFICE)]);
    let Sight::Units { offices, units, .. } = sight(&county, &city(), TODAY) else { panic!("units") };
    assert_eq!(Vec::from_iter(units), [JINJIANG, JINJIANG_OFFICE, JINJIANG_HOUSING]);
    assert!(offices.contains(&JINJIANG_OFFICE) && !offices.contains(&CITY_OFFICE));
}

#[test]
fn whoever_administers_sees_no_business_even_with_a_business_role() {
    let grants = [Grant::of(Role::SystemAdministrator, CITY), Grant::of(Role::OfficeHead, CITY_OFFICE)];
    let actor = somebody(CITY_OFFICE, &grants);
    assert!(!sees(&actor, &matter(), &city(), TODAY));
    assert!(!allows(&actor, Action::ApproveClosure, &matter(), &city(), TODAY));
    assert!(allows(&actor, Action::ManageUnits, &matter(), &city(), TODAY));
}

fn unit(n: usize) -> UnitId {
    UnitId(Uuid::from_u128(n as u128 + 1))
}

/// Any tree of 1–10 units: each stands under an earlier one; one or several at the top.
fn any_tree() -> impl Strategy<Value = UnitTree> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<bool>(), 0..8u8), 1..10).prop_map(|rows| {
        UnitTree::new(rows.into_iter().enumerate().map(|(n, (above, is_office, top))| Unit {
            id: unit(n),
            name: format!("单位{n}"),
            short_name: String::new(),
            aliases: vec![],
            initials: vec![],
            level: Level::Other,
            kind: UnitKind::Government,
            parent: (n > 0 && top > 0).then(|| unit(above.index(n))),
            division: None,
            looks_after: vec![],
            is_office,
            series: None,
            ended: None,
        }))
    })
}

fn any_grants() -> impl Strategy<Value = Vec<Grant>> {
    let role = prop::sample::select(Role::ALL);
    prop::collection::vec((role, 0..10usize).prop_map(|(role, n)| Grant::of(role, unit(n))), 0..4)
}

fn any_ground() -> impl Strategy<Value = Ground> {
    let some = || prop::collection::vec((0..10usize).prop_map(unit), 0..3);
    let one = || prop::option::of((0..10usize).prop_map(unit));
    let own = prop::option::of(Just(somebody(unit(0), &[]).person));
    (0..10usize, one(), any::<bool>(), one(), some(), some(), some(), own).prop_map(
        |(office, asked_office, draft, lead, responsible, assisting, helpers, own)| Ground {
            office: unit(office),
            asked_office,
            draft,
            lead,
            responsible,
            assisting,
            helpers,
            authors: own.into_iter().collect(),
        },
    )
}

/// What may be done without seeing a matter: entering a new one, and what concerns none.
const UNSEEN: &[Action] = &[
    Action::Draft,
    Action::RegisterOnSite,
    Action::Import,
    Action::ConfirmImport,
    Action::Export,
    Action::SeeContacts,
    Action::ReadProtected,
    Action::SeeAccounts,
    Action::ManageUnits,
    Action::ManagePersons,
    Action::ManageAccounts,
    Action::GrantRoles,
    Action::ManageCalendar,
    Action::ManageSettings,
    Action::ReadJournal,
    Action::UseApi,
];

proptest! {
    #[test]
    fn a_list_shows_what_the_page_shows(tree in any_tree(), grants in any_grants(), ground in any_ground()) {
        let actor = somebody(unit(0), &grants);
        let listed = sight(&actor, &tree, TODAY).covers(&ground);
        prop_assert_eq!(listed, sees(&actor, &ground, &tree, TODAY));
    }

    #[test]
    fn no_administrator_sees_a_matter(tree in any_tree(), grants in any_grants(), ground in any_ground()) {
        let actor = somebody(unit(0), &grants);
        let administers = grants.iter().any(|grant| grant.role.is_administrator());
        prop_assert!(!(administers && sees(&actor, &ground, &tree, TODAY)));
        let seen = sight(&actor, &tree, TODAY);
        prop_assert!(!administers || seen == Sight::Nothing);
    }

    #[test]
    fn nothing_is_done_to_a_matter_that_is_not_seen(
        tree in any_tree(), grants in any_grants(), ground in any_ground(),
    ) {
        let actor = somebody(unit(0), &grants);
        if !sees(&actor, &ground, &tree, TODAY) {
            for action in Action::ALL.iter().filter(|action| !UNSEEN.contains(action)) {
                prop_assert!(!allows(&actor, *action, &ground, &tree, TODAY), "{:?}", action);
            }
        }
    }

    #[test]
    fn a_wider_scope_never_takes_a_right_away(
        tree in any_tree(), grants in any_grants(), ground in any_ground(),
    ) {
        let narrow = somebody(unit(0), &grants);
        let wider: Vec<Grant> = grants
            .iter()
            .map(|grant| {
                let above = tree.get(grant.scope).and_then(|unit| unit.parent).unwrap_or(grant.scope);
                Grant { scope: above, ..*grant }
            })
            .collect();
        let wide = somebody(unit(0), &wider);
        for action in Action::ALL {
            let before = allows(&narrow, *action, &ground, &tree, TODAY);
            let after = allows(&wide, *action, &ground, &tree, TODAY);
            prop_assert!(!before || after, "{:?}", action);
        }
    }
}
