//! How an account changes: the commands, and the rules that refuse them, above all the separation of
//! the three administrators.

use super::{
    account::{Account, AccountEvent, SignInFailure},
    role::{Grant, Role},
    tree::UnitTree,
};
use crate::{
    ids::{AccountId, PersonId, UnitId},
    phrase,
    refusal::{Refusal, Rule},
};
use jiff::civil::Date;

/// What somebody wants done to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // each field is the event's field of the same name
pub enum AccountCommand {
    /// Open one for a person.
    Open { id: AccountId, person: PersonId, name: String },
    /// Issue a (new) one-time link.
    IssueLink,
    /// Trust it with a role.
    Grant { grant: Grant },
    /// Take a role back.
    Revoke { role: Role, scope: UnitId },
    /// Close it.
    Disable { reason: String },
    /// Open it again.
    Enable,
    /// Note that its password was set.
    NotePassword,
    /// Note that its second factor was set or removed.
    NoteSecondFactor { on: bool },
    /// Remove the second factor of somebody who lost it.
    ResetSecondFactor,
    /// Note that a sign-in failed.
    NoteFailure { why: SignInFailure },
}

/// What [`decide`] must know beside the account.
#[derive(Clone, Debug)]
pub struct AccountFacts<'a> {
    /// All units.
    pub tree: &'a UnitTree,
    /// Who asks; none when the installation itself does (first start, operator).
    pub by: Option<AccountId>,
    /// Today, in the installation's zone.
    pub today: Date,
    /// Whether another account has the wanted name.
    pub name_taken: bool,
    /// Whether the person exists and has not left.
    pub person_serves: bool,
    /// Grants of the person's other usable accounts.
    pub persons_other_grants: &'a [Grant],
    /// Administrator roles that some other usable account holds.
    pub held_elsewhere: &'a [Role],
}

const NAME: Rule = Rule::ours(
    "account.name",
    "账号名为二至三十二个字母、数字、汉字或 . _ -",
    "an account's name has 2 to 32 letters, digits or . _ -",
);
const NAME_TAKEN: Rule = Rule::ours("account.name_taken", "账号名不得重复", "account names are unique");
const EXISTS: Rule = Rule::ours("account.exists", "账号须已开立", "the account is open");
const PERSON: Rule =
    Rule::ours("account.person", "账号须属于在任人员", "an account belongs to somebody in service");
const DISABLED: Rule = Rule::ours("account.disabled", "停用的账号不得使用", "a disabled account is not used");
const REASON: Rule = Rule::ours("account.reason", "停用须说明原因", "disabling needs a reason");
const SELF: Rule = Rule::ours(
    "account.self",
    "不得为自己授权、停用自己、重置自己的二次验证",
    "nobody grants to, disables or resets oneself",
);
const FACTOR: Rule =
    Rule::ours("account.no_factor", "重置的二次验证须已设定", "a second factor that is reset was set");
const SCOPE: Rule = Rule::ours("grant.scope", "角色须授予相应单位", "a role is granted for its sort of unit");
const UNTIL: Rule = Rule::ours("grant.until", "授权期限不得早于今天", "a grant doesn't end before today");
const ABSENT: Rule = Rule::ours("grant.absent", "收回的角色须已授予", "a role taken back was granted");
const THREE: Rule = Rule::ours(
    "grant.three_administrators",
    "系统、安全、审计管理员三员分立",
    "nobody holds two of system, security and audit administrator",
);
const APART: Rule =
    Rule::ours("grant.no_business", "管理员不得兼任业务角色", "administrators hold no business role");
const LAST: Rule = Rule::ours("grant.last", "每类管理员至少保留一名", "one of each administrator remains");

/// What `command` makes happen to the account, or why it doesn't. No event means nothing changes.
pub fn decide(
    state: Option<&Account>,
    command: AccountCommand,
    facts: &AccountFacts,
) -> Result<Vec<AccountEvent>, Refusal> {
    match (state, command) {
        (None, AccountCommand::Open { id, person, name }) => open(id, person, name, facts),
        (None, _) => Err(EXISTS.refuse(
            phrase!("未找到该账号", "there is no such account"),
            phrase!("请先开立账号", "open the account first"),
        )),
        (Some(_), AccountCommand::Open { .. }) => Err(EXISTS.refuse(
            phrase!("该账号已经开立", "the account is open already"),
            phrase!("请使用现有账号", "use the existing account"),
        )),
        (Some(account), command) => change(account, command, facts),
    }
}

fn change(
    account: &Account,
    command: AccountCommand,
    facts: &AccountFacts,
) -> Result<Vec<AccountEvent>, Refusal> {
    match command {
        AccountCommand::Open { .. } => Ok(vec![]),
        AccountCommand::IssueLink => {
            usable(account)?;
            Ok(vec![AccountEvent::LinkIssued {}])
        }
        AccountCommand::Grant { grant } => give(account, grant, facts),
        AccountCommand::Revoke { role, scope } => take(account, role, scope, facts),
        AccountCommand::Disable { reason } => disable(account, reason, facts),
        AccountCommand::Enable if account.is_usable() => Ok(vec![]),
        AccountCommand::Enable => enable(account, facts),
        AccountCommand::NotePassword => {
            usable(account)?;
            Ok(vec![AccountEvent::PasswordChanged {}])
        }
        AccountCommand::NoteSecondFactor { on } if on == account.second_factor => Ok(vec![]),
        AccountCommand::NoteSecondFactor { on } => Ok(vec![AccountEvent::SecondFactorSet { on }]),
        AccountCommand::ResetSecondFactor => reset_factor(account, facts),
        AccountCommand::NoteFailure { why } => Ok(vec![AccountEvent::SignInFailed { why }]),
    }
}

fn open(
    id: AccountId,
    person: PersonId,
    name: String,
    facts: &AccountFacts,
) -> Result<Vec<AccountEvent>, Refusal> {
    let name = name.trim().to_lowercase();
    let fits = (2..=32).contains(&name.chars().count());
    if !fits || !name.chars().all(|c| c.is_alphanumeric() || ['.', '_', '-'].contains(&c)) {
        return Err(NAME.refuse(
            phrase!("“{0}”不符合要求", "“{0}” is not of this form", name),
            phrase!("可使用姓名全拼，如 linxiao", "use the name in letters, such as linxiao"),
        ));
    }
    if facts.name_taken {
        return Err(NAME_TAKEN.refuse(
            phrase!("账号名“{0}”已被使用", "the name “{0}” is taken", name),
            phrase!("请另取账号名", "choose another name"),
        ));
    }
    serves(person, facts)?;
    Ok(vec![AccountEvent::Opened { id, person, name }])
}

fn serves(person: PersonId, facts: &AccountFacts) -> Result<(), Refusal> {
    if facts.person_serves {
        return Ok(());
    }
    Err(PERSON.refuse(
        phrase!("{0}未登记或已离任", "{0} is not entered or has left", person),
        phrase!("请先登记人员", "enter the person first"),
    ))
}

fn reset_factor(account: &Account, facts: &AccountFacts) -> Result<Vec<AccountEvent>, Refusal> {
    not_oneself(account, facts)?;
    if account.second_factor {
        return Ok(vec![AccountEvent::SecondFactorReset {}]);
    }
    Err(FACTOR.refuse(
        phrase!("账号{0}未设定二次验证", "account {0} has no second factor", account.name.clone()),
        phrase!("无需重置，本人凭密码登录", "nothing need be reset: the password suffices"),
    ))
}

fn usable(account: &Account) -> Result<(), Refusal> {
    if account.is_usable() {
        return Ok(());
    }
    Err(DISABLED.refuse(
        phrase!("账号{0}已停用", "account {0} is disabled", account.name.clone()),
        phrase!("如确需使用，请先启用", "enable it first"),
    ))
}

fn not_oneself(account: &Account, facts: &AccountFacts) -> Result<(), Refusal> {
    if facts.by != Some(account.id) {
        return Ok(());
    }
    Err(SELF.refuse(
        phrase!("{0}是您自己的账号", "{0} is your own account", account.name.clone()),
        phrase!("请由另一位管理员办理", "let another administrator do it"),
    ))
}

fn give(account: &Account, grant: Grant, facts: &AccountFacts) -> Result<Vec<AccountEvent>, Refusal> {
    usable(account)?;
    not_oneself(account, facts)?;
    if account.grants.contains(&grant) {
        return Ok(vec![]);
    }
    scope_fits(&grant, facts.tree)?;
    if !grant.counts(facts.today) {
        return Err(UNTIL.refuse(
            phrase!("今天是{0}", "today is {0}", facts.today),
            phrase!("请选择今天或以后的日期，或不设期限", "choose today or later, or no end"),
        ));
    }
    apart(account, grant.role, facts)?;
    Ok(vec![AccountEvent::Granted { grant }])
}

fn scope_fits(grant: &Grant, tree: &UnitTree) -> Result<(), Refusal> {
    let place = grant.role.place();
    let unit = tree.get(grant.scope).filter(|unit| unit.ended.is_none());
    if unit.is_some_and(|unit| place.takes(unit, tree)) {
        return Ok(());
    }
    Err(SCOPE.refuse(
        phrase!(
            "{0}角色须授予{1}，所选单位不是，或已撤销",
            "the role {0} is for {1}; the unit chosen is none, or has ended",
            grant.role.word(),
            place.word()
        ),
        phrase!("请另选单位", "choose another unit"),
    ))
}

/// All the person's accounts count: two accounts don't make two persons. Lapsed grants count too,
/// since a later date could revive none of them unnoticed.
fn apart(account: &Account, role: Role, facts: &AccountFacts) -> Result<(), Refusal> {
    let held = account.grants.iter().chain(facts.persons_other_grants).map(|grant| grant.role);
    for other in held.filter(|other| *other != role) {
        let (rule, instead) = match (role.is_administrator(), other.is_administrator()) {
            (false, false) => continue,
            (true, true) => (THREE, phrase!("请授予另一人", "grant it to somebody else")),
            _ => (
                APART,
                phrase!("请授予另一人，或先收回现有角色", "grant it to somebody else, or revoke first"),
            ),
        };
        return Err(
            rule.refuse(phrase!("{0}已是{1}", "{0} is {1} already", account.person, other.word()), instead)
        );
    }
    Ok(())
}

fn take(
    account: &Account,
    role: Role,
    scope: UnitId,
    facts: &AccountFacts,
) -> Result<Vec<AccountEvent>, Refusal> {
    not_oneself(account, facts)?;
    if !account.grants.iter().any(|held| (held.role, held.scope) == (role, scope)) {
        return Err(ABSENT.refuse(
            phrase!("{0}没有{1}角色", "{0} doesn't hold {1}", account.name.clone(), role.word()),
            phrase!("请核对账号与角色", "check account and role"),
        ));
    }
    someone_remains(account, Some(role), facts)?;
    Ok(vec![AccountEvent::Revoked { role, scope }])
}

fn disable(account: &Account, reason: String, facts: &AccountFacts) -> Result<Vec<AccountEvent>, Refusal> {
    if !account.is_usable() {
        return Ok(vec![]);
    }
    not_oneself(account, facts)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        return Err(REASON.refuse(
            phrase!("原因为空或超过200字", "the reason is empty or longer than 200 characters"),
            phrase!("请填写原因，如“岗位调整”", "enter a reason, such as a change of post"),
        ));
    }
    someone_remains(account, None, facts)?;
    Ok(vec![AccountEvent::Disabled { reason: reason.to_owned() }])
}

/// Enabling gives back what the account was trusted with: the separation is checked anew, since the
/// person may have been given another account meanwhile.
fn enable(account: &Account, facts: &AccountFacts) -> Result<Vec<AccountEvent>, Refusal> {
    not_oneself(account, facts)?;
    serves(account.person, facts)?;
    for grant in &account.grants {
        apart(account, grant.role, facts)?;
    }
    Ok(vec![AccountEvent::Enabled {}])
}

fn someone_remains(account: &Account, only: Option<Role>, facts: &AccountFacts) -> Result<(), Refusal> {
    let lost = account
        .grants
        .iter()
        .map(|grant| grant.role)
        .filter(|role| role.is_administrator() && only.is_none_or(|only| only == *role))
        .find(|role| !facts.held_elsewhere.contains(role));
    match lost {
        None => Ok(()),
        Some(role) => Err(LAST.refuse(
            phrase!("{0}是唯一的{1}", "{0} is the only {1}", account.name.clone(), role.word()),
            phrase!("请先将该角色授予另一人", "grant the role to somebody else first"),
        )),
    }
}
