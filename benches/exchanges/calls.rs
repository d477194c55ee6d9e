//! Calls that Backlot makes: what cluster's `callExternal` costs beside a bare hyper client that sends the same to the same
//! server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use backlot::diag::Diagnostics;
use backlot::platforms::cluster::call::{Call, Caller, call};
use backlot::platforms::make;
use backlot::scenario::Reader;
use backlot::tree::read;
use backlot::world::World;
use backlot::world::clock::{Mode, Stopwatch};
use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::load::Measured;
use super::program::Program;
use super::{Plan, alternate};

const ANSWER: &str = r#"{"verify":"a-verify-token","response":"on"}"#;
const REQUEST: &str = r#"{"request":"on"}"#;

/// The bare client and Backlot, in turns, against a creator server that always answers the same.
pub(crate) fn measure(plan: Plan, connections: usize) -> (Vec<Measured>, Vec<Measured>) {
    let creator = Program::this(&["--answer", ANSWER]);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let world = world(creator.address());
    alternate(plan, |duration| {
        let bare = runtime.block_on(bare(creator.address(), connections, duration));
        let ours = runtime.block_on(ours(&world, connections, duration));
        (bare, ours)
    })
}

fn world(creator: SocketAddr) -> Arc<World> {
    let fixture = format!("cluster: {{ accounts: {{ yuki: {{ url: 'http://{creator}/', token: a-verify-token }} }} }}");
    let mut problems = Diagnostics::new();
    let source = backlot::diag::Source::new("bench.yaml", fixture);
    let node = read::document(&source, &mut problems).unwrap();
    let language = backlot::platforms::language();
    let setting = Reader::new(&language).setting(&node, &mut problems).unwrap();
    let world = make("bench", &setting, 7, Mode::Real, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    world
}

async fn ours(world: &Arc<World>, connections: usize, duration: Duration) -> Measured {
    let watch = Stopwatch::start();
    let mut calling = JoinSet::new();
    for _ in 0..connections {
        let world = Arc::clone(world);
        calling.spawn(async move {
            let what = Call {
                caller: Caller::Account("yuki".to_owned()),
                endpoint: None,
                request: "on".to_owned(),
                meta: String::new(),
            };
            let mut each = Vec::new();
            while watch.elapsed() < duration {
                let one = Stopwatch::start();
                let outcome = call(&world, &what).await;
                assert!(outcome.result.is_ok(), "{:?}", outcome.verdict);
                each.push(one.elapsed().as_secs_f64());
            }
            each
        });
    }
    Measured::of(calling.join_all().await.concat(), watch.elapsed())
}

async fn bare(creator: SocketAddr, connections: usize, duration: Duration) -> Measured {
    let watch = Stopwatch::start();
    let mut calling = JoinSet::new();
    for _ in 0..connections {
        calling.spawn(async move {
            let stream = TcpStream::connect(creator).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
            tokio::spawn(connection);
            let mut each = Vec::new();
            while watch.elapsed() < duration {
                let one = Stopwatch::start();
                let request = Request::post("/")
                    .header(header::HOST, "localhost")
                    .header(header::CONTENT_TYPE, "application/json")
                    .body(Full::new(Bytes::from_static(REQUEST.as_bytes())))
                    .unwrap();
                let response = sender.send_request(request).await.unwrap();
                let body = response.into_body().collect().await.unwrap().to_bytes();
                assert_eq!(body, ANSWER);
                each.push(one.elapsed().as_secs_f64());
            }
            each
        });
    }
    Measured::of(calling.join_all().await.concat(), watch.elapsed())
}
