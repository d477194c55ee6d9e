//! Problems in files, and how they are shown.
