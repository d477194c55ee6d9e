//! Requests of administrators.

pub mod batch;
pub mod bulk_jobs;
pub mod revoke_purchase_goods;
