//! What is told to subscribers.

use serde_json::{Map, Value as Json};

/// Something that happened: Medusa's event name, the record's id in `data`, and circumstances in `metadata`.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// `order.placed`
    pub name: String,
    /// `{"id": "order_..."}`, or whatever the contract says.
    pub data: Json,
    /// An object; empty where nothing is to be said.
    pub metadata: Json,
}

impl Event {
    /// An event without metadata.
    pub fn new(name: impl Into<String>, data: Json) -> Self {
        Self { name: name.into(), data, metadata: Json::Object(Map::new()) }
    }
    /// Puts metadata on it.
    pub fn with_metadata(mut self, metadata: Json) -> Self {
        self.metadata = metadata;
        self
    }
    /// One event per element where `data` is a list, as Medusa's emit step has it.
    pub fn spread(self) -> Vec<Self> {
        match self.data {
            Json::Array(items) => {
                let (name, metadata) = (self.name, self.metadata);
                items
                    .into_iter()
                    .map(|data| Self { name: name.clone(), data, metadata: metadata.clone() })
                    .collect()
            }
            _ => vec![self],
        }
    }
    /// The record it is about: events of one record reach each subscriber in order.
    pub fn key(&self) -> Option<&str> {
        self.data.get("id").and_then(Json::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_becomes_one_event_per_record() {
        let events = Event::new("product.created", json!([{"id": "prod_1"}, {"id": "prod_2"}])).spread();
        assert_eq!(events.iter().map(Event::key).collect::<Vec<_>>(), [Some("prod_1"), Some("prod_2")]);
        assert!(events.iter().all(|e| e.name == "product.created" && e.metadata == json!({})));
    }
}
