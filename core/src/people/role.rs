//! The roles of the table of rights (domain.md "Roles and scope"), and a grant of one.

use super::{tree::UnitTree, unit::Unit};
use crate::{ids::UnitId, phrase::Word};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident $code:literal $zh:literal $en:literal $place:ident),+ $(,)?) => {
        /// What somebody is trusted with. What each may do stands in [`super::rights`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Role { $($(#[$doc])* $name),+ }

        impl Role {
            /// Every role, in the order of the table.
            pub const ALL: &'static [Role] = &[$(Role::$name),+];

            /// Stable code, as stored and sent.
            pub fn code(self) -> &'static str {
                match self { $(Role::$name => $code),+ }
            }

            /// As the user reads it.
            pub fn word(self) -> Word {
                match self { $(Role::$name => Word::of($zh, $en)),+ }
            }

            /// The sort of unit for which it is granted.
            pub fn place(self) -> Place {
                match self { $(Role::$name => Place::$place),+ }
            }
        }
    };
}

roles! {
    /// Drafts, imports, edits drafts.
    Drafter "drafter" "经办人" "drafter" Office,
    /// Assigns, urges, decides, verifies, proposes closure.
    OfficeStaff "office_staff" "督查室工作人员" "office staff" Office,
    /// All of staff's; the second key.
    OfficeHead "office_head" "督查室负责人" "office head" Office,
    /// Approves registration, writes instructions.
    GovernmentHead "government_head" "政府负责人" "head of government" Government,
    /// Approves registration for the head, who delegated it on record.
    Delegate "delegate" "受托审批人" "delegate of the head" Government,
    /// Sees and instructs what is in their charge: one grant for each unit in charge.
    Leader "leader" "分管领导" "leader in charge" Unit,
    /// In the leader's name, where delegated: granted for the leader's units, until a day.
    Secretary "secretary" "秘书" "leader's secretary" Unit,
    /// Coordinates; approves only with a grant as delegate.
    SecretaryGeneral "secretary_general" "秘书长、副秘书长" "secretary-general" Government,
    /// The unit's hands: signs for, reports, asks, claims.
    Liaison "liaison" "联络员" "liaison" Unit,
    /// All of the liaison's; signs claims and reports.
    UnitHead "unit_head" "单位负责人、分管负责人" "unit head" Unit,
    /// Leads a team; registers problems on site.
    TeamLeader "team_leader" "帮督组组长" "team leader" Office,
    /// Goes with a team.
    TeamMember "team_member" "帮督组组员" "team member" Office,
    /// Meetings.
    DispatchStaff "dispatch_staff" "调度工作人员" "dispatch staff" Office,
    /// Requests and hot spots.
    HotlineAnalyst "hotline_analyst" "热线分析员" "hotline analyst" Unit,
    /// Their own enterprises.
    EnterpriseCadre "enterprise_cadre" "企业服务专员" "enterprise cadre" Unit,
    /// Their own firm.
    EnterpriseUser "enterprise_user" "企业用户" "enterprise user" Unit,
    /// Papers, numbers, seal.
    DocumentClerk "document_clerk" "文秘" "document clerk" Office,
    /// Reads protected identities; each reading is journalled.
    ProtectedReader "protected_reader" "受保护身份查阅人" "reader of protected identities" Office,
    /// Accounts and settings; no business.
    SystemAdministrator "system_administrator" "系统管理员" "system administrator" Installation,
    /// Grants roles; no business.
    SecurityAdministrator "security_administrator" "安全管理员" "security administrator" Installation,
    /// Reads the journal; no business.
    AuditAdministrator "audit_administrator" "审计管理员" "audit administrator" Installation,
}

/// The sort of unit for which a role is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An office, or a government above it, whose offices it then means.
    Office,
    /// A government.
    Government,
    /// Any unit.
    Unit,
    /// The top of the tree: the whole installation.
    Installation,
}

impl Place {
    /// Whether a role of this place can be granted for `unit`.
    pub fn takes(self, unit: &Unit, tree: &UnitTree) -> bool {
        use super::unit::UnitKind::Government;
        match self {
            Place::Office => unit.is_office,
            Place::Government => unit.kind == Government,
            Place::Unit => true,
            Place::Installation => tree.get(unit.id).is_some_and(|unit| unit.parent.is_none()),
        }
    }

    /// As a refusal names it.
    pub fn word(self) -> Word {
        match self {
            Place::Office => Word::of("督查室", "a supervision office"),
            Place::Government => Word::of("政府或管委会", "a government"),
            Place::Unit => Word::of("单位", "a unit"),
            Place::Installation => Word::of("顶层单位", "the unit at the top"),
        }
    }
}

impl Role {
    /// The role named by `code`.
    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.code() == code)
    }

    /// System, security or audit: no person holds two of these, and none of them sees business.
    pub fn is_administrator(self) -> bool {
        self.place() == Place::Installation
    }
}

/// A role for a unit, open-ended or through a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The unit for which it is granted. For an office's roles this is the office; what the office
    /// sees is [`UnitTree::governed`] by it.
    pub scope: UnitId,
    /// The last day on which it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Grant {
    /// An open-ended grant.
    pub fn of(role: Role, scope: UnitId) -> Grant {
        Grant { role, scope, until: None }
    }

    /// Whether it counts on `today`.
    pub fn counts(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }
}
