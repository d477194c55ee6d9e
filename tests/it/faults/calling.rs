//! What goes wrong with calls from a platform, seen by a server that reads bytes.

use std::sync::Arc;
use std::time::Duration;

use backlot::client::{Client, Exchange, Limits, Request, Settings};
use backlot::journal::exchange::Direction;
use backlot::platforms::new_world;
use backlot::world::faults::Asked;
use backlot::world::{self, World};
use bytes::Bytes;
use http::{HeaderMap, Method};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{Ended, arm};
use crate::kit::soon;

const BODY: &[u8] = b"{\"request\":\"0123456789\"}";

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

/// A world with faults, and a server that the test plays itself.
struct Scene {
    world: Arc<World>,
    client: Client,
    server: TcpListener,
}

/// What a connection brought.
#[derive(Debug)]
struct Heard {
    head: String,
    body: Vec<u8>,
    ended: Ended,
}

impl Scene {
    async fn with(faults: &str) -> Self {
        let world = new_world(world::Settings { seed: 7, ..world::Settings::named("test") });
        arm(&world, faults);
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { world, client: Client::new(Settings::default()), server }
    }

    async fn call(&self) -> Exchange {
        Box::pin(self.call_within(Duration::from_secs(30))).await
    }

    async fn call_within(&self, within: Duration) -> Exchange {
        let url = format!("http://{}/call", self.server.local_addr().unwrap()).parse().unwrap();
        let request =
            Request { method: Method::POST, url, headers: HeaderMap::new(), body: BODY.into(), is_named: true };
        let asked = Asked {
            direction: Direction::Outbound,
            platform: "cluster",
            operation: "callExternal",
            credential: None,
            method: &request.method,
            path: "/call",
            url: Some(&request.url),
            accepted: false,
        };
        let touched = self.world.faults().exchange(&asked, self.world.clock().now(), self.world.rng());
        let limits = Limits { within, body: 1024 };
        soon(Box::pin(self.client.exchange_hit(&self.world, request, limits, &touched))).await
    }

    async fn accept(&self) -> TcpStream {
        soon(self.server.accept()).await.unwrap().0
    }
}

/// Reads one request; what is missing of it is waited for until the connection ends.
async fn hear(stream: &mut TcpStream) -> Heard {
    let mut bytes = Vec::new();
    let mut ended = Ended::Open;
    while !bytes.ends_with(BODY) {
        match soon(stream.read_buf(&mut bytes)).await {
            Ok(0) => {
                ended = Ended::Fin;
                break;
            }
            Ok(_) => {}
            Err(_) => {
                ended = Ended::Rst;
                break;
            }
        }
    }
    let at = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    Heard { head: String::from_utf8(bytes[..at].to_vec()).unwrap(), body: bytes[at..].to_vec(), ended }
}

/// How the connection ends, if nothing more comes.
async fn end(stream: &mut TcpStream) -> Ended {
    let mut rest = Vec::new();
    match soon(stream.read_to_end(&mut rest)).await {
        Ok(_) => Ended::Fin,
        Err(_) => Ended::Rst,
    }
}

fn failure(exchange: &Exchange) -> &str {
    exchange.failure.as_ref().map_or("none", |failure| failure.name())
}

#[tokio::test]
async fn hang_up() {
    for (kind, wanted) in [("hang-up", Ended::Fin), ("{ hang-up: { after: 10ms, then: reset } }", Ended::Rst)] {
        let scene = Scene::with(&format!("- {{ do: {kind} }}")).await;
        let ((heard, ended), exchange) = tokio::join!(
            async {
                let mut stream = scene.accept().await;
                (hear(&mut stream).await, end(&mut stream).await)
            },
            scene.call()
        );
        assert_eq!((heard.body.as_slice(), ended), (BODY, wanted), "{kind}");
        assert_eq!(failure(&exchange), "hung-up");
        assert!(exchange.faults[0].starts_with("hang-up"), "{:?}", exchange.faults);
    }
}

#[tokio::test]
async fn slow_body() {
    let scene = Scene::with("- { do: { slow-body: { pieces: 3, interval: 30ms } } }").await;
    let ((heard, reads), exchange) = tokio::join!(
        async {
            let mut stream = scene.accept().await;
            let (mut bytes, mut reads) = (Vec::new(), 0);
            while !bytes.ends_with(BODY) {
                assert!(soon(stream.read_buf(&mut bytes)).await.unwrap() > 0);
                reads += 1;
            }
            soon(stream.write_all(ANSWER)).await.unwrap();
            (String::from_utf8(bytes).unwrap(), reads)
        },
        scene.call()
    );
    assert!(heard.to_ascii_lowercase().contains(&format!("content-length: {}", BODY.len())), "{heard}");
    assert!(reads > 1);
    assert_eq!(failure(&exchange), "none");
    assert!(exchange.timings.total() >= Duration::from_millis(90), "{:?}", exchange.timings.total());
}

#[tokio::test]
async fn cut_body() {
    for (then, wanted) in [("close", Ended::Fin), ("reset", Ended::Rst)] {
        let scene = Scene::with(&format!("- {{ do: {{ cut-body: {{ after: 7 bytes, then: {then} }} }} }}")).await;
        let (heard, exchange) = tokio::join!(
            async {
                let mut stream = scene.accept().await;
                hear(&mut stream).await
            },
            scene.call()
        );
        let length = format!("content-length: {}", BODY.len());
        assert!(heard.head.to_ascii_lowercase().contains(&length), "{}", heard.head);
        assert_eq!((heard.body.as_slice(), heard.ended), (&BODY[..7], wanted));
        assert_eq!(failure(&exchange), "hung-up");
    }
    let scene = Scene::with("- { do: { cut-body: { then: hang } } }").await;
    let (mut stream, exchange) =
        tokio::join!(async { scene.accept().await }, scene.call_within(Duration::from_millis(200)));
    let heard = hear(&mut stream).await;
    assert_eq!((heard.body.len(), failure(&exchange)), (5, "timeout"));
}

#[tokio::test]
async fn duplicate() {
    let scene = Scene::with("- { do: { duplicate: 2 } }").await;
    let (heard, exchange) = tokio::join!(
        async {
            let mut all = Vec::new();
            for _ in 0..3 {
                let mut stream = scene.accept().await;
                all.push(hear(&mut stream).await.body);
                soon(stream.write_all(ANSWER)).await.unwrap();
            }
            all
        },
        scene.call()
    );
    assert!(heard.iter().all(|body| body == BODY), "{heard:?}");
    assert_eq!((failure(&exchange), exchange.copies.len()), ("none", 2));
    assert_eq!(exchange.copies[1].faults, ["duplicate, copy 2"]);
}

#[tokio::test]
async fn late() {
    let scene = Scene::with("- { do: { late: 80ms } }").await;
    let before = scene.world.clock().now();
    let ((), exchange) = tokio::join!(
        async {
            let mut stream = scene.accept().await;
            assert!(scene.world.clock().since(before) >= Duration::from_millis(80));
            hear(&mut stream).await;
            soon(stream.write_all(ANSWER)).await.unwrap();
        },
        scene.call()
    );
    assert_eq!(failure(&exchange), "none");
    assert!(exchange.at.duration_since(before).as_millis() >= 80, "its time begins when it goes");
}

#[tokio::test]
async fn out_of_order() {
    let scene = Scene::with("- { nth: 1, do: { out-of-order: { behind: 1, at-most: 1h } } }").await;
    let (order, first, second) = tokio::join!(
        async {
            let mut order = Vec::new();
            for _ in 0..2 {
                let mut stream = scene.accept().await;
                hear(&mut stream).await;
                order.push(stream.peer_addr().unwrap());
                soon(stream.write_all(ANSWER)).await.unwrap();
                soon(stream.shutdown()).await.unwrap();
            }
            order
        },
        scene.call(),
        scene.call()
    );
    assert_eq!((failure(&first), failure(&second)), ("none", "none"));
    assert!(first.at >= second.at && first.faults.len() == 1 && second.faults.is_empty());
    assert_eq!(order.len(), 2);
}

#[tokio::test]
async fn no_keep_alive() {
    let scene = Scene::with("- { nth: 2, do: no-keep-alive }").await;
    let serve = async {
        let mut first = scene.accept().await;
        hear(&mut first).await;
        soon(first.write_all(ANSWER)).await.unwrap();
        // The second call could have come on the first connection, which waits.
        let mut second = scene.accept().await;
        let heard = hear(&mut second).await;
        soon(second.write_all(ANSWER)).await.unwrap();
        assert_eq!(end(&mut second).await, Ended::Fin, "it is closed behind the answer");
        hear(&mut first).await;
        soon(first.write_all(ANSWER)).await.unwrap();
        heard.head
    };
    let (head, connections) = tokio::join!(serve, async {
        let mut connections = Vec::new();
        for _ in 0..3 {
            let exchange = scene.call().await;
            let connection = exchange.connection.unwrap();
            connections.push((connection.id, connection.request));
        }
        connections
    });
    assert!(head.to_ascii_lowercase().contains("connection: close"), "{head}");
    assert_eq!(connections, [(1, 1), (2, 1), (1, 2)]);
}

#[tokio::test]
async fn connect_timeout() {
    let scene = Scene::with("- { do: connect-timeout }").await;
    let exchange = Box::pin(scene.call_within(Duration::from_millis(50))).await;
    assert_eq!(failure(&exchange), "timeout");
    assert_eq!(exchange.failure.as_ref().unwrap().phase().unwrap().name(), "connect");
    assert!(exchange.connection.is_none());
}

#[tokio::test]
async fn an_answer_of_a_real_server_is_broken_on_its_way() {
    let faults = "- { nth: 1, do: { status: 500 } }\n- { nth: 2, do: { truncate: { after: 1 byte } } }\n- { nth: 3, do: refuse }";
    let scene = Scene::with(faults).await;
    let ((), exchanges) = tokio::join!(
        async {
            for _ in 0..2 {
                let mut stream = scene.accept().await;
                hear(&mut stream).await;
                soon(stream.write_all(ANSWER)).await.unwrap();
                soon(stream.shutdown()).await.unwrap();
            }
        },
        async { [scene.call().await, scene.call().await, scene.call().await] }
    );
    let [status, cut, refused] = &exchanges;
    assert_eq!(status.outcome().unwrap().status, 500);
    assert_eq!((failure(cut), failure(refused)), ("truncated", "refused"));
    let _: &Bytes = &status.outcome().unwrap().body;
}
