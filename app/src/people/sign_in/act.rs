//! What happens at the door. Each act is one transaction that also notes in the account's stream what
//! happened. Answers never tell whether an account exists.

use super::{
    password::{self, HashError, Hasher},
    second,
    store::{self, Failures},
};
use crate::{
    act::ActError,
    db::{DbError, Tx},
    people::{
        act::{By, accounts},
        store as people,
    },
    web::session::{Begun, Session, Sessions, Stage},
};
use bangdu_core::{
    ids::AccountId,
    instant::Instant,
    people::{Account, AccountState, Actor, account::SignInFailure},
};

/// After so many failures in a row an account is locked (GB/T 22239).
const FAILURES: i64 = 5;
/// For so long, in milliseconds.
const LOCK_MS: i64 = 15 * 60_000;

/// The door of an installation.
#[derive(Clone)]
pub struct Door {
    /// Its sessions.
    pub sessions: Sessions,
    /// Where passwords are hashed.
    pub hasher: Hasher,
    /// After so many days a password must be changed; none: never.
    pub renew_days: Option<u32>,
}

/// Why the door stays shut.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// Wrong, unknown, locked or disabled: nobody is told which.
    #[error("no entry")]
    NoEntry,
    /// The link was used or is too old.
    #[error("the link doesn't serve")]
    NoLink,
    /// The new password breaks the rule; the message key.
    #[error("the new password breaks a rule")]
    Weak(&'static str),
    /// Too many wait at the door.
    #[error("too many wait")]
    Busy,
    /// Something failed.
    #[error(transparent)]
    Fault(#[from] ActError),
}

impl From<DbError> for DoorError {
    fn from(error: DbError) -> DoorError {
        DoorError::Fault(error.into())
    }
}

impl From<HashError> for DoorError {
    fn from(error: HashError) -> DoorError {
        match error {
            HashError::Busy => DoorError::Busy,
            HashError::Failed(what) => DbError::Failed(what).into(),
        }
    }
}

impl Door {
    /// Signs in with name and password; the session's stage says what is still owed.
    ///
    /// # Errors
    /// [`DoorError::NoEntry`] for whatever is wrong with name, password or account.
    pub async fn sign_in(&self, name: &str, password: &str) -> Result<Begun, DoorError> {
        let name = name.to_owned();
        let found = self.sessions.cx.db.read(move |tx| {
            let Some(account) = people::account_named(tx, &name)? else { return Ok(None) };
            let credentials = store::credentials(tx, account.id)?;
            Ok::<_, DbError>(Some((account.id, credentials)))
        });
        let found = found.await?;
        let hash = found.as_ref().and_then(|(_, known)| known.as_ref().map(|known| known.hash.clone()));
        let right = self.hasher.is_right(hash.clone(), password.to_owned()).await?;
        let Some((id, _)) = found else { return Err(DoorError::NoEntry) };
        let door = self.clone();
        let entered = self.sessions.cx.db.write(move |tx| door.enter(tx, id, right, hash.as_deref()));
        entered.await?.ok_or(DoorError::NoEntry)
    }

    /// None: no entry, and the failure is noted.
    fn enter(
        &self,
        tx: &mut Tx<'_>,
        id: AccountId,
        right: bool,
        checked: Option<&str>,
    ) -> Result<Option<Begun>, DoorError> {
        let Some(account) = people::account(tx, id)? else { return Ok(None) };
        let failures = store::failures(tx, id)?;
        let known = store::credentials(tx, id)?.unwrap_or_default();
        // Changed between the check and now: what was checked counts no longer.
        let right = right && checked == Some(known.hash.as_str());
        if !self.may_try(tx, &account, failures)? {
            return Ok(None);
        }
        if !right {
            self.fail(tx, &account, failures, SignInFailure::Password)?;
            return Ok(None);
        }
        let stage = match (known.totp_confirmed, self.is_old(known.changed)) {
            (true, _) => Stage::Code,
            (false, true) => Stage::Renew,
            (false, false) => Stage::In,
        };
        if stage != Stage::Code {
            store::set_failures(tx, id, Failures::default())?;
        }
        Ok(Some(self.sessions.begin(tx, id, stage)?))
    }

    /// The second step: a code of the authenticator, or a recovery code.
    ///
    /// # Errors
    /// [`DoorError::NoEntry`] when the code is wrong or was used before.
    pub async fn give_code(&self, session: Session, code: &str) -> Result<Begun, DoorError> {
        let (door, code) = (self.clone(), code.to_owned());
        let entered = self.sessions.cx.db.write(move |tx| {
            let id = session.account;
            let Some(account) = people::account(tx, id)? else { return Ok(None) };
            let failures = store::failures(tx, id)?;
            if session.stage != Stage::Code || !door.may_try(tx, &account, failures)? {
                return Ok(None);
            }
            let known = store::credentials(tx, id)?.unwrap_or_default();
            if !door.takes(tx, id, &known, &code)? {
                door.fail(tx, &account, failures, SignInFailure::Code)?;
                return Ok(None);
            }
            store::set_failures(tx, id, Failures::default())?;
            let stage = if door.is_old(known.changed) { Stage::Renew } else { Stage::In };
            Ok::<_, DoorError>(Some(door.sessions.rotate(tx, &session, stage)?))
        });
        entered.await?.ok_or(DoorError::NoEntry)
    }

    fn takes(
        &self,
        tx: &mut Tx<'_>,
        id: AccountId,
        known: &store::Credentials,
        code: &str,
    ) -> Result<bool, DbError> {
        let secret = known.totp.as_deref().unwrap_or_default();
        if let Some(step) = second::step_of(secret, code, self.sessions.cx.now()) {
            return store::use_step(tx, id, step);
        }
        match second::without(&known.recovery, code) {
            Some(left) => store::keep_recovery(tx, id, &left).map(|()| true),
            None => Ok(false),
        }
    }

    /// Whose link it is: the account's name, to be shown.
    ///
    /// # Errors
    /// [`DoorError::NoLink`] when it was used or is too old.
    pub async fn link_of(&self, token: &str) -> Result<String, DoorError> {
        let (token, now) = (token.to_owned(), self.sessions.cx.now());
        let found = self.sessions.cx.db.write(move |tx| linked(tx, &token, now)).await?;
        found.map(|account| account.name).ok_or(DoorError::NoLink)
    }

    /// Takes an account with its one-time link: sets the password, and signs in.
    ///
    /// # Errors
    /// [`DoorError::NoLink`], or [`DoorError::Weak`].
    pub async fn take(&self, token: &str, password: &str) -> Result<Begun, DoorError> {
        let name = self.link_of(token).await?;
        let hash = self.new_hash(password, &name).await?;
        let (door, token) = (self.clone(), token.to_owned());
        let taken = self.sessions.cx.db.write(move |tx| {
            let now = door.sessions.cx.now();
            let Some(account) = linked(tx, &token, now)? else { return Ok(None) };
            store::use_link(tx, &token)?;
            door.set(tx, &account, &hash)?;
            let factor = store::credentials(tx, account.id)?.is_some_and(|known| known.totp_confirmed);
            let stage = if factor { Stage::Code } else { Stage::In };
            Ok::<_, DoorError>(Some(door.sessions.begin(tx, account.id, stage)?))
        });
        taken.await?.ok_or(DoorError::NoLink)
    }

    /// Changes the password of somebody who knows the old one; their other sessions end.
    ///
    /// # Errors
    /// [`DoorError::NoEntry`] when the old one is wrong, or [`DoorError::Weak`].
    pub async fn change_password(&self, session: Session, old: &str, new: &str) -> Result<Begun, DoorError> {
        let (account, known) = self.proven(&session, old).await?;
        if new == old {
            return Err(DoorError::Weak("sign_in.password_same"));
        }
        let hash = self.new_hash(new, &account.name).await?;
        let door = self.clone();
        let changed = self.sessions.cx.db.write(move |tx| {
            let current = store::credentials(tx, account.id)?.unwrap_or_default();
            if current.hash != known.hash {
                return Ok(None);
            }
            door.set(tx, &account, &hash)?;
            Ok::<_, DoorError>(Some(door.sessions.begin(tx, account.id, Stage::In)?))
        });
        changed.await?.ok_or(DoorError::NoEntry)
    }

    /// Sets a password without asking anything, and opens the account: for demo data only.
    ///
    /// # Errors
    /// [`DoorError::Weak`], or a fault.
    pub async fn set_demo_password(&self, id: AccountId, password: &str) -> Result<(), DoorError> {
        let hash = self.hasher.hash(password.to_owned()).await?;
        let door = self.clone();
        let set = self.sessions.cx.db.write(move |tx| match people::account(tx, id)? {
            Some(account) => door.set(tx, &account, &hash),
            None => Err(ActError::NotFound.into()),
        });
        set.await
    }

    /// Proposes a secret for a second factor: what the authenticator reads. None where one is in force.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn propose_factor(&self, session: &Session) -> Result<(), DoorError> {
        let secret = second::new_secret().ok_or_else(|| DbError::Failed("no randomness".into()))?;
        let id = session.account;
        self.sessions.cx.db.write(move |tx| Ok::<_, DoorError>(store::propose_totp(tx, id, &secret)?)).await
    }

    /// How the second factor stands.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn factor(&self, session: &Session) -> Result<Factor, DoorError> {
        let id = session.account;
        let read = self.sessions.cx.db.read(move |tx| {
            let name = people::account(tx, id)?.map(|account| account.name).unwrap_or_default();
            Ok::<_, DbError>((name, store::credentials(tx, id)?.unwrap_or_default()))
        });
        let (name, known) = read.await?;
        Ok(match known.totp {
            Some(_) if known.totp_confirmed => Factor::On { recovery: known.recovery.len() },
            Some(secret) => match second::address(&secret, &name) {
                Some((address, typed)) => {
                    Factor::Proposed { picture: second::qr(&address).unwrap_or_default(), typed }
                }
                None => Factor::Off,
            },
            None => Factor::Off,
        })
    }

    /// Puts the proposed second factor in force with its first right code: the recovery codes, shown once.
    ///
    /// # Errors
    /// [`DoorError::NoEntry`] when the code is wrong.
    pub async fn confirm_factor(&self, session: Session, code: &str) -> Result<Vec<String>, DoorError> {
        let (door, code) = (self.clone(), code.to_owned());
        let confirmed = self.sessions.cx.db.write(move |tx| {
            let (id, now) = (session.account, door.sessions.cx.now());
            let (Some(account), Some(known)) = (people::account(tx, id)?, store::credentials(tx, id)?) else {
                return Ok(None);
            };
            let secret = known.totp.filter(|_| !known.totp_confirmed).unwrap_or_default();
            let Some(step) = second::step_of(&secret, &code, now) else { return Ok(None) };
            let Some((shown, kept)) = second::new_recovery() else { return Ok(None) };
            store::use_step(tx, id, step)?;
            store::confirm_totp(tx, id, now, &kept)?;
            accounts::note_second_factor(tx, &door.by(&account), id, true)?;
            door.sessions.end_others(tx, id, Some(&session))?;
            Ok::<_, DoorError>(Some(shown))
        });
        confirmed.await?.ok_or(DoorError::NoEntry)
    }

    /// Removes the second factor of somebody who knows the password.
    ///
    /// # Errors
    /// [`DoorError::NoEntry`] when the password is wrong.
    pub async fn remove_factor(&self, session: &Session, password: &str) -> Result<(), DoorError> {
        let (account, _) = self.proven(session, password).await?;
        let door = self.clone();
        let removed = self.sessions.cx.db.write(move |tx| {
            store::remove_totp(tx, account.id)?;
            accounts::note_second_factor(tx, &door.by(&account), account.id, false)?;
            Ok::<_, DoorError>(())
        });
        removed.await
    }

    /// Ends this session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_out(&self, session: Session) -> Result<(), DoorError> {
        let sessions = self.sessions.clone();
        let ended = self.sessions.cx.db.write(move |tx| sessions.end(tx, &session));
        Ok(ended.await?)
    }

    /// Somebody signed in who knows the password; a wrong one counts as a failed sign-in.
    async fn proven(
        &self,
        session: &Session,
        password: &str,
    ) -> Result<(Account, store::Credentials), DoorError> {
        let id = session.account;
        let known = self.sessions.cx.db.read(move |tx| store::credentials(tx, id)).await?.unwrap_or_default();
        let right = self.hasher.is_right(Some(known.hash.clone()), password.to_owned()).await?;
        let door = self.clone();
        let account = self.sessions.cx.db.write(move |tx| {
            let Some(account) = people::account(tx, id)? else { return Ok(None) };
            let failures = store::failures(tx, id)?;
            if !door.may_try(tx, &account, failures)? {
                return Ok(None);
            }
            if !right {
                door.fail(tx, &account, failures, SignInFailure::Password)?;
                return Ok(None);
            }
            Ok::<_, DoorError>(Some(account))
        });
        account.await?.map(|account| (account, known)).ok_or(DoorError::NoEntry)
    }

    async fn new_hash(&self, password: &str, name: &str) -> Result<String, DoorError> {
        match password::fault(password, name) {
            Some(key) => Err(DoorError::Weak(key)),
            None => Ok(self.hasher.hash(password.to_owned()).await?),
        }
    }

    /// A new password is in force: noted, failures forgotten, all sessions over.
    fn set(&self, tx: &mut Tx<'_>, account: &Account, hash: &str) -> Result<(), DoorError> {
        let by = self.by(account);
        store::set_password(tx, account.id, hash, by.at)?;
        store::failures(tx, account.id)?;
        store::set_failures(tx, account.id, Failures::default())?;
        self.sessions.end_others(tx, account.id, None)?;
        Ok(accounts::note_password(tx, &by, account.id)?)
    }

    /// Whether an attempt counts at all; one that doesn't is noted (during a lock, the first one only).
    fn may_try(&self, tx: &mut Tx<'_>, account: &Account, failures: Failures) -> Result<bool, DoorError> {
        let by = self.by(account);
        if by.at < failures.locked_until {
            if !failures.lock_noted {
                store::set_failures(tx, account.id, Failures { lock_noted: true, ..failures })?;
                accounts::note_failure(tx, &by, account.id, SignInFailure::LockedOut)?;
            }
            return Ok(false);
        }
        if account.state != AccountState::Active {
            self.fail(tx, account, failures, SignInFailure::NotUsable)?;
            return Ok(false);
        }
        Ok(true)
    }

    fn fail(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        failures: Failures,
        why: SignInFailure,
    ) -> Result<(), DoorError> {
        let by = self.by(account);
        let count = failures.count + 1;
        let next = if count >= FAILURES {
            Failures { count: 0, locked_until: by.at.plus_ms(LOCK_MS), lock_noted: false }
        } else {
            Failures { count, ..failures }
        };
        store::set_failures(tx, account.id, next)?;
        Ok(accounts::note_failure(tx, &by, account.id, why)?)
    }

    fn is_old(&self, changed: i64) -> bool {
        self.renew_days
            .is_some_and(|days| self.sessions.cx.now() > Instant(changed).plus_days(i64::from(days)))
    }

    /// In the record the account itself is named; it needs no right for what it does to itself.
    fn by(&self, account: &Account) -> By {
        let cx = &self.sessions.cx;
        let actor = Actor {
            account: account.id,
            person: account.person,
            name: String::new(),
            unit: NOWHERE,
            grants: vec![],
        };
        By { actor: Some(actor), at: cx.now(), today: cx.today() }
    }
}

const NOWHERE: bangdu_core::ids::UnitId = bangdu_core::ids::UnitId(uuid::Uuid::nil());

fn linked(tx: &mut Tx<'_>, token: &str, now: Instant) -> Result<Option<Account>, DoorError> {
    let Some(id) = store::link(tx, token, now)? else { return Ok(None) };
    Ok(people::account(tx, id)?.filter(Account::is_usable))
}

/// How somebody's second factor stands.
#[derive(Clone, Debug)]
pub enum Factor {
    /// None.
    Off,
    /// Shown to the authenticator, waiting for its first code.
    Proposed {
        /// SVG of the address.
        picture: String,
        /// The secret, for typing.
        typed: String,
    },
    /// In force.
    On {
        /// Recovery codes left.
        recovery: usize,
    },
}
