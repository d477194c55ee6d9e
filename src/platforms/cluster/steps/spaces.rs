//! What the steps of spaces share: which space is meant, and expectations that may take a while to be met.

use std::time::Duration as StdDuration;

use serde_json::Value as Json;

use crate::diag::{Code, Diagnostic, Span, quoted};
use crate::platforms::cluster::space::deed::{Deed, Impossible};
use crate::platforms::cluster::space::item::Item;
use crate::platforms::cluster::space::{self, Space, drive};
use crate::platforms::cluster::state::State;
use crate::scenario::expect::{self, Difference, Mismatch};
use crate::scenario::step::{CouldNot, Played, Stage};
use crate::tree::{Decoding, Duration, Node};
use crate::world::World;

/// How long an expectation may take to be met that does not say it, in the world's time.
pub(super) const USUAL: Duration = Duration(StdDuration::from_secs(5));

/// How often it is looked whether an expectation is met.
const LOOK: StdDuration = StdDuration::from_millis(10);

/// The space and the name there of an item that a step names.
pub(super) fn place_of(world: &World, item: &str) -> Result<(String, String), CouldNot> {
    let data = world.state::<State>().lock();
    let (space, at) = space::find(&data.spaces, item).map_err(|error| CouldNot::because(error.to_string()))?;
    let found = data
        .spaces
        .get_index(space)
        .and_then(|(space, found)| found.items.get_index(at).map(|(item, _)| (space.clone(), item.clone())));
    found.ok_or_else(|| CouldNot::because(format!("there is no item {}", quoted(item))))
}

/// The space of that name, or the only one.
pub(super) fn space_of(world: &World, name: Option<&str>) -> Result<String, CouldNot> {
    let data = world.state::<State>().lock();
    let known = || data.spaces.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    match (name, data.spaces.len()) {
        (Some(name), _) if data.spaces.contains_key(name) => Ok(name.to_owned()),
        (Some(name), _) => {
            Err(CouldNot::because(format!("there is no space {}", quoted(name)))
                .help(format!("there are: {}", known())))
        }
        (None, 1) => Ok(known()),
        (None, 0) => {
            Err(CouldNot::because("this world has no space").help("a fixture sets one up, under cluster.spaces"))
        }
        (None, _) => Err(CouldNot::because("this world has several spaces, and it is not said which one is meant")
            .help(format!("add 'space:' with one of these: {}", known()))),
    }
}

/// Does something in a space.
pub(super) async fn perform(stage: &Stage, space: &str, deed: Deed) -> Result<Json, CouldNot> {
    let mut came = perform_all(stage, space, vec![deed]).await?;
    came.pop().unwrap_or_else(|| Err(CouldNot::because("nothing came of it")))
}

/// Does several things in a space, before anything else happens there.
pub(super) async fn perform_all(
    stage: &Stage,
    space: &str,
    deeds: Vec<Deed>,
) -> Result<Vec<Result<Json, CouldNot>>, CouldNot> {
    let could_not = |Impossible(why): Impossible| CouldNot::because(why);
    let came = drive::perform(&stage.world, space, deeds).await.map_err(could_not)?;
    Ok(came.into_iter().map(|one| one.map_err(could_not)).collect())
}

/// An expectation of one value.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Where it is told of.
    pub(super) path: &'static str,
    /// What is wanted.
    pub(super) node: Node,
}

impl Wanted {
    /// What is expected under `path`, if anything is. What is no expectation is reported.
    pub(super) fn take(path: &'static str, node: Option<Node>, cx: &mut Decoding<'_>) -> Option<Self> {
        let node = node?;
        expect::check(&node, cx);
        Some(Self { path, node })
    }

    /// How `value`, which holds what is told of under its path, is different.
    pub(super) fn differs(&self, value: &Json) -> Vec<Mismatch> {
        let mut found = expect::compare::compare_maybe(&self.node, value.get(self.path));
        for mismatch in &mut found {
            mismatch.difference.path = mismatch.difference.path.replacen('$', self.path, 1);
        }
        found
    }
}

/// Looks until nothing is different, or the time is up.
pub(super) async fn eventually(
    stage: &Stage,
    within: Duration,
    look: impl Fn() -> Result<(Json, Vec<Mismatch>), CouldNot>,
) -> Result<Played, CouldNot> {
    let clock = stage.world.clock();
    let watching = async {
        loop {
            match look() {
                Ok((_, unmet)) if !unmet.is_empty() => clock.pause(LOOK).await,
                _ => return,
            }
        }
    };
    if !within.is_zero() {
        // Whether it was met or the time was up is seen from the last look.
        let _ = clock.patience(*within, watching).await;
    }
    let (value, mut unmet) = look()?;
    for mismatch in &mut unmet {
        mismatch.difference.wanted += &format!(" within {within}");
    }
    Ok(Played { unmet, ..Played::new(value) })
}

/// Looks at an item of which a step expects something.
pub(super) fn look_at<T>(world: &World, item: &str, look: impl FnOnce(&Space, &Item) -> T) -> Result<T, CouldNot> {
    let data = world.state::<State>().lock();
    let (space, at) = space::find(&data.spaces, item).map_err(|error| CouldNot::because(error.to_string()))?;
    let found = data.spaces.get_index(space).map(|(_, space)| space);
    let found = found.and_then(|space| space.items.get_index(at).map(|(_, item)| look(space, item)));
    found.ok_or_else(|| CouldNot::because(format!("there is no item {}", quoted(item))))
}

/// A difference of a number.
pub(super) fn difference(path: &str, wanted: impl Into<String>, got: impl Into<String>, place: &Span) -> Mismatch {
    Mismatch {
        difference: Difference { path: path.to_owned(), wanted: wanted.into(), got: got.into() },
        place: place.clone(),
    }
}

/// Reports an item that a step names and that is not there when the world begins. Items that scripts create have a number.
pub(super) fn examine_item(node: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
    let Some(node) = node.filter(|node| !cx.is_open(node)) else { return };
    let Some(name) = node.as_text().filter(|name| !name.contains('#')) else { return };
    let data = world.state::<State>().lock();
    if let Err(space::NoItem::Unknown { known, .. }) = space::find(&data.spaces, name) {
        let known: Vec<_> = known.iter().map(String::as_str).collect();
        cx.unknown_name(Code::UnknownName, &node.place(), "an item of this world", name, known.iter().copied());
    }
}

/// Reports that one of several keys is needed, or that only one of them may be there.
pub(super) fn one_of(keys: &[&str], found: usize, node: &Node, cx: &mut Decoding<'_>) -> bool {
    let problem = match found {
        1 => return true,
        0 => Diagnostic::error(
            Code::MissingKey,
            node.place(),
            format!("one of these keys is needed: {}", keys.join(", ")),
        ),
        _ => Diagnostic::error(
            Code::ConflictingKeys,
            node.place(),
            format!("only one of these keys may be here: {}", keys.join(", ")),
        ),
    };
    cx.report(problem);
    false
}
