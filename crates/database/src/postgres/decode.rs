//! Cells from PostgreSQL's binary form, by the type that the column really has.

use super::encode::EPOCH_MS;
use crate::statement;
use postgres_types::{FromSql, Kind, Type};
use rust_decimal::prelude::ToPrimitive as _;
use stheno_kernel::{Decimal, JsonText, Timestamp, Value};

pub(super) struct Cell(Value);

type Decoded<T> = Result<T, Box<dyn std::error::Error + Sync + Send>>;

impl<'a> FromSql<'a> for Cell {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Decoded<Self> {
        decode(ty, raw).map(Cell)
    }
    fn from_sql_null(_: &Type) -> Decoded<Self> {
        Ok(Self(Value::Null))
    }
    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Cell {
    /// The value as the statement declared it; numbers change between their kinds where that is exact.
    pub(super) fn into_type(self, ty: statement::Type) -> Value {
        use statement::Type as T;
        match (ty, self.0) {
            (T::Decimal, Value::Int(i)) => Value::Decimal(i.into()),
            (T::Decimal, Value::Float(f)) => {
                Value::Float(f).as_decimal().map_or(Value::Float(f), Value::Decimal)
            }
            (T::Int, Value::Decimal(d)) if d.fract().is_zero() => {
                d.to_i64().map_or(Value::Decimal(d), Value::Int)
            }
            (T::Float, Value::Decimal(d)) => d.to_string().parse().map_or(Value::Decimal(d), Value::Float),
            (T::Text, Value::Int(i)) => Value::Text(i.to_string()),
            (_, value) => value,
        }
    }
}

fn decode(ty: &Type, raw: &[u8]) -> Decoded<Value> {
    match *ty {
        Type::BOOL => bool::from_sql(ty, raw).map(Value::Bool),
        Type::INT2 => i16::from_sql(ty, raw).map(|i| Value::Int(i.into())),
        Type::INT4 => i32::from_sql(ty, raw).map(|i| Value::Int(i.into())),
        Type::INT8 => i64::from_sql(ty, raw).map(Value::Int),
        Type::NUMERIC => Decimal::from_sql(ty, raw).map(Value::Decimal),
        // The shortest digits that tell a `real` apart, as PostgreSQL prints it, not its double's.
        Type::FLOAT4 => Ok(Value::Float(f32::from_sql(ty, raw)?.to_string().parse()?)),
        Type::FLOAT8 => f64::from_sql(ty, raw).map(Value::Float),
        Type::TIMESTAMPTZ | Type::TIMESTAMP => {
            let micros = i64::from_be_bytes(raw.try_into()?);
            let time = Timestamp::from_millis(micros.div_euclid(1000).saturating_add(EPOCH_MS));
            time.map(Value::Time).ok_or_else(|| "a time is outside the years that can be printed".into())
        }
        Type::JSONB => {
            let Some((1, text)) = raw.split_first() else { return Err("jsonb of an unknown version".into()) };
            Ok(Value::Json(JsonText::from_trusted(str::from_utf8(text)?)))
        }
        Type::JSON => Ok(Value::Json(JsonText::from_trusted(str::from_utf8(raw)?))),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
            Ok(Value::Text(str::from_utf8(raw)?.to_owned()))
        }
        Type::UUID => Ok(Value::Text(uuid(u128::from_be_bytes(raw.try_into()?)))),
        _ => match ty.kind() {
            Kind::Enum(_) => Ok(Value::Text(str::from_utf8(raw)?.to_owned())),
            Kind::Array(_) => {
                let cells = Vec::<Cell>::from_sql(ty, raw)?;
                Ok(Value::List(cells.into_iter().map(|cell| cell.0).collect()))
            }
            Kind::Domain(base) => decode(base, raw),
            _ => Err(format!("columns of type {ty} cannot be read").into()),
        },
    }
}

fn uuid(bits: u128) -> String {
    let hex = format!("{bits:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `numeric` as it is sent: digits to the base of 10,000 from `weight` downwards.
    fn numeric(weight: i16, scale: u16, digits: &[u16]) -> Vec<u8> {
        let count = u16::try_from(digits.len()).unwrap();
        let head = [count.to_be_bytes(), weight.to_be_bytes(), [0, 0], scale.to_be_bytes()];
        head.into_iter().chain(digits.iter().map(|d| d.to_be_bytes())).flatten().collect()
    }

    #[test]
    fn long_numbers_are_rounded_or_refused_but_never_panic() {
        let third = decode(&Type::NUMERIC, &numeric(-1, 40, &[3333; 10])).unwrap();
        assert!(third.as_decimal().unwrap().to_string().starts_with("0.33333333333333333333333333"));
        assert!(decode(&Type::NUMERIC, &numeric(9, 0, &[1234; 10])).is_err());
        assert_eq!(
            decode(&Type::NUMERIC, &numeric(0, 2, &[19, 9900])).unwrap(),
            Value::Decimal(Decimal::new(1999, 2))
        );
    }

    #[test]
    fn reals_keep_their_short_digits() {
        let cell = decode(&Type::FLOAT4, &0.1_f32.to_be_bytes()).unwrap();
        assert_eq!(cell, Value::Float(0.1));
    }
}
