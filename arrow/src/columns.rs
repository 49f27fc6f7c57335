//! Which columns a result has: what nobody asked for is not worked out.

use crate::extract;
use arrow_schema::{ArrowError, SchemaRef};
use std::sync::Arc;

/// Columns of [`extract::schema`], in the order in which they were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(SchemaRef);

impl Default for Columns {
    /// All of them.
    fn default() -> Columns {
        Columns(extract::schema())
    }
}

impl Columns {
    /// The columns of these names.
    ///
    /// # Errors
    ///
    /// When there is no column of a name, when a name comes twice, or when there is no name.
    pub fn named(names: &[impl AsRef<str>]) -> Result<Columns, ArrowError> {
        let refused = |detail: String| Err(ArrowError::SchemaError(detail));
        let all = extract::schema();
        let mut places = Vec::with_capacity(names.len());
        for name in names.iter().map(AsRef::as_ref) {
            let Some((place, _)) = all.column_with_name(name) else {
                let known: Vec<&str> = all.fields().iter().map(|field| field.name().as_str()).collect();
                return refused(format!("the result has no column {name:?}; there are: {}", known.join(", ")));
            };
            if places.contains(&place) {
                return refused(format!("the column {name:?} is asked for twice"));
            }
            places.push(place);
        }
        if places.is_empty() {
            return refused("no column is asked for: name at least one".to_owned());
        }
        Ok(Columns(Arc::new(all.project(&places)?)))
    }

    /// The schema of a result.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.0)
    }

    /// Whether any of these was asked for.
    pub(crate) fn have(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.0.column_with_name(name).is_some())
    }
}
