//! Values on their way to PostgreSQL, in the binary form of the parameter's own type.

use bytes::{BufMut as _, BytesMut};
use postgres_types::{IsNull, Kind, ToSql, Type, to_sql_checked};
use rust_decimal::prelude::ToPrimitive as _;
use stheno_kernel::{Decimal, Timestamp, Value};

/// Milliseconds between 1970 and 2000, where PostgreSQL's time begins.
pub(super) const EPOCH_MS: i64 = 946_684_800_000;

#[derive(Clone, Copy, Debug)]
pub(super) struct Param<'a>(pub(super) &'a Value);

/// A value that its parameter cannot take.
#[derive(Debug, thiserror::Error)]
#[error("{value:?} is not of the type {ty}")]
pub(super) struct Mismatch {
    value: Value,
    ty: Type,
}

type Encoded = Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Encoded {
        let mismatch = || Box::new(Mismatch { value: self.0.clone(), ty: ty.clone() });
        if self.0.is_null() {
            return Ok(IsNull::Yes);
        }
        match ty.kind() {
            Kind::Enum(_) => return text(self.0).ok_or_else(mismatch)?.to_sql(&Type::TEXT, out),
            Kind::Array(_) => {
                let Value::List(list) = self.0 else { return Err(mismatch()) };
                let items: Vec<Param<'_>> = list.iter().map(Param).collect();
                return items.to_sql(ty, out);
            }
            Kind::Domain(base) => return self.to_sql(base, out),
            _ => {}
        }
        self.scalar(ty, out).unwrap_or_else(|| Err(mismatch()))
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

impl Param<'_> {
    /// `None` where the value and the type do not go together.
    fn scalar(self, ty: &Type, out: &mut BytesMut) -> Option<Encoded> {
        let value = self.0;
        Some(match *ty {
            Type::BOOL => value.as_bool()?.to_sql(ty, out),
            Type::INT2 => i16::try_from(integer(value)?).ok()?.to_sql(ty, out),
            Type::INT4 => i32::try_from(integer(value)?).ok()?.to_sql(ty, out),
            Type::INT8 => integer(value)?.to_sql(ty, out),
            Type::NUMERIC => number(value)?.to_sql(ty, out),
            Type::FLOAT4 => float(value)?.to_string().parse::<f32>().ok()?.to_sql(ty, out),
            Type::FLOAT8 => float(value)?.to_sql(ty, out),
            Type::TIMESTAMPTZ | Type::TIMESTAMP => {
                out.put_i64((time(value)?.as_millis() - EPOCH_MS) * 1000);
                Ok(IsNull::No)
            }
            Type::JSONB | Type::JSON => {
                let json = value.as_json()?;
                if *ty == Type::JSONB {
                    out.put_u8(1);
                }
                out.put_slice(json.as_str().as_bytes());
                Ok(IsNull::No)
            }
            Type::UUID => {
                out.put_slice(&uuid(value.as_str()?)?);
                Ok(IsNull::No)
            }
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                text(value)?.to_sql(&Type::TEXT, out)
            }
            _ => return None,
        })
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Int(i) => Some(*i),
        _ => number(value).filter(|d| d.fract().is_zero())?.to_i64(),
    }
}

fn number(value: &Value) -> Option<Decimal> {
    value.as_decimal()
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Float(f) => Some(*f),
        Value::Int(_) | Value::Decimal(_) => number(value)?.to_string().parse().ok(),
        _ => None,
    }
}

fn time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Time(t) => Some(*t),
        Value::Text(text) => Timestamp::parse(text),
        _ => None,
    }
}

/// Text, or a scalar as SQLite's text affinity would write it.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(i) => Some(i.to_string()),
        Value::Decimal(d) => Some(d.normalize().to_string()),
        Value::Float(f) => Some(f.to_string()),
        Value::Time(t) => Some(t.to_string()),
        Value::Bool(_) | Value::Json(_) | Value::List(_) | Value::Null => None,
    }
}

fn uuid(text: &str) -> Option<[u8; 16]> {
    let hex: String = text.chars().filter(|c| *c != '-').collect();
    (hex.len() == 32).then(|| u128::from_str_radix(&hex, 16).ok()).flatten().map(u128::to_be_bytes)
}
