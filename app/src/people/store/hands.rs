//! A unit's own people: its heads and liaisons, by what their accounts are trusted with.

use super::person_of;
use crate::db::{DbError, Tx, Value};
use bangdu_core::{
    ids::UnitId,
    people::{Person, Role},
};
use jiff::civil::Date;

/// Who heads these units or reports for them on `today`: those in office whose account is in use, heads first.
pub fn hands_of(
    tx: &mut Tx<'_>,
    units: &[UnitId],
    today: Date,
) -> Result<Vec<(UnitId, Role, Person)>, DbError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let (head, liaison) = (Role::UnitHead.code(), Role::Liaison.code());
    let mut values = vec![Value::Text(today.to_string().into())];
    values.extend(units.iter().map(|unit| Value::Text(unit.to_string().into())));
    let places: Vec<String> = (2..=values.len()).map(|n| format!("${n}")).collect();
    let rows = tx.rows(
        &format!(
            "SELECT p.id, p.name, p.initials, p.unit_id, p.position, p.phone_id, p.phone_digest, p.left_on,
                 g.scope_id, g.role
             FROM grants g JOIN accounts a ON a.id = g.account_id JOIN persons p ON p.id = a.person_id
             WHERE g.role IN ('{head}', '{liaison}') AND g.scope_id IN ({}) AND a.state = 'active'
                 AND p.left_on IS NULL AND (g.until_on IS NULL OR g.until_on >= $1)
             ORDER BY g.scope_id, g.role DESC, p.id",
            places.join(", ")
        ),
        &values,
    )?;
    let hand = |row: &crate::db::Row| {
        let code: String = row.get(9)?;
        let role = Role::from_code(&code).ok_or_else(|| DbError::Shape(format!("grants.role: {code}")))?;
        Ok((row.get(8)?, role, person_of(row)?))
    };
    rows.iter().map(hand).collect()
}
