//! What a `Content-Type` header says: the type, and the charset that it names.

/// A `Content-Type`, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentType<'h> {
    /// The type as it was written, without parameters: `text/html`.
    pub essence: &'h str,
    /// The charset that it names.
    pub charset: Option<&'h str>,
}

impl<'h> ContentType<'h> {
    /// What is in `header`.
    pub fn parse(header: &'h str) -> Self {
        let mut parts = header.split(';');
        let essence = parts.next().unwrap_or_default().trim();
        let charset = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
        });
        Self { essence, charset }
    }

    /// Whether the type is `essence`, in whatever case.
    pub fn is(&self, essence: &str) -> bool {
        self.essence.eq_ignore_ascii_case(essence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_and_charset_are_found_however_they_are_written() {
        for (header, essence, charset) in [
            ("text/html", "text/html", None),
            (" text/html ; Charset = \"utf-8\" ", "text/html", Some("utf-8")),
            ("multipart/form-data; boundary=x; charset=latin1", "multipart/form-data", Some("latin1")),
            ("", "", None),
            (";;=;charset", "", None),
        ] {
            assert_eq!(ContentType::parse(header), ContentType { essence, charset }, "{header}");
        }
        assert!(ContentType::parse("Application/JSON; x=y").is("application/json"));
    }
}
