//! The bounded record of a world's exchanges and events.
