//! What one emulated universe holds.
