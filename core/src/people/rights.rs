//! THE table of rights (domain.md "Roles and scope"): who may do what. It stands here and nowhere else;
//! pages, lists, API, import, export and jobs ask [`allows`] or [`require`], lists ask [`super::sight`].
//!
//! [`explained`] tells it to people.
//!
//! Rules about persons (drafter ≠ approver, claimant ≠ verifier …) and about states are the matter's.

pub mod explained;

use super::{actor::Actor, ground::Ground, role::Role, sight::sees, tree::UnitTree};
use crate::{
    ids::UnitId,
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
};
use jiff::civil::Date;

macro_rules! actions {
    ($($name:ident $code:literal $zh:literal $en:literal),+ $(,)?) => {
        /// Something that somebody may or may not do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // each is explained by its word
        pub enum Action { $($name),+ }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Action] = &[$(Action::$name),+];

            /// Stable code.
            pub fn code(self) -> &'static str {
                match self { $(Action::$name => $code),+ }
            }

            /// As the user reads it.
            pub fn word(self) -> Word {
                match self { $(Action::$name => Word::of($zh, $en)),+ }
            }
        }
    };
}

actions! {
    Draft "draft" "拟办" "draft",
    EditDraft "edit_draft" "修改拟办" "edit a draft",
    Submit "submit" "报批" "submit",
    DiscardDraft "discard_draft" "放弃拟办" "discard a draft",
    ApproveRegistration "approve_registration" "审批立项" "approve registration",
    RefuseRegistration "refuse_registration" "退回拟办" "refuse registration",
    EndDraft "end_draft" "阅知不立项、不予立项" "end a draft without registration",
    RegisterOnSite "register_on_site" "现场立项" "register on site",
    Assign "assign" "交办" "assign",
    SignFor "sign_for" "签收" "sign for",
    Object "object" "申请改派" "object to an assignment",
    DecideObjection "decide_objection" "审定改派" "decide an objection",
    Reassign "reassign" "改派" "reassign",
    PassDown "pass_down" "转交办" "pass down",
    Report "report" "反馈进展" "report progress",
    SignReport "sign_report" "审签反馈" "sign a report",
    AskHelp "ask_help" "请求帮助" "ask for help",
    RecordHelp "record_help" "记录帮办" "record help",
    AnswerHelp "answer_help" "答复帮助请求" "answer a request for help",
    AskExtension "ask_extension" "申请延期" "ask for an extension",
    DecideExtension "decide_extension" "审批延期" "decide an extension",
    GrantLateExtension "grant_late_extension" "补办延期" "grant a late extension",
    Suspend "suspend" "暂缓办理" "suspend",
    Resume "resume" "恢复办理" "resume",
    Urge "urge" "催办" "urge",
    Claim "claim" "申请办结" "claim completion",
    SignClaim "sign_claim" "审签办结申请" "sign a claim",
    WithdrawClaim "withdraw_claim" "撤回办结申请" "withdraw a claim",
    GivePreliminaryOpinion "give_preliminary_opinion" "初审" "give a preliminary opinion",
    Verify "verify" "核查" "verify",
    ReportToAuthor "report_to_author" "呈报" "report to the instruction's author",
    ProposeClosure "propose_closure" "提请销号" "propose closure",
    ApproveClosure "approve_closure" "审批销号" "approve closure",
    AskWithdrawal "ask_withdrawal" "申请撤销" "ask for withdrawal",
    ApproveWithdrawal "approve_withdrawal" "审批撤销" "approve withdrawal",
    Reopen "reopen" "重新办理" "reopen",
    LookBack "look_back" "回头看" "look back",
    Amend "amend" "更正" "amend",
    Archive "archive" "归档" "archive",
    DelegateApproval "delegate_approval" "委托审批" "delegate approval",
    Import "import" "导入台账" "import a ledger",
    ConfirmImport "confirm_import" "确认导入" "confirm an import",
    Export "export" "导出台账" "export a ledger",
    SeeMatter "see_matter" "查看事项" "see a matter",
    SeeDraft "see_draft" "查看拟办" "see a draft",
    SeeHolderSpans "see_holder_spans" "查看责任方时段" "see holder spans",
    WriteInstruction "write_instruction" "批示" "write an instruction",
    ManageCampaigns "manage_campaigns" "管理专项行动" "manage campaigns",
    ManageScreens "manage_screens" "管理大屏链接" "manage wall screens",
    SeeContacts "see_contacts" "查看联系方式" "see contacts",
    ReadProtected "read_protected" "查阅受保护身份" "read a protected identity",
    SeeAccounts "see_accounts" "查看账号" "see accounts",
    ManageUnits "manage_units" "管理单位" "manage units",
    ManagePersons "manage_persons" "管理人员" "manage persons",
    ManageAccounts "manage_accounts" "管理账号" "manage accounts",
    GrantRoles "grant_roles" "授予角色" "grant roles",
    ManageCalendar "manage_calendar" "管理工作日历" "manage the calendar",
    ManageSettings "manage_settings" "管理设置" "manage settings",
    ReadJournal "read_journal" "查阅全过程记录" "read the journal",
    ProposePublication "propose_publication" "提请公示" "propose what is published",
    ApprovePublication "approve_publication" "审批公示" "approve what is published",
    TakePublicationDown "take_publication_down" "撤下公示" "take a public page down",
    ScreenClues "screen_clues" "甄别线索" "screen clues",
    UseApi "use_api" "使用接口" "use the API",
}

/// Where, seen from a grant's scope, a row's actions may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Matters of the office in scope (of the government's offices, for a government).
    Office,
    /// The same, and matters of an office below that asked this one to hold a key.
    Key,
    /// Units of the government to which the office in scope belongs.
    Governed,
    /// Matters that a unit in scope leads.
    Lead,
    /// Matters that a unit in scope must act on: as lead or responsible unit.
    Undertaking,
    /// Matters in which a unit in scope has an assignment.
    Assigned,
    /// Matters for which a unit in scope is asked for help.
    Helper,
    /// The unit in scope and those below it.
    Unit,
    /// Everywhere: the action concerns no unit, or shows only what its list may show.
    Anywhere,
}

type May = &'static [(Reach, &'static [Action])];

/// A role's row: whose rights it holds too, and its own.
fn row(role: Role) -> (Option<Role>, May) {
    use Action::*;
    match role {
        Role::Drafter => (
            None,
            &[
                (
                    Reach::Office,
                    &[Draft, EditDraft, Submit, DiscardDraft, Import, ConfirmImport, ScreenClues],
                ),
                (Reach::Governed, &[SeeContacts]),
                (Reach::Anywhere, &[Export, UseApi]),
            ],
        ),
        Role::OfficeStaff => (
            None,
            &[
                (
                    Reach::Office,
                    &[
                        Assign,
                        Urge,
                        DecideObjection,
                        Reassign,
                        DecideExtension,
                        Suspend,
                        Resume,
                        RecordHelp,
                        ReportToAuthor,
                        ProposeClosure,
                        AskWithdrawal,
                        LookBack,
                        Amend,
                        Archive,
                        ConfirmImport,
                        SeeHolderSpans,
                        ProposePublication,
                        TakePublicationDown,
                        ScreenClues,
                    ],
                ),
                (Reach::Key, &[Verify]),
                (Reach::Governed, &[SeeContacts]),
                (Reach::Anywhere, &[Export, UseApi]),
            ],
        ),
        Role::OfficeHead => (
            Some(Role::OfficeStaff),
            &[
                (
                    Reach::Office,
                    &[Reopen, GrantLateExtension, ManageCampaigns, ManageScreens, ApprovePublication],
                ),
                (Reach::Key, &[ApproveClosure, ApproveWithdrawal]),
            ],
        ),
        Role::GovernmentHead => (
            Some(Role::Delegate),
            &[(Reach::Office, &[DelegateApproval, WriteInstruction, DecideExtension, SeeHolderSpans])],
        ),
        Role::Delegate => (
            None,
            &[
                (Reach::Office, &[ApproveRegistration, RefuseRegistration, EndDraft]),
                (Reach::Anywhere, &[Export, UseApi]),
            ],
        ),
        Role::Leader | Role::Secretary => {
            (None, &[(Reach::Assigned, &[WriteInstruction]), (Reach::Anywhere, &[Export, UseApi])])
        }
        Role::SecretaryGeneral => (
            None,
            &[
                (Reach::Office, &[RecordHelp, SeeHolderSpans]),
                (Reach::Governed, &[SeeContacts]),
                (Reach::Anywhere, &[Export, UseApi]),
            ],
        ),
        Role::Liaison => (
            None,
            &[
                (Reach::Undertaking, &[SignFor, Object, AskExtension, AskHelp, PassDown]),
                (Reach::Assigned, &[Report]),
                (Reach::Lead, &[Claim, WithdrawClaim, GivePreliminaryOpinion]),
                (Reach::Helper, &[AnswerHelp]),
                (Reach::Unit, &[SeeContacts]),
                (Reach::Anywhere, &[Export, UseApi]),
            ],
        ),
        Role::UnitHead => {
            (Some(Role::Liaison), &[(Reach::Assigned, &[SignReport]), (Reach::Lead, &[SignClaim])])
        }
        Role::TeamLeader => (None, &[(Reach::Office, &[RegisterOnSite]), (Reach::Anywhere, &[UseApi])]),
        Role::TeamMember => (None, &[(Reach::Anywhere, &[UseApi])]),
        Role::DispatchStaff => {
            (None, &[(Reach::Governed, &[SeeContacts]), (Reach::Anywhere, &[Export, UseApi])])
        }
        Role::HotlineAnalyst | Role::EnterpriseCadre | Role::EnterpriseUser => {
            (None, &[(Reach::Anywhere, &[UseApi])])
        }
        Role::DocumentClerk => (None, &[(Reach::Anywhere, &[Export, UseApi])]),
        Role::ProtectedReader => (None, &[(Reach::Office, &[ReadProtected])]),
        Role::SystemAdministrator => (
            None,
            &[(
                Reach::Anywhere,
                &[
                    ManageUnits,
                    ManagePersons,
                    ManageAccounts,
                    SeeAccounts,
                    ManageCalendar,
                    ManageSettings,
                    UseApi,
                ],
            )],
        ),
        Role::SecurityAdministrator => (None, &[(Reach::Anywhere, &[GrantRoles, SeeAccounts, UseApi])]),
        Role::AuditAdministrator => (None, &[(Reach::Anywhere, &[ReadJournal, SeeAccounts, UseApi])]),
    }
}

/// Whether `actor` may do `action` on this ground, by role and scope. What is not seen can't be done,
/// except entering something new.
pub fn allows(actor: &Actor, action: Action, ground: &Ground, tree: &UnitTree, today: Date) -> bool {
    match action {
        Action::SeeMatter => !ground.draft && sees(actor, ground, tree, today),
        Action::SeeDraft => ground.draft && sees(actor, ground, tree, today),
        Action::Verify if !ground.is_outside(actor.unit, tree) => false,
        _ => holds(actor, action, ground, tree, today),
    }
}

fn holds(actor: &Actor, action: Action, ground: &Ground, tree: &UnitTree, today: Date) -> bool {
    let by_role = |role: Role, scope| role_allows(role, scope, action, ground, tree);
    let administers = actor.live(today).any(|grant| grant.role.is_administrator());
    actor
        .live(today)
        .filter(|grant| grant.role.is_administrator() == administers)
        .any(|grant| by_role(grant.role, grant.scope))
}

fn role_allows(role: Role, scope: UnitId, action: Action, ground: &Ground, tree: &UnitTree) -> bool {
    let (also, own) = row(role);
    own.iter().any(|(reach, actions)| actions.contains(&action) && reaches(*reach, scope, ground, tree))
        || also.is_some_and(|also| role_allows(also, scope, action, ground, tree))
}

fn reaches(reach: Reach, scope: UnitId, ground: &Ground, tree: &UnitTree) -> bool {
    let inside = |unit: UnitId| tree.within(unit, scope);
    let known = !ground.draft;
    match reach {
        Reach::Office => inside(ground.office),
        Reach::Key => {
            let asked = ground.asked_office.is_some_and(inside);
            inside(ground.office) || (asked && tree.within(ground.office, tree.governed(scope)))
        }
        Reach::Governed => ground.participants().any(|unit| tree.within(unit, tree.governed(scope))),
        Reach::Lead => known && ground.lead.is_some_and(inside),
        Reach::Undertaking => known && ground.undertaking().any(inside),
        Reach::Assigned => known && ground.assigned().any(inside),
        Reach::Helper => known && ground.helpers.iter().copied().any(inside),
        Reach::Unit => ground.participants().any(inside),
        Reach::Anywhere => true,
    }
}

/// The rule behind every 403: the table of rights itself.
pub const TABLE: Rule = Rule::ours("rights.table", "职责权限", "the table of rights");
const OUTSIDE: Rule = Rule::ours(
    "verification.outside",
    "核查人须在承办单位之外",
    "who verifies stands outside the units that did the work",
);

/// [`allows`], with the reason for "no" as a sentence. The caller has checked sight: without sight the
/// answer is "not found", not this.
pub fn require(
    actor: &Actor,
    action: Action,
    ground: &Ground,
    tree: &UnitTree,
    today: Date,
) -> Result<(), Refusal> {
    if allows(actor, action, ground, tree, today) {
        return Ok(());
    }
    if action == Action::Verify && holds(actor, action, ground, tree, today) {
        return Err(OUTSIDE.refuse(
            phrase!("您所在的{0}是承办单位或其下级", "your unit {0} is one of them or below one", actor.unit),
            phrase!("请由督查室其他人员核查", "let somebody else of the office verify"),
        ));
    }
    Err(TABLE.refuse(
        phrase!("您的角色不能对此办理“{0}”", "your roles don't let you do this here: {0}", action.word()),
        phrase!("可由下列角色办理：{0}", "these roles may: {0}", roles_that_may(action)),
    ))
}

/// The roles that may do `action` somewhere, joined in both languages.
fn roles_that_may(action: Action) -> Word {
    let roles: Vec<Word> =
        Role::ALL.iter().filter(|role| may_somewhere(**role, action)).map(|role| role.word()).collect();
    let zh = roles.iter().map(|word| &*word.zh).collect::<Vec<_>>().join("，");
    let en = roles.iter().map(|word| &*word.en).collect::<Vec<_>>().join(", ");
    Word { zh: zh.into(), en: en.into() }
}

fn may_somewhere(role: Role, action: Action) -> bool {
    let (also, own) = row(role);
    own.iter().any(|(_, actions)| actions.contains(&action))
        || also.is_some_and(|also| may_somewhere(also, action))
}
