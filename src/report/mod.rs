//! What a person or a program reads of what happened: one file per format.

pub mod exchange;
pub mod fidelity;
pub mod human;
pub mod ink;
