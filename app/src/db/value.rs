//! What goes into a statement and what comes out of a row, the same for both engines.
//!
//! Instants are stored as BIGINT (UTC milliseconds), dates as ISO text, ids as text, truth values as the
//! engine's own boolean. A room's own text-like type joins with [`text_value!`](crate::text_value).

use super::DbError;
use bangdu_core::{ids, instant::Instant};
use bangdu_record::digest::Digest;
use jiff::civil::Date;
use std::borrow::Cow;
use uuid::Uuid;

/// One value on its way into a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// SQL NULL.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating-point number.
    Real(f64),
    /// Text; JSON too.
    Text(Cow<'a, str>),
    /// Raw bytes.
    Bytes(Cow<'a, [u8]>),
}

impl Value<'_> {
    /// The same value without the borrow, to keep in a list that is built at run time.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Bool(v) => Value::Bool(v),
            Value::Int(v) => Value::Int(v),
            Value::Real(v) => Value::Real(v),
            Value::Text(v) => Value::Text(Cow::Owned(v.into_owned())),
            Value::Bytes(v) => Value::Bytes(Cow::Owned(v.into_owned())),
        }
    }
}

/// A type that can be a parameter.
pub trait Param {
    /// Its form in the store.
    fn value(&self) -> Value<'_>;
}

/// A type that can be read from a column.
pub trait Column: Sized {
    /// Reads it; `None` when the stored value has another shape.
    fn from_value(value: &Value<'static>) -> Option<Self>;
}

/// One row of an answer, independent of the engine.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub(super) Vec<Value<'static>>);

impl Row {
    /// The value of column `index`, counted from 0.
    ///
    /// # Errors
    /// [`DbError::Shape`] when there is no such column or it holds another type (NULL wants `Option`).
    pub fn get<T: Column>(&self, index: usize) -> Result<T, DbError> {
        let value = self.0.get(index).ok_or_else(|| DbError::Shape(format!("no column {index}")))?;
        T::from_value(value).ok_or_else(|| {
            DbError::Shape(format!("column {index} isn't {}: {}", std::any::type_name::<T>(), kind_of(value)))
        })
    }

    /// All values in column order.
    pub fn values(&self) -> &[Value<'static>] {
        &self.0
    }
}

/// Parameters of a statement: `params![id, title, Some(due)]` gives `&[Value]` for `$1, $2, $3`.
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::db::Value<'_>] };
    ($($value:expr),+ $(,)?) => { &[$($crate::db::Param::value(&$value)),+] };
}

/// Lets types with `Display` and `FromStr` be stored as text: `text_value!(MatterState, Light);`
#[macro_export]
macro_rules! text_value {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::db::Param for $type {
            fn value(&self) -> $crate::db::Value<'_> {
                $crate::db::Value::Text(self.to_string().into())
            }
        }
        impl $crate::db::Column for $type {
            fn from_value(value: &$crate::db::Value<'static>) -> Option<Self> {
                match value {
                    $crate::db::Value::Text(text) => text.parse().ok(),
                    _ => None,
                }
            }
        }
    )+};
}

text_value!(
    Uuid,
    Date,
    ids::MatterId,
    ids::AssignmentId,
    ids::UnitId,
    ids::PersonId,
    ids::AccountId,
    ids::CampaignId,
    ids::FileId,
    ids::BatchId,
    ids::PrivateId,
);

/// `$from, $from+1, …`: the inside of `IN (…)` for `count` parameters.
pub fn placeholders(from: usize, count: usize) -> String {
    (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

fn kind_of(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "it is NULL",
        Value::Bool(_) => "it is a truth value",
        Value::Int(_) => "it is a whole number",
        Value::Real(_) => "it is a floating-point number",
        Value::Text(_) => "it is text",
        Value::Bytes(_) => "it is bytes",
    }
}

impl Param for Value<'_> {
    fn value(&self) -> Value<'_> {
        match self {
            Value::Null => Value::Null,
            Value::Bool(v) => Value::Bool(*v),
            Value::Int(v) => Value::Int(*v),
            Value::Real(v) => Value::Real(*v),
            Value::Text(v) => Value::Text(Cow::Borrowed(v)),
            Value::Bytes(v) => Value::Bytes(Cow::Borrowed(v)),
        }
    }
}

impl<T: Param + ?Sized> Param for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl<T: Param> Param for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Param::value)
    }
}

impl<T: Column> Column for Option<T> {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

macro_rules! whole_numbers {
    ($($type:ty),+) => {$(
        impl Param for $type {
            /// Numbers beyond i64 saturate: nothing we store comes near.
            fn value(&self) -> Value<'_> {
                Value::Int(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
        impl Column for $type {
            fn from_value(value: &Value<'static>) -> Option<Self> {
                match value {
                    Value::Int(v) => <$type>::try_from(*v).ok(),
                    _ => None,
                }
            }
        }
    )+};
}
whole_numbers!(i64, u64, i32, u32, i16, u16, u8, usize);

impl Param for bool {
    fn value(&self) -> Value<'_> {
        Value::Bool(*self)
    }
}

impl Column for bool {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Bool(v) => Some(*v),
            Value::Int(v @ (0 | 1)) => Some(*v == 1),
            _ => None,
        }
    }
}

impl Param for f64 {
    fn value(&self) -> Value<'_> {
        Value::Real(*self)
    }
}

impl Column for f64 {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Real(v) => Some(*v),
            Value::Int(v) => Some(*v as f64),
            _ => None,
        }
    }
}

impl Param for str {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl Param for String {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl Param for Cow<'_, str> {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl Column for String {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Text(v) => Some(v.to_string()),
            _ => None,
        }
    }
}

impl Param for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}

impl Param for Vec<u8> {
    fn value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}

impl<const N: usize> Param for [u8; N] {
    fn value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}

impl Column for Vec<u8> {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Bytes(v) => Some(v.to_vec()),
            _ => None,
        }
    }
}

impl<const N: usize> Column for [u8; N] {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Bytes(v) => v.as_ref().try_into().ok(),
            _ => None,
        }
    }
}

impl Param for Instant {
    fn value(&self) -> Value<'_> {
        Value::Int(self.0)
    }
}

impl Column for Instant {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Int(v) => Some(Instant(*v)),
            _ => None,
        }
    }
}

impl Param for Digest {
    fn value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self.as_bytes()))
    }
}

impl Column for Digest {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Bytes(v) => Digest::from_slice(v),
            _ => None,
        }
    }
}
