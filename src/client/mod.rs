//! Outbound HTTP with named failures.
