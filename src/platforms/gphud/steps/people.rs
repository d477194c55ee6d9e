//! `gphud-play` and `gphud-leave`: an avatar in Second Life puts on its HUD and plays a character somewhere, or takes it off.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use crate::diag::suggest::suggestion;
use crate::platforms::gphud::experience::automatic;
use crate::platforms::gphud::state::ids::{CharacterId, InstanceId};
use crate::platforms::gphud::state::table::{Row, Table};
use crate::platforms::gphud::state::{Database, State, shown};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, record};
use crate::world::World;

record! {
    /// An avatar plays a character, somewhere.
    struct PlayEntry {
        /// The character.
        character: String,
        /// The avatar that plays it. Without it: its owner.
        avatar: Option<String>,
        /// The region that it is in. Without it: where it was.
        region: Option<String>,
        /// The zone in that region.
        zone: Option<String>,
        /// Whether messages reach its HUD.
        hud: bool = true,
        /// The instance, if there are several.
        instance: Option<String>,
    }
}

record! {
    /// A character is no longer played.
    struct LeaveEntry {
        /// The character.
        character: String,
        /// The instance, if there are several.
        instance: Option<String>,
    }
}

/// `gphud-play: { character: test989, region: Cerasi }`.
pub(super) struct Play;

/// `gphud-leave: { character: test989 }`.
pub(super) struct Leave;

impl StepKind for Play {
    fn key(&self) -> &'static str {
        "gphud-play"
    }

    fn about(&self) -> &'static str {
        "An avatar puts on the HUD and plays a character in a region and a zone, which begins a visit there."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        PlayEntry::decode(node, cx).map(|entry| Box::new(entry) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        PlayEntry::schema(schemas)
    }

    fn examine(&self, node: &Node, _: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        super::names::examine_character(node.get("character"), world, cx);
    }
}

impl StepKind for Leave {
    fn key(&self) -> &'static str {
        "gphud-leave"
    }

    fn about(&self) -> &'static str {
        "The avatar that plays a character takes off the HUD, which ends the visit; what it has earned is awarded."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        LeaveEntry::decode(node, cx).map(|entry| Box::new(entry) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        LeaveEntry::schema(schemas)
    }

    fn examine(&self, node: &Node, _: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        super::names::examine_character(node.get("character"), world, cx);
    }
}

/// The instance of that name, or the only one; else the one that the fixture's client asks.
pub(super) fn instance(database: &Database, name: Option<&str>) -> Result<InstanceId, CouldNot> {
    if let Some(name) = name {
        return row(&database.instances, (), name).map(Row::id);
    }
    let client = &database.settings.client;
    let number = client.get("runasinstanceid").and_then(Json::as_u64).and_then(|id| u32::try_from(id).ok());
    let asked = match (number, client.get("runasinstancename").and_then(Json::as_str)) {
        (Some(number), _) => database.instances.get(InstanceId(number)),
        (None, Some(name)) => database.instances.named((), name),
        (None, None) => None,
    };
    let mut all = database.instances.iter();
    match (asked, all.next(), all.next()) {
        (Some(asked), ..) => Ok(asked.id),
        (None, Some(only), None) => Ok(only.id),
        _ => Err(CouldNot::because("this step does not say at which instance, and there is not just one")
            .help("add 'instance: NAME', or say under 'client' of the fixture which one the application asks")),
    }
}

/// The row of that name.
pub(super) fn row<'t, R: Row>(table: &'t Table<R>, scope: R::Scope, name: &str) -> Result<&'t R, CouldNot> {
    table.named(scope, name).ok_or_else(|| {
        let known: Vec<&str> = table.within(scope).map(Row::name).collect();
        let problem = CouldNot::because(format!("there is no {} named '{name}'", R::KIND));
        match suggestion(name, known.iter().copied()) {
            Some(help) => problem.help(help),
            None => problem,
        }
    })
}

/// The character of that name at the instance.
pub(super) fn character(
    database: &Database,
    at: Option<&str>,
    name: &str,
) -> Result<(InstanceId, CharacterId), CouldNot> {
    let instance = instance(database, at)?;
    Ok((instance, row(database.characters.rows(), instance, name)?.id))
}

#[async_trait]
impl Step for PlayEntry {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let state = stage.world.state::<State>();
        let now = stage.world.clock().unix();
        let value = {
            let mut database = state.lock();
            let (instance, id) = character(&database, self.instance.as_deref(), &self.character)?;
            let owner = database.characters.get(id).map(|row| row.owner);
            let avatar = match &self.avatar {
                Some(name) => database
                    .avatars
                    .named(name)
                    .map(|avatar| avatar.id)
                    .ok_or_else(|| CouldNot::because(format!("there is no avatar named '{name}'")))?,
                None => owner.ok_or_else(|| CouldNot::because("the character has no owner"))?,
            };
            let region =
                self.region.as_deref().map(|name| row(&database.regions, (), name).map(Row::id)).transpose()?;
            let zone =
                self.zone.as_deref().map(|name| row(&database.zones, instance, name).map(Row::id)).transpose()?;
            database.characters.play(id, Some(avatar));
            let before = database.characters.get_mut(id).map(|row| {
                row.hud = self.hud;
                row.region
            });
            if let Some(region) = region.or(before.flatten()) {
                database.arrive(id, region, zone, now);
            }
            let avatar = database.avatars.get(avatar).map(shown);
            json!({ "character": database.characters.get(id).map(shown), "avatar": avatar })
        };
        state.changed().notify_one();
        Ok(Played::new(value))
    }
}

#[async_trait]
impl Step for LeaveEntry {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let state = stage.world.state::<State>();
        let now = stage.world.clock().unix();
        let mut happenings = Vec::new();
        let value = {
            let mut database = state.lock();
            let (_, id) = character(&database, self.instance.as_deref(), &self.character)?;
            // What it has earned by now is awarded before it is gone.
            automatic::visit(&mut database, id, now, &mut happenings);
            database.depart(id, now);
            database.characters.play(id, None);
            if let Some(row) = database.characters.get_mut(id) {
                row.hud = false;
            }
            json!({ "character": database.characters.get(id).map(shown) })
        };
        automatic::note(&stage.world, happenings);
        state.changed().notify_one();
        Ok(Played::new(value))
    }
}
