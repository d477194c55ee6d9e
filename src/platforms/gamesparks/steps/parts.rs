//! What a `callback` step sends as a form: fields, some of them several times, and in a multipart form files too.

use bytes::Bytes;
use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use crate::tree::{Decode, Decoding, Node, Schemas, Value, record};

/// One text or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Values(pub(super) Vec<String>);

impl Decode for Values {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        match node.value {
            Value::List(_) => Vec::decode(node, cx).map(Self),
            _ => String::decode(node, cx).map(|only| Self(vec![only])),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let (one, several) = (String::schema(schemas), Vec::<String>::schema(schemas));
        json!({ "anyOf": [one, several] })
    }
}

impl serde::Serialize for Values {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

record! {
    /// A file in a multipart form.
    #[derive(PartialEq)]
    pub(super) struct File {
        /// What it is called.
        name: String as "file",
        /// Its content type.
        kind: String as "type" = "application/octet-stream".to_owned(),
        /// What is in it.
        text: String = String::new(),
    }
}

/// What a multipart form has under one name.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// A field, once or several times.
    Field(Values),
    /// A file.
    File(File),
}

impl Decode for Part {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        match node.value {
            Value::Map(_) => File::decode(node, cx).map(Self::File),
            _ => Values::decode(node, cx).map(Self::Field),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let (field, file) = (Values::schema(schemas), File::schema(schemas));
        json!({ "anyOf": [field, file] })
    }
}

impl serde::Serialize for Part {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Field(values) => values.serialize(serializer),
            Self::File(file) => file.serialize(serializer),
        }
    }
}

/// The content type and the body of a multipart form with these parts.
pub(super) fn multipart(parts: &IndexMap<String, Part>) -> (String, Bytes) {
    let boundary = boundary(parts);
    let mut body = String::new();
    let mut part = |name: &str, more: &str, text: &str| {
        let name = quoted(name);
        body += &format!("--{boundary}\r\nContent-Disposition: form-data; name={name}{more}\r\n\r\n{text}\r\n");
    };
    for (name, value) in parts {
        match value {
            Part::Field(values) => values.0.iter().for_each(|text| part(name, "", text)),
            Part::File(file) => {
                let more = format!("; filename={}\r\nContent-Type: {}", quoted(&file.name), file.kind);
                part(name, &more, &file.text);
            }
        }
    }
    body += &format!("--{boundary}--\r\n");
    (format!("multipart/form-data; boundary={boundary}"), Bytes::from(body))
}

/// What browsers make of a name: quotes and line breaks are escaped by per cent.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A"))
}

/// A boundary that is in none of the parts; always the same for the same parts.
fn boundary(parts: &IndexMap<String, Part>) -> String {
    let is_in = |boundary: &str| {
        parts.values().any(|part| match part {
            Part::Field(values) => values.0.iter().any(|text| text.contains(boundary)),
            Part::File(file) => file.text.contains(boundary),
        })
    };
    let mut boundary = "backlot-form".to_owned();
    while is_in(&boundary) {
        boundary.push('-');
    }
    boundary
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, Source};
    use crate::tree::{Templates, decode, read};

    fn form(text: &str) -> IndexMap<String, Part> {
        let node = read::document(&Source::new("step.yaml", text), &mut Diagnostics::new()).unwrap();
        decode::decode(&node, Templates::Text, &mut Diagnostics::new()).unwrap()
    }

    #[test]
    fn fields_and_files_are_parts() {
        let (kind, body) = multipart(&form("{ a: [b, c], 'd\"': { file: e.txt, type: text/plain, text: f } }"));
        assert_eq!(kind, "multipart/form-data; boundary=backlot-form");
        assert_eq!(
            body,
            "--backlot-form\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n\
             --backlot-form\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nc\r\n\
             --backlot-form\r\nContent-Disposition: form-data; name=\"d%22\"; filename=\"e.txt\"\r\nContent-Type: text/plain\r\n\r\nf\r\n\
             --backlot-form--\r\n"
        );
    }

    #[test]
    fn the_boundary_is_in_no_part() {
        let (kind, _) = multipart(&form("{ a: x--backlot-formx, b: { file: c, text: backlot-form- } }"));
        assert_eq!(kind, "multipart/form-data; boundary=backlot-form--");
        assert_eq!(multipart(&IndexMap::new()).1, "--backlot-form--\r\n");
    }
}
