//! JSON Schemas (2020-12), for editors: made by the same types that decode, so that both say the same.

use serde_json::{Map as Object, Value as Json, json};

/// The definitions that schemas refer to, while they are being made.
#[derive(Debug, Default)]
pub struct Schemas {
    definitions: Object<String, Json>,
    templates: bool,
}

impl Schemas {
    /// For files without placeholders.
    pub fn new() -> Self {
        Self::default()
    }

    /// For files in which a placeholder (`${token}`) may stand for any value.
    pub fn with_templates() -> Self {
        Self { templates: true, ..Self::default() }
    }

    /// A schema that stands under a name of its own and is referred to from everywhere; it may refer to itself.
    pub fn define(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Json) -> Json {
        if !self.definitions.contains_key(name) {
            // In place before it is made, so that it can refer to itself.
            self.definitions.insert(name.to_owned(), Json::Null);
            let schema = make(self);
            self.definitions.insert(name.to_owned(), schema);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    /// Makes schemas of values that are laid over others of the same kind: what they do not say may be said below, so that no
    /// key of what is defined meanwhile is needed.
    pub fn partial<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let before: Vec<_> = self.definitions.keys().cloned().collect();
        let made = make(self);
        for (_, schema) in self.definitions.iter_mut().filter(|(name, _)| !before.contains(name)) {
            if let Json::Object(fields) = schema {
                fields.shift_remove("required");
            }
        }
        made
    }

    /// A schema of something that is no plain text: where placeholders are possible, one may stand for it.
    pub fn scalar(&self, schema: Json) -> Json {
        if self.templates { json!({ "anyOf": [schema, { "type": "string", "pattern": r"\$\{" }] }) } else { schema }
    }

    /// The whole schema of a file that is described by `root`.
    pub fn document(self, title: &str, root: Json) -> Json {
        let mut document = Object::new();
        document.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        document.insert("title".to_owned(), title.into());
        match root {
            Json::Object(fields) => document.extend(fields),
            other => {
                document.insert("allOf".to_owned(), Json::Array(vec![other]));
            }
        }
        document.insert("$defs".to_owned(), Json::Object(self.definitions));
        Json::Object(document)
    }
}

/// The schema of one key of a record, with what its documentation says and what it is when it is not there.
pub fn property(schema: Json, doc: &str, default: Option<Json>) -> Json {
    let mut property = match schema {
        Json::Object(fields) => fields,
        _ => Object::new(),
    };
    let doc = prose(doc);
    if !doc.is_empty() {
        property.insert("description".to_owned(), Json::String(doc));
    }
    if let Some(default) = default.filter(|default| !default.is_null()) {
        property.insert("default".to_owned(), default);
    }
    Json::Object(property)
}

/// The text of a documentation comment, its lines joined to paragraphs.
pub fn prose(doc: &str) -> String {
    let mut text = String::with_capacity(doc.len());
    for line in doc.lines().map(str::trim) {
        if line.is_empty() {
            text.truncate(text.trim_end().len());
            text.push('\n');
        } else {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            text.push_str(line);
        }
    }
    text.trim().to_owned()
}

/// The name under which a type is defined, from its module and its own name.
pub fn name_of(module: &str, name: &str) -> String {
    let module = module.split_once("::").map_or(module, |(_, inner)| inner);
    format!("{}.{name}", module.replace("::", "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_is_joined_to_paragraphs() {
        assert_eq!(prose(" One\n two.\n\n Three.\n"), "One two.\nThree.");
    }

    #[test]
    fn a_definition_may_refer_to_itself() {
        let mut schemas = Schemas::new();
        let reference = schemas.define("tree", |schemas| {
            let again = schemas.define("tree", |_| unreachable!("it is defined already"));
            json!({ "type": "object", "additionalProperties": again })
        });
        assert_eq!(reference, json!({ "$ref": "#/$defs/tree" }));
        let document = schemas.document("A tree", reference);
        assert_eq!(document["$defs"]["tree"]["additionalProperties"]["$ref"], "#/$defs/tree");
    }
}
