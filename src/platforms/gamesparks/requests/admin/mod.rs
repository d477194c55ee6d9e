//! Requests of administrators.

pub mod batch;
pub mod revoke_purchase_goods;
