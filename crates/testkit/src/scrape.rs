//! Metrics as Prometheus reads them.

use prom_text_format_parser::{Sample, Type, ValueType};

/// One answer of `/metrics`, read by the grammar of the text format.
pub struct Scrape(prom_text_format_parser::Scrape);

impl Scrape {
    /// Panics where the text is not what Prometheus reads, or holds a metric without type or help.
    pub fn parse(text: &str) -> Self {
        let scrape = prom_text_format_parser::Scrape::parse(text);
        let scrape = scrape.unwrap_or_else(|error| panic!("{error:?} in\n{text}"));
        for metric in &scrape.metrics {
            assert!(metric.kind != Type::Untyped, "{} has no type", metric.name);
            assert!(metric.help_desc.is_some(), "{} says not what it is", metric.name);
        }
        Self(scrape)
    }
    /// The sum of the samples that have these labels: the value of a counter or gauge, the count of a histogram. 0 if there is
    /// none.
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.samples(name, labels).map(|sample| sample.value.value.as_f64()).sum()
    }
    /// Whether there is a sample of this name.
    pub fn has(&self, name: &str) -> bool {
        self.samples(name, &[]).next().is_some()
    }
    /// All values of a label.
    pub fn values_of(&self, label: &str) -> Vec<&str> {
        let labels = self.0.metrics.iter().flat_map(|metric| &metric.samples).flat_map(|s| s.labels.iter());
        labels.filter(|l| l.key == label).map(|l| l.value.as_str()).collect()
    }

    fn samples<'a>(
        &'a self,
        name: &'a str,
        labels: &'a [(&'a str, &'a str)],
    ) -> impl Iterator<Item = &'a Sample> {
        let metric = self.0.metrics.iter().find(move |metric| metric.name == name);
        let fits = move |sample: &&Sample| {
            let has = |(key, value): &(&str, &str)| {
                sample.labels.iter().any(|label| label.key == *key && label.value == *value)
            };
            labels.iter().all(has)
        };
        let (wanted, samples) = match metric {
            Some(metric) if metric.kind == Type::Histogram => (ValueType::Count, metric.samples.as_slice()),
            Some(metric) => (ValueType::Sample, metric.samples.as_slice()),
            None => (ValueType::Sample, &[][..]),
        };
        samples.iter().filter(move |sample| sample.value.value_type == wanted).filter(fits)
    }
}
