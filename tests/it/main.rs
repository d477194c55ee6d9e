//! The integration tests: one binary, one `mod` per subject, every one over real sockets and on ports of its own.
