//! The ids of the rows, each kind with a type of its own. They are the platform's own numbers, which clients see and send.

use std::fmt;

/// An id: a number above zero that fits into Java's `int`.
pub trait Id: Copy + Ord + fmt::Debug + fmt::Display {
    /// The id of that number.
    fn new(number: u32) -> Self;

    /// Its number.
    fn number(self) -> u32;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl Id for $name {
            fn new(number: u32) -> Self {
                Self(number)
            }

            fn number(self) -> u32 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// Names an avatar, in all instances.
    AvatarId
    /// Names an instance.
    InstanceId
    /// Names a character, in all instances.
    CharacterId
    /// Names a region, in all instances.
    RegionId
    /// Names a zone.
    ZoneId
    /// Names an attribute.
    AttributeId
    /// Names a character group.
    GroupId
    /// Names a permissions group.
    PermissionsGroupId
    /// Names an event.
    EventId
    /// Names an effect.
    EffectId
    /// Names an item.
    ItemId
    /// Names a currency.
    CurrencyId
}
