//! What a few validators make of data that they accepted: filters moved to where Query looks for them.

use serde_json::{Map, Value};

/// A change of accepted data, by the name that `x-transform` gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transform {
    /// A text with commas becomes a list.
    Split,
    /// `tag_id`, `category_id`, `option_id` of products become filters of the relations.
    ProductFilters,
    /// The same, within `$and` and `$or` too.
    ProductFiltersDeep,
    /// `total` of orders becomes a filter of the order's summary.
    OrderTotal,
    /// Every member that is one thing becomes a list of it.
    Listed,
}

impl Transform {
    /// The change of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "split" => Self::Split,
            "product_filters" => Self::ProductFilters,
            "product_filters_deep" => Self::ProductFiltersDeep,
            "order_total" => Self::OrderTotal,
            "listed" => Self::Listed,
            _ => return None,
        })
    }

    /// Applies the change.
    pub fn apply(self, value: Value) -> Value {
        match (self, value) {
            (Self::Split, value) => split(value),
            (Self::ProductFilters, Value::Object(filters)) => Value::Object(product_filters(filters)),
            (Self::ProductFiltersDeep, Value::Object(filters)) => {
                let mut filters = product_filters(filters);
                for group in ["$and", "$or"] {
                    for inner in filters.get_mut(group).and_then(Value::as_array_mut).into_iter().flatten() {
                        *inner = Self::ProductFilters.apply(inner.take());
                    }
                }
                Value::Object(filters)
            }
            (Self::OrderTotal, Value::Object(mut filters)) => {
                if let Some(total) = filters.shift_remove("total") {
                    let summary = serde_json::json!({ "totals": { "current_order_total": total } });
                    filters.insert("summary".into(), summary);
                }
                Value::Object(filters)
            }
            (Self::Listed, Value::Object(members)) => {
                let listed = |value: Value| if value.is_array() { value } else { Value::Array(vec![value]) };
                Value::Object(members.into_iter().map(|(name, value)| (name, listed(value))).collect())
            }
            (_, value) => value,
        }
    }
}

fn product_filters(mut filters: Map<String, Value>) -> Map<String, Value> {
    for (parameter, relation) in [("tag_id", "tags"), ("category_id", "categories"), ("option_id", "options")]
    {
        let is_empty = |value: &Value| match value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if filters.get(parameter).is_some_and(|ids| !is_empty(ids))
            && let Some(ids) = filters.shift_remove(parameter)
        {
            filters.insert(relation.to_owned(), serde_json::json!({ "id": ids }));
        }
    }
    filters
}

fn split(value: Value) -> Value {
    let items: Vec<Value> = match value {
        Value::String(text) => text.split(',').map(Value::from).collect(),
        Value::Array(items) => items,
        other => return other,
    };
    let trimmed = items.iter().filter_map(Value::as_str).map(str::trim).filter(|item| !item.is_empty());
    Value::Array(trimmed.map(Value::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn moves_filters_to_relations() {
        let sent = json!({"tag_id": "t", "category_id": [], "$or": [{"option_id": ["o"]}]});
        let moved = json!({"category_id": [], "$or": [{"options": {"id": ["o"]}}], "tags": {"id": "t"}});
        assert_eq!(Transform::ProductFiltersDeep.apply(sent), moved);
        let total = json!({"summary": {"totals": {"current_order_total": {"$gt": "1"}}}});
        assert_eq!(Transform::OrderTotal.apply(json!({"total": {"$gt": "1"}})), total);
        assert_eq!(Transform::Listed.apply(json!({"a": "x", "b": ["y"]})), json!({"a": ["x"], "b": ["y"]}));
        assert_eq!(Transform::Split.apply(json!("a, b,,")), json!(["a", "b"]));
    }
}
