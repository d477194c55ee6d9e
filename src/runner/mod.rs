//! From a scenario to its outcome.
