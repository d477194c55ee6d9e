//! The accept loop and what stands in front of the platforms.
