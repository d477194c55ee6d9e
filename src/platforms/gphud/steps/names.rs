//! Names in steps that are nearly those of characters of the world: slips, most probably.

use crate::diag::suggest::nearest;
use crate::diag::{Code, Diagnostic, quoted};
use crate::platforms::gphud::state::State;
use crate::platforms::gphud::state::table::Row;
use crate::tree::{Decoding, Node};
use crate::world::World;

/// Warns of a character that is not there as the world begins, if one with nearly that name is. One with quite another name may
/// be made by a step.
pub(super) fn examine_character(node: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
    let Some(node) = node.filter(|node| !cx.is_open(node)) else { return };
    let Some(typed) = node.as_text() else { return };
    let near = {
        let database = world.state::<State>().lock();
        let names = || database.characters.rows().iter().map(Row::name);
        // Avatars are meant by their names, too.
        let is_known = names().any(|name| name.eq_ignore_ascii_case(typed));
        if is_known { None } else { nearest(typed, names()).map(str::to_owned) }
    };
    if let Some(near) = near {
        let message = format!("{} is not a character of this world as it begins", quoted(typed));
        let problem = Diagnostic::warning(Code::UnknownName, node.place(), message);
        cx.report(problem.help(format!("did you mean {}?", quoted(&near))));
    }
}
