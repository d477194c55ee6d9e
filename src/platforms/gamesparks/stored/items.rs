//! Items of the Game Data Service in a fixture.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::diag::{Code, Diagnostic};
use crate::platforms::gamesparks::data::items::{Item, Items, MOST, MOST_ITEM, json_size};
use crate::tree::{Decoding, Spanned};

crate::tree::record! {
    /// An item of the Game Data Service.
    #[derive(PartialEq)]
    pub struct ItemFixture {
        /// Its data.
        pub data: IndexMap<String, Json> = IndexMap::new(),
        /// How often it was written.
        pub version: u64 = 1,
        /// When it goes away.
        pub expires: Option<Timestamp>,
    }
}

/// The items of a fixture, by type and id.
type Fixtures = IndexMap<Spanned<String>, IndexMap<Spanned<String>, ItemFixture>>;

/// The items that a fixture describes.
pub fn items(fixtures: Fixtures, cx: &mut Decoding<'_>) -> Items {
    let mut items = Items::default();
    for (kind, fixtures) in fixtures {
        for (id, fixture) in fixtures {
            let ItemFixture { data, version, expires } = fixture;
            let item = Item { data: data.into_iter().collect(), version, ttl: expires.map(Timestamp::as_millisecond) };
            if json_size(&item.data) > MOST_ITEM {
                let message = format!("an item has at most {MOST_ITEM} bytes");
                cx.report(Diagnostic::error(Code::Limit, id.span.clone(), message));
            } else if !items.put(&kind, &id, item) {
                let message = format!("all items of a game have at most {MOST} bytes");
                cx.report(Diagnostic::error(Code::Limit, id.span.clone(), message));
            }
        }
    }
    items
}

/// What a snapshot keeps of `items`.
pub fn of_items(items: &Items) -> Fixtures {
    let mut fixtures = Fixtures::new();
    for (kind, id, item) in items.iter(i64::MIN) {
        let expires = item.ttl.and_then(|ttl| Timestamp::from_millisecond(ttl).ok());
        let fixture = ItemFixture { data: item.data.clone().into_iter().collect(), version: item.version, expires };
        fixtures.entry(Spanned::made(kind.to_owned())).or_default().insert(Spanned::made(id.to_owned()), fixture);
    }
    fixtures
}
