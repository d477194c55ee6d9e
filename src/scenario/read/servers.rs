//! Whether the servers of a scenario are what can be played, seen before their placeholders are replaced.

use crate::diag::{Code, Diagnostic, Diagnostics, quoted};
use crate::scenario::server::{Server, Stubs};
use crate::scenario::values::ENVIRONMENT;
use crate::tree::{Decode, Decoding, Node, Templates, Value, template};

/// Reports what is wrong with the server under test and with the others.
pub(super) fn check_servers(server: Option<&Node>, stubs: Option<&Node>, problems: &mut Diagnostics) {
    let mut open = Decoding::new(problems, Templates::Open);
    server.inspect(|node| check::<Server>(node, &mut open));
    stubs.inspect(|node| check_stubs(node, &mut open));
}

/// Reports what is wrong with `node` as a `T`; what it is will be seen when it is needed, with placeholders replaced.
fn check<T: Decode>(node: &Node, cx: &mut Decoding<'_>) {
    template::references(node, cx.problems()).iter().for_each(|reference| only_environment(reference, cx));
    let _: Option<T> = T::decode(node, cx);
}

fn check_stubs(node: &Node, cx: &mut Decoding<'_>) {
    check::<Stubs>(node, cx);
    for (name, entry) in node.as_map().into_iter().flat_map(crate::tree::Map::iter) {
        // The keys are URLs.
        let typed = Node::new(entry.key.clone(), Value::Text(name.to_owned()));
        let _: Option<url::Url> = Decode::decode(&typed, cx);
    }
}

/// Servers are there before the first step, so nothing is captured yet.
fn only_environment(reference: &template::Reference, cx: &mut Decoding<'_>) {
    if !reference.name.starts_with(ENVIRONMENT) {
        let message = format!("{} cannot be known yet when the servers are set up", quoted(&reference.name));
        let problem = Diagnostic::error(Code::UnknownName, reference.span.clone(), message);
        cx.report(problem.help("only ${env.NAME} can be used here"));
    }
}
