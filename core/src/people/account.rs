//! What a person signs in with (账号), and what happened to it. Secrets are the web frame's: an event says
//! that a password changed, never to what.

use super::role::{Grant, Role};
use crate::{
    ids::{AccountId, PersonId, UnitId},
    phrase,
    phrase::Word,
};
use serde::{Deserialize, Serialize};

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Opened; its one-time link hasn't been used.
    Invited,
    /// In use.
    Active,
    /// Closed until enabled again.
    Disabled,
}

impl AccountState {
    /// Every state.
    pub const ALL: [AccountState; 3] = [AccountState::Invited, AccountState::Active, AccountState::Disabled];

    /// Stable code, as stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            AccountState::Invited => "invited",
            AccountState::Active => "active",
            AccountState::Disabled => "disabled",
        }
    }

    /// The state named by `code`.
    pub fn from_code(code: &str) -> Option<AccountState> {
        AccountState::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As the user reads it.
    pub fn word(self) -> Word {
        match self {
            AccountState::Invited => Word::of("待启用", "invited"),
            AccountState::Active => Word::of("在用", "active"),
            AccountState::Disabled => Word::of("停用", "disabled"),
        }
    }
}

/// What a person signs in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Identity.
    pub id: AccountId,
    /// Whose it is.
    pub person: PersonId,
    /// The name typed at sign-in, unique in the installation.
    pub name: String,
    /// Whether it can be used.
    pub state: AccountState,
    /// Whether a password was ever set: what an account returns to when it is enabled again.
    pub taken: bool,
    /// Whether sign-in asks for a second factor.
    pub second_factor: bool,
    /// What it is trusted with, lapsed grants too until they are revoked.
    pub grants: Vec<Grant>,
}

impl Account {
    /// Whether somebody can sign in, or will once the one-time link is used.
    pub fn is_usable(&self) -> bool {
        self.state != AccountState::Disabled
    }
}

/// Why a sign-in failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInFailure {
    /// The password was wrong.
    Password,
    /// The code of the second factor was wrong.
    Code,
    /// The account was locked out after too many failures.
    LockedOut,
    /// The account is disabled or not yet taken.
    NotUsable,
}

/// What happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // each field is the account's field of the same name
pub enum AccountEvent {
    /// 开户
    Opened { id: AccountId, person: PersonId, name: String },
    /// 发放一次性链接
    LinkIssued {},
    /// 授予角色
    Granted { grant: Grant },
    /// 收回角色
    Revoked { role: Role, scope: UnitId },
    /// 停用
    Disabled { reason: String },
    /// 启用
    Enabled {},
    /// 设定口令
    PasswordChanged {},
    /// 设定或取消二次验证
    SecondFactorSet { on: bool },
    /// 重置二次验证：手机遗失的，由安全管理员取消
    SecondFactorReset {},
    /// 登录失败
    SignInFailed { why: SignInFailure },
}

impl AccountEvent {
    /// Stable name, as the record keeps it.
    pub fn name(&self) -> &'static str {
        match self {
            AccountEvent::Opened { .. } => "account_opened",
            AccountEvent::LinkIssued {} => "account_link_issued",
            AccountEvent::Granted { .. } => "role_granted",
            AccountEvent::Revoked { .. } => "role_revoked",
            AccountEvent::Disabled { .. } => "account_disabled",
            AccountEvent::Enabled {} => "account_enabled",
            AccountEvent::PasswordChanged {} => "password_changed",
            AccountEvent::SecondFactorSet { .. } => "second_factor_set",
            AccountEvent::SecondFactorReset {} => "second_factor_reset",
            AccountEvent::SignInFailed { .. } => "sign_in_failed",
        }
    }

    /// The event as a sentence.
    pub fn sentence(&self) -> phrase::Phrase {
        match self {
            AccountEvent::Opened { person, name, .. } => {
                phrase!("为{0}开立账号{1}", "account {1} opened for {0}", *person, name.clone())
            }
            AccountEvent::LinkIssued {} => phrase!("发放一次性链接", "one-time link issued"),
            AccountEvent::Granted { grant } => match grant.until {
                None => phrase!("授予{1}的{0}角色", "granted {0} for {1}", grant.role.word(), grant.scope),
                Some(until) => phrase!(
                    "授予{1}的{0}角色，至{2}",
                    "granted {0} for {1} through {2}",
                    grant.role.word(),
                    grant.scope,
                    until
                ),
            },
            AccountEvent::Revoked { role, scope } => {
                phrase!("收回{1}的{0}角色", "revoked {0} for {1}", role.word(), *scope)
            }
            AccountEvent::Disabled { reason } => {
                phrase!("停用账号，原因：{0}", "account disabled: {0}", reason.clone())
            }
            AccountEvent::Enabled {} => phrase!("启用账号", "account enabled"),
            AccountEvent::PasswordChanged {} => phrase!("设定口令", "password set"),
            AccountEvent::SecondFactorReset {} => phrase!("重置二次验证", "second factor reset"),
            AccountEvent::SecondFactorSet { on: true } => phrase!("设定二次验证", "second factor set"),
            AccountEvent::SecondFactorSet { on: false } => phrase!("取消二次验证", "second factor removed"),
            AccountEvent::SignInFailed { why } => {
                let word = match why {
                    SignInFailure::Password => Word::of("口令不符", "wrong password"),
                    SignInFailure::Code => Word::of("验证码不符", "wrong code"),
                    SignInFailure::LockedOut => Word::of("账号已锁定", "locked out"),
                    SignInFailure::NotUsable => Word::of("账号不可用", "account not usable"),
                };
                phrase!("登录失败：{0}", "sign-in failed: {0}", word)
            }
        }
    }
}

/// The account after `event`; before `Opened` there is none.
pub fn apply(state: Option<Account>, event: &AccountEvent) -> Option<Account> {
    if let AccountEvent::Opened { id, person, name } = event {
        return Some(Account {
            id: *id,
            person: *person,
            name: name.clone(),
            state: AccountState::Invited,
            taken: false,
            second_factor: false,
            grants: vec![],
        });
    }
    let mut account = state?;
    match event {
        AccountEvent::Opened { .. } | AccountEvent::LinkIssued {} | AccountEvent::SignInFailed { .. } => {}
        AccountEvent::Granted { grant } => {
            account.grants.retain(|held| (held.role, held.scope) != (grant.role, grant.scope));
            account.grants.push(*grant);
        }
        AccountEvent::Revoked { role, scope } => {
            account.grants.retain(|held| (held.role, held.scope) != (*role, *scope));
        }
        AccountEvent::Disabled { .. } => account.state = AccountState::Disabled,
        AccountEvent::Enabled {} => {
            account.state = if account.taken { AccountState::Active } else { AccountState::Invited };
        }
        AccountEvent::PasswordChanged {} => {
            account.taken = true;
            if account.state == AccountState::Invited {
                account.state = AccountState::Active;
            }
        }
        AccountEvent::SecondFactorSet { on } => account.second_factor = *on,
        AccountEvent::SecondFactorReset {} => account.second_factor = false,
    }
    Some(account)
}
