//! The servers that take part in a scenario, made ready in its world before its first step.

use std::sync::Arc;

use serde_json::{Map as Object, Value as Json};
use url::Url;

use super::process::{Process, Start};
use crate::diag::{Code, Diagnostic, Diagnostics, Span};
use crate::platforms::PLATFORMS;
use crate::scenario::Scenario;
use crate::scenario::server::{Program, STUB_URL, Server, Stubs, folder_of};
use crate::scenario::stub::Stub;
use crate::scenario::values::Values;
use crate::tree::decode::decode;
use crate::tree::{Decode, Node, Templates, template};
use crate::world::World;

/// What a scenario says of its servers.
#[derive(Debug, Default)]
pub(super) struct Servers {
    /// The one under test.
    pub(super) server: Option<Server>,
    stubs: Stubs,
    /// Where the one under test is described.
    node: Option<Node>,
}

/// The server under test, ready.
#[derive(Debug, Default)]
pub(super) struct Raised {
    /// Where it listens.
    pub(super) url: Option<Url>,
    /// It, if it was started for the scenario.
    pub(super) process: Option<Process>,
}

impl Servers {
    /// What `scenario` says, with placeholders replaced.
    pub(super) fn of(scenario: &Scenario, values: &Values, problems: &mut Diagnostics) -> Self {
        let node = scenario.server.clone();
        let server = read(node.as_ref(), values, problems);
        let stubs = read(scenario.stubs.as_ref(), values, problems).unwrap_or_default();
        Self { server, stubs, node }
    }

    /// Makes them ready in `world`.
    pub(super) async fn raise(self, world: &World) -> Result<Raised, Box<Diagnostic>> {
        for (url, replies) in self.stubs {
            // What is no URL was reported when the file was read.
            if let Ok(url) = Url::parse(&url) {
                world.upstreams().play(url, Arc::new(Stub::new(replies, Object::new())));
            }
        }
        match self.server {
            None => Ok(Raised::default()),
            Some(Server::Url(url)) => {
                adopt(world, &url);
                Ok(Raised { url: Some(url), process: None })
            }
            Some(Server::Stub(replies)) => {
                let url = Url::parse(STUB_URL).ok();
                if let Some(url) = &url {
                    let added = adopt(world, url);
                    world.upstreams().play(url.clone(), Arc::new(Stub::new(replies, added)));
                }
                Ok(Raised { url, process: None })
            }
            Some(Server::Run(program)) => {
                let process = start(program, self.node.as_ref()).await?;
                let url = Url::parse(&format!("http://127.0.0.1:{}/", process.port())).ok();
                url.iter().for_each(|url| drop(adopt(world, url)));
                Ok(Raised { url, process: Some(process) })
            }
        }
    }
}

fn read<T: Decode>(node: Option<&Node>, values: &Values, problems: &mut Diagnostics) -> Option<T> {
    let node = template::substitute(node?, values, problems)?;
    decode(&node, Templates::Text, problems)
}

/// Tells the platforms where the server under test is, and collects what one that is played must put into its answers.
fn adopt(world: &World, url: &Url) -> Object<String, Json> {
    PLATFORMS.iter().flat_map(|platform| platform.adopt_server(world, url)).collect()
}

async fn start(program: Program, node: Option<&Node>) -> Result<Process, Box<Diagnostic>> {
    let start = Start {
        command: program.run,
        directory: node.map(folder_of).unwrap_or_default(),
        environment: program.env.into_iter().collect(),
        ready: program.ready.as_deref().cloned(),
        patience: *program.within,
    };
    Process::start(&start).await.map_err(|error| {
        let place = node.map_or_else(Span::nowhere, Node::place);
        Box::new(Diagnostic::error(Code::Step, place, error.to_string()))
    })
}
