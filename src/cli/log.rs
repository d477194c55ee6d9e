//! The program's own log, for those who look after it: on standard error, warnings and worse unless `BACKLOT_LOG` asks for
//! more. What the emulated platforms do is not in here but in the journal.

use tracing_subscriber::EnvFilter;

use super::context::Context;

/// The environment variable that says what is logged, in the syntax of `tracing`'s filters: `backlot=debug`.
pub const VARIABLE: &str = "BACKLOT_LOG";

/// Installs the log for the whole process. Without effect if there is one already.
pub fn install(context: &Context) {
    let wanted = context.env(VARIABLE).unwrap_or("warn");
    let filter = EnvFilter::try_new(wanted).unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(context.terminal.err_is_terminal && context.terminal.colour)
        .with_target(false)
        .without_time();
    let _ = log.try_init();
}
