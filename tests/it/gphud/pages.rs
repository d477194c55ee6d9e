//! The pages about GPHUD's commands say what the list of commands says.

use backlot::platforms::gphud::commands::reference;

use crate::kit::golden;

#[test]
fn the_commands_that_applications_can_call() {
    golden::section_holds("docs/gphud.md", "commands", &reference::callable());
}

#[test]
fn the_commands_that_are_closed_to_them() {
    golden::section_holds("docs/gphud.md", "closed", &reference::denied());
}

#[test]
fn what_the_commands_answer() {
    golden::holds("docs/gphud-commands.md", &reference::answers());
}
