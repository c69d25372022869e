//! How values go to the server and come back.

use crate::db::{DbError, Row, Value};
use std::{borrow::Cow, error::Error};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

pub(super) fn to_row(row: &tokio_postgres::Row) -> Result<Row, DbError> {
    let values = (0..row.len()).map(|index| Ok(row.try_get::<_, Cell>(index)?.0));
    Ok(Row(values.collect::<Result<_, DbError>>()?))
}

/// A value of whatever type the server answers with.
struct Cell(Value<'static>);

impl<'a> FromSql<'a> for Cell {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Cell(match *kind {
            Type::BOOL => Value::Bool(bool::from_sql(kind, raw)?),
            Type::INT2 => Value::Int(i16::from_sql(kind, raw)?.into()),
            Type::INT4 => Value::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT8 => Value::Int(i64::from_sql(kind, raw)?),
            Type::OID => Value::Int(u32::from_sql(kind, raw)?.into()),
            Type::FLOAT4 => Value::Real(f32::from_sql(kind, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(kind, raw)?),
            Type::NUMERIC => numeric(raw)?,
            Type::BYTEA => Value::Bytes(Cow::Owned(raw.to_vec())),
            Type::JSONB => Value::Text(text(raw.get(1..).unwrap_or_default())?),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN => {
                Value::Text(text(raw)?)
            }
            Type::VOID => Value::Null,
            ref other => return Err(format!("columns of type {other} aren't read; cast them").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Cell(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn text(raw: &[u8]) -> Result<Cow<'static, str>, Box<dyn Error + Sync + Send>> {
    Ok(Cow::Owned(std::str::from_utf8(raw)?.to_owned()))
}

/// `sum` and `avg` of whole numbers come as NUMERIC: groups of four decimal digits, `weight` of them (counted
/// from 0) before the point.
fn numeric(raw: &[u8]) -> Result<Value<'static>, Box<dyn Error + Sync + Send>> {
    let word = |at: usize| {
        let bytes = raw.get(at * 2..at * 2 + 2).ok_or("a short NUMERIC")?;
        Ok::<_, &str>(i16::from_be_bytes([bytes[0], bytes[1]]))
    };
    let (groups, weight, sign) = (word(0)?, word(1)?, word(2)?);
    if !matches!(sign, 0 | 0x4000) {
        return Err("NUMERIC isn't a number".into());
    }
    let mut whole = Some(0i64);
    let mut real = 0f64;
    for index in 0..groups.max(weight + 1) {
        let group = if index < groups { word(4 + index as usize)? } else { 0 };
        real += f64::from(group) * 10_000f64.powi(i32::from(weight - index));
        whole = match whole {
            Some(so_far) if index <= weight => {
                so_far.checked_mul(10_000).and_then(|v| v.checked_add(group.into()))
            }
            Some(so_far) if group == 0 => Some(so_far),
            _ => None,
        };
    }
    let negative = sign == 0x4000;
    Ok(match whole {
        Some(v) => Value::Int(if negative { -v } else { v }),
        None => Value::Real(if negative { -real } else { real }),
    })
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, kind) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Bool(v), &Type::BOOL) => v.to_sql(kind, out),
            (Value::Int(v), &Type::INT8) => v.to_sql(kind, out),
            (Value::Int(v), &Type::INT4) => i32::try_from(*v)?.to_sql(kind, out),
            (Value::Int(v), &Type::INT2) => i16::try_from(*v)?.to_sql(kind, out),
            (Value::Int(v), &Type::FLOAT8) => (*v as f64).to_sql(kind, out),
            (Value::Real(v), &Type::FLOAT8) => v.to_sql(kind, out),
            (Value::Real(v), &Type::FLOAT4) => (*v as f32).to_sql(kind, out),
            (Value::Text(v), &Type::JSONB) => {
                out.extend_from_slice(&[1]);
                out.extend_from_slice(v.as_bytes());
                Ok(IsNull::No)
            }
            (Value::Text(v), &Type::JSON | &Type::TEXT | &Type::VARCHAR | &Type::BPCHAR | &Type::NAME) => {
                out.extend_from_slice(v.as_bytes());
                Ok(IsNull::No)
            }
            (Value::Bytes(v), &Type::BYTEA) => v.as_ref().to_sql(kind, out),
            (value, kind) => {
                Err(format!("{value:?} can't be a parameter of type {kind}; cast the parameter").into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
