//! One declaration that makes a struct, its decoder, its JSON schema and its text form.

/// Declares a struct that is read from a map: its decoder (unknown, missing and wrong keys are reported, all at once), its
/// JSON schema (descriptions are the documentation comments) and its text form, which can be read back. `Debug` and `Clone`
/// are derived always.
///
/// A key is the field's name with dashes, or what `as` says. A field may be left out if it has a default (`=`) or is an
/// `Option`.
///
/// ```
/// backlot::tree::record! {
///     /// Somebody who plays.
///     #[derive(PartialEq)]
///     pub struct Player {
///         /// The name that others see.
///         pub display_name: String,
///         /// Experience points.
///         pub points: u32 as "xp" = 0,
///         /// A word that only the player knows.
///         pub secret: Option<String>,
///     }
/// }
///
/// use backlot::diag::{Diagnostics, Source};
/// use backlot::tree::{Templates, decode::decode, read};
///
/// let mut problems = Diagnostics::new();
/// let source = Source::new("player.yaml", "display-name: Sky\nxp: 7\n");
/// let node = read::document(&source, &mut problems).unwrap();
/// let player: Player = decode(&node, Templates::Text, &mut problems).unwrap();
/// assert_eq!(player, Player { display_name: "Sky".into(), points: 7, secret: None });
/// assert_eq!(serde_json::to_string(&player).unwrap(), r#"{"display-name":"Sky","xp":7}"#);
/// ```
#[macro_export]
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        $(#[derive($($derive:path),* $(,)?)])?
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                $field_vis:vis $field:ident: $type:ty $(as $key:literal)? $(= $default:expr)?
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone $(, $($derive),*)?)]
        $vis struct $name {
            $($(#[doc = $field_doc])* $field_vis $field: $type,)*
        }

        impl $crate::tree::Decode for $name {
            fn decode(node: &$crate::tree::Node, cx: &mut $crate::tree::Decoding<'_>) -> Option<Self> {
                #[allow(unused_mut, reason = "a record may have no fields")]
                let mut fields = $crate::tree::Fields::of(node, cx)?;
                $(
                    let $field: Option<$type> = $crate::record!(@take fields cx, $crate::record!(@key $field $($key)?) $(, $default)?);
                )*
                fields.finish(cx)?;
                Some(Self { $($field: $field?),* })
            }

            fn schema(schemas: &mut $crate::tree::Schemas) -> ::serde_json::Value {
                let name = $crate::tree::schema::name_of(module_path!(), stringify!($name));
                schemas.define(&name, |schemas| {
                    let _ = &schemas;
                    #[allow(unused_mut, reason = "a record may have no fields")]
                    let mut properties = ::serde_json::Map::new();
                    #[allow(unused_mut, reason = "a record may have no fields")]
                    let mut required: Vec<&'static str> = Vec::new();
                    $(
                        let key = $crate::record!(@key $field $($key)?);
                        let default: Option<$type> = $crate::record!(@default $type $(, $default)?);
                        if default.is_none() {
                            required.push(key);
                        }
                        let default = default.and_then(|default| ::serde_json::to_value(default).ok());
                        let schema = <$type as $crate::tree::Decode>::schema(schemas);
                        let doc = concat!($($field_doc, "\n"),*);
                        properties.insert(key.to_owned(), $crate::tree::schema::property(schema, doc, default));
                    )*
                    ::serde_json::json!({
                        "description": $crate::tree::schema::prose(concat!($($doc, "\n"),*)),
                        "type": "object",
                        "properties": properties,
                        "required": required,
                        "additionalProperties": false,
                    })
                })
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #[allow(unused_imports, reason = "a record may have no fields")]
                use ::serde::ser::SerializeMap as _;
                #[allow(unused_mut, reason = "a record may have no fields")]
                let mut map = serializer.serialize_map(None)?;
                $(
                    if !$crate::tree::Decode::is_missing(&self.$field) {
                        map.serialize_entry($crate::record!(@key $field $($key)?), &self.$field)?;
                    }
                )*
                map.end()
            }
        }
    };

    (@key $field:ident $key:literal) => { $key };
    (@key $field:ident) => {{
        const TYPED: &str = stringify!($field);
        const DASHED: [u8; TYPED.len()] = $crate::tree::record::dashed(TYPED);
        const KEY: &str = match ::core::str::from_utf8(&DASHED) {
            Ok(key) => key,
            Err(_) => TYPED,
        };
        KEY
    }};

    (@take $fields:ident $cx:ident, $key:expr, $default:expr) => { $fields.take_or($key, $cx, || $default) };
    (@take $fields:ident $cx:ident, $key:expr) => { $fields.take($key, $cx) };

    (@default $type:ty, $default:expr) => { Some($default) };
    (@default $type:ty) => { <$type as $crate::tree::Decode>::missing() };
}

/// The name of a field as a key: with dashes.
#[doc(hidden)]
pub const fn dashed<const N: usize>(name: &str) -> [u8; N] {
    let bytes = name.as_bytes();
    let mut key = [0; N];
    let mut at = 0;
    while at < N {
        key[at] = if bytes[at] == b'_' { b'-' } else { bytes[at] };
        at += 1;
    }
    key
}

#[cfg(test)]
mod tests {
    use crate::diag::{Diagnostics, Source};
    use crate::tree::{Decode as _, Duration, Schemas, Spanned, Templates, decode::decode, read};
    use indexmap::IndexMap;

    crate::tree::record! {
        /// A town,
        /// with what is in it.
        #[derive(PartialEq)]
        struct Town {
            /// What it is called.
            name: String,
            /// Its shops, by name.
            shops: IndexMap<String, Shop> = IndexMap::new(),
            /// How long a walk through it takes.
            long_walk: Option<Duration>,
        }
    }

    crate::tree::record! {
        /// A shop.
        #[derive(PartialEq)]
        struct Shop {
            /// What it sells.
            kind: Spanned<String> as "type",
            /// How many may be in it.
            room: u8 = 10,
        }
    }

    fn read(text: &str, templates: Templates) -> (Option<Town>, Diagnostics) {
        let mut problems = Diagnostics::new();
        let node = read::document(&Source::new("town.yaml", text), &mut problems).unwrap();
        (decode(&node, templates, &mut problems), problems)
    }

    #[test]
    fn a_record_is_read_and_written_back() {
        let (town, problems) =
            read("name: 港町\nshops:\n  A: {type: fish}\n  B: {type: tea, room: 3}\n", Templates::Text);
        assert!(problems.is_empty());
        let text = serde_json::to_string(&town).unwrap();
        assert_eq!(text, r#"{"name":"港町","shops":{"A":{"type":"fish","room":10},"B":{"type":"tea","room":3}}}"#);
        assert_eq!(read(&text, Templates::Text).0, town);
    }

    #[test]
    fn every_error_comes_in_one_pass() {
        let text = "nmae: x\nshops:\n  A: {room: 300}\n  B: {type: 7, rom: 1}\nlong-walk: 5\n";
        let (town, problems) = read(text, Templates::Text);
        assert_eq!(town, None);
        let found: Vec<_> = problems.ordered().iter().map(|one| format!("{} {}", one.span, one.code)).collect();
        assert_eq!(
            found,
            [
                "town.yaml:1:1 unknown-key",
                "town.yaml:3:6 missing-key",
                "town.yaml:3:13 out-of-range",
                "town.yaml:4:13 wrong-type",
                "town.yaml:4:16 unknown-key",
                "town.yaml:5:12 bad-duration",
            ]
        );
    }

    #[test]
    fn placeholders_are_harmless_until_they_are_known() {
        let text = "name: ${n}\nshops:\n  A: {type: '${t}', room: '${r}'}\n  B: ${b}\nlong-walk: ${w}\n";
        assert!(read(text, Templates::Open).1.is_empty());
        assert_eq!(read(text, Templates::Text).1.errors(), 3);
    }

    #[test]
    fn the_schema_says_what_the_decoder_takes() {
        let mut schemas = Schemas::new();
        let root = Town::schema(&mut schemas);
        insta::assert_json_snapshot!(schemas.document("Town", root));
    }
}
