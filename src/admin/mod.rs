//! The admin API under `/_backlot/`.
