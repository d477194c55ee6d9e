//! Text with positions, decoded into typed values.
