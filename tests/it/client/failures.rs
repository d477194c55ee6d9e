//! Every failure that needs no TLS, made on the wire.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backlot::client::{Failure, Limits, Phase, Resolve, Settings};
use backlot::world::clock::Clock;
use backlot::world::upstream::{Broken, Upstream};
use bytes::Bytes;
use http::{Request, Response};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpSocket;

use super::{Caller, PLENTY, named, request};
use crate::peer::Peer;

/// Short, for what never answers.
const BRIEF: Limits = Limits { within: Duration::from_millis(80), body: 1024 };

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n";

/// Names as a test needs them.
struct Names(Vec<(&'static str, Vec<&'static str>)>);

#[async_trait]
impl Resolve for Names {
    async fn resolve(&self, name: &str) -> Result<Vec<IpAddr>, String> {
        match self.0.iter().find(|(known, _)| *known == name) {
            Some((_, addresses)) => Ok(addresses.iter().map(|address| address.parse().unwrap()).collect()),
            None => std::future::pending().await,
        }
    }
}

fn knowing(names: Vec<(&'static str, Vec<&'static str>)>) -> Caller {
    let caller = Caller::with(Clock::real(None), Settings { resolver: Arc::new(Names(names)), ..Settings::default() });
    caller.world.upstreams().allow("*.example");
    caller
}

#[tokio::test]
async fn dns() {
    let caller = Caller::new();
    caller.world.upstreams().allow("*");
    assert_eq!(named(&caller.post("http://creator.invalid/").await), "dns in dns");
    assert_eq!(named(&knowing(vec![("empty.example", vec![])]).post("http://empty.example/").await), "dns in dns");
}

#[tokio::test]
async fn refused_by_every_address_in_order() {
    // Bound but not listening: nobody else gets the port, and nobody answers there.
    let silent = TcpSocket::new_v4().unwrap();
    silent.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = silent.local_addr().unwrap().port();

    let exchange = Caller::new().post(&format!("http://127.0.0.1:{port}/")).await;
    assert_eq!(named(&exchange), "refused in connect");

    let caller = knowing(vec![("two.example", vec!["127.0.0.2", "127.0.0.3"])]);
    let exchange = caller.post(&format!("http://two.example:{port}/")).await;
    let Some(Failure::Refused { addresses }) = exchange.failure else { panic!("{exchange:?}") };
    assert_eq!(
        addresses.iter().map(|address| address.ip().to_string()).collect::<Vec<_>>(),
        ["127.0.0.2", "127.0.0.3"]
    );
}

#[tokio::test]
async fn the_first_address_that_answers_is_used() {
    let peer = Peer::answer("HTTP/1.1 204 No Content\r\n\r\n").await;
    let caller = knowing(vec![("two.example", vec!["127.0.0.2", "127.0.0.1"])]);
    let exchange = caller.post(&format!("http://two.example:{}/", peer.address().port())).await;
    assert_eq!(exchange.outcome().unwrap().status, 204);
    assert_eq!(exchange.connection.unwrap().peer, Some(peer.address()));
}

#[tokio::test]
async fn timeout_in_dns() {
    assert_eq!(named(&knowing(vec![]).post_within("http://slow.example/", BRIEF).await), "timeout in dns");
}

#[tokio::test]
async fn timeout_in_connect() {
    // A queue of one that is full: the next connection is neither accepted nor refused.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let _first = tokio::net::TcpStream::connect(address).await.unwrap();
    let exchange = Caller::new().post_within(&format!("http://{address}/"), BRIEF).await;
    assert_eq!(named(&exchange), "timeout in connect");
    assert!(exchange.connection.is_none());
}

#[tokio::test]
async fn timeout_in_send() {
    let peer = Peer::play(crate::peer::Line::ignore).await;
    let mut large = request(&peer.url());
    large.body = Bytes::from(vec![b'x'; 32 * 1024 * 1024]);
    let limits = Limits { within: Duration::from_millis(400), ..BRIEF };
    let caller = Caller::new();
    let exchange = caller.client.exchange(&caller.world, large, limits).await;
    assert_eq!(named(&exchange), "timeout in send");
}

#[tokio::test]
async fn timeout_in_wait_for_head_on_the_worlds_clock() {
    let (arrived, mut arrival) = tokio::sync::mpsc::unbounded_channel();
    let peer = Peer::play(move |mut line| {
        let arrived = arrived.clone();
        async move {
            line.request().await;
            arrived.send(()).unwrap();
            line.hang().await;
        }
    })
    .await;
    let clock = Clock::frozen("2020-05-01T12:00:00Z".parse().unwrap());
    let caller = Caller::with(clock.clone(), Settings::default());
    let limits = Limits { within: Duration::from_secs(5), ..PLENTY };
    let url = peer.url();
    let (exchange, ()) = tokio::join!(caller.post_within(&url, limits), async {
        arrival.recv().await.unwrap();
        clock.advance(Duration::from_secs(3600)).await;
    });
    assert_eq!(exchange.failure, Some(Failure::Timeout { phase: Phase::WaitForHead, after: Duration::from_secs(5) }));
    assert_eq!(exchange.timings.total(), Duration::from_secs(5));
}

#[tokio::test]
async fn a_clock_that_stands_does_not_keep_a_silent_server_waiting_for_ever() {
    let peer = Peer::play(crate::peer::Line::hang).await;
    let caller = Caller::with(Clock::frozen("2020-05-01T12:00:00Z".parse().unwrap()), Settings::default());
    assert_eq!(named(&caller.post_within(&peer.url(), BRIEF).await), "timeout in wait-for-head");
}

#[tokio::test]
async fn timeout_in_read_body() {
    let peer = Peer::play(|mut line| async move {
        line.request().await;
        line.send(HEAD).await;
        line.send(b"{\"verify\":").await;
        line.hang().await;
    })
    .await;
    let exchange = Caller::new().post_within(&peer.url(), BRIEF).await;
    assert_eq!(named(&exchange), "timeout in read-body");
    assert_eq!(&exchange.answer.unwrap().body[..], b"{\"verify\":", "what had come is kept");
}

#[tokio::test]
async fn reset_in_send() {
    let peer = Peer::play(|mut line| async move {
        // Some of the request is taken, so that the caller is in the middle of it.
        line.stream.read_exact(&mut [0; 1024]).await.unwrap();
        line.reset();
    })
    .await;
    let mut large = request(&peer.url());
    large.body = Bytes::from(vec![b'x'; 32 * 1024 * 1024]);
    let caller = Caller::new();
    assert_eq!(named(&caller.client.exchange(&caller.world, large, PLENTY).await), "reset in send");
}

#[tokio::test]
async fn reset_in_wait_for_head() {
    let peer = Peer::play(|mut line| async move {
        line.request().await;
        line.reset();
    })
    .await;
    assert_eq!(named(&Caller::new().post(&peer.url()).await), "reset in wait-for-head");
}

#[tokio::test]
async fn reset_in_read_body() {
    let peer = Peer::play(|mut line| async move {
        line.request().await;
        line.send(HEAD).await;
        line.reset();
    })
    .await;
    assert_eq!(named(&Caller::new().post(&peer.url()).await), "reset in read-body");
}

#[tokio::test]
async fn closed_without_a_byte_and_in_the_middle_of_the_head() {
    for (sent, got) in [(&b""[..], 0), (&HEAD[..20], 20)] {
        let peer = Peer::play(move |mut line| async move {
            line.request().await;
            line.send(sent).await;
        })
        .await;
        let exchange = Caller::new().post(&peer.url()).await;
        assert_eq!(exchange.failure, Some(Failure::Closed { phase: Phase::WaitForHead, got }));
    }
}

#[tokio::test]
async fn truncated_with_a_promised_length_and_in_chunks() {
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf\r\nfifteen letters\r\n";
    let lengthy = [HEAD, b"fifteen letters"].concat();
    for (sent, promised) in [(lengthy, Some(200)), (chunked.to_vec(), None)] {
        let peer = Peer::play(move |mut line| {
            let sent = sent.clone();
            async move {
                line.request().await;
                line.send(&sent).await;
            }
        })
        .await;
        let exchange = Caller::new().post(&peer.url()).await;
        assert_eq!(exchange.failure, Some(Failure::Truncated { promised, got: 15 }));
        assert_eq!(&exchange.answer.unwrap().body[..], b"fifteen letters");
    }
}

#[tokio::test]
async fn protocol_says_what_came_instead_of_http() {
    let cases: [(&[u8], &str, &str); 5] = [
        (b"hello, who is there?\r\n\r\n", "protocol in wait-for-head", "it begins with \"hello, who is th\""),
        (
            b"\x15\x03\x03\x00\x02\x02\x46\x0d\x0a\x0d\x0a",
            "protocol in wait-for-head",
            "it is TLS, so the URL should begin with https://",
        ),
        (b"HTTP/1.1 999999 ?\r\n\r\n", "protocol in wait-for-head", "status"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "protocol in wait-for-head", "content-length"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "protocol in read-body", "chunk size"),
    ];
    for (sent, name, detail) in cases {
        let peer = Peer::answer(sent).await;
        let exchange = Caller::new().post(&peer.url()).await;
        assert_eq!(named(&exchange), name, "{}", sent.escape_ascii());
        let sentence = exchange.failure.unwrap().to_string();
        assert!(sentence.contains(detail), "{sentence}");
    }
}

#[tokio::test]
async fn protocol_when_the_other_end_speaks_first() {
    let peer = Peer::play(|mut line| async move {
        line.send(b"SSH-2.0-OpenSSH_9.2p1\r\n").await;
        line.hang().await;
    })
    .await;
    let exchange = Caller::new().post(&peer.url()).await;
    assert!(named(&exchange).starts_with("protocol in "), "{exchange:?}");
    assert!(exchange.failure.unwrap().to_string().ends_with("it is an SSH server"));
}

#[tokio::test]
async fn too_large_by_promise_by_surprise_and_in_the_head() {
    let limits = Limits { body: 100, ..PLENTY };
    let promise = HEAD.to_vec();
    let mut surprise = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc8\r\n".to_vec();
    surprise.extend([b'x'; 200]);
    surprise.extend(b"\r\n0\r\n\r\n");
    for sent in [promise, surprise] {
        let peer = Peer::answer(sent).await;
        let exchange = Caller::new().post_within(&peer.url(), limits).await;
        assert_eq!(exchange.failure, Some(Failure::TooLarge { what: "body", limit: 100 }));
    }
    let mut head = b"HTTP/1.1 200 OK\r\nX-Long: ".to_vec();
    head.extend(vec![b'x'; 500_000]);
    let peer = Peer::answer(head).await;
    let exchange = Caller::new().post(&peer.url()).await;
    assert_eq!(exchange.failure, Some(Failure::TooLarge { what: "head", limit: 409_600 }));
}

#[tokio::test]
async fn what_cannot_be_called_or_is_not_allowed_is_never_connected_to() {
    let caller = Caller::new();
    assert_eq!(named(&caller.post("ftp://127.0.0.1/").await), "bad-url");
    assert_eq!(named(&caller.post("http://192.0.2.1/").await), "not-allowed");
    assert_eq!(named(&caller.post("https://creator.example/").await), "not-allowed");
}

/// Needs six seconds for everything.
struct Slow;

#[async_trait]
impl Upstream for Slow {
    async fn answer(&self, clock: &Clock, request: Request<Bytes>) -> Result<Response<Bytes>, Broken> {
        match request.uri().path() {
            "/refused" => Err(Broken::Refused),
            "/reset" => Err(Broken::Reset),
            "/cut" => Err(Broken::Truncated { promised: 10, got: 3 }),
            "/now" => Ok(Response::new(request.into_body())),
            _ => {
                clock.sleep(Duration::from_secs(6)).await;
                Ok(Response::new(Bytes::new()))
            }
        }
    }
}

#[test]
fn an_in_process_server_fails_under_the_same_names_on_virtual_time() {
    let clock = Clock::virtual_at("2020-05-01T12:00:00Z".parse().unwrap());
    clock.jump_when_idle(true);
    let idle = clock.clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .on_thread_park(move || idle.when_idle())
        .build()
        .unwrap();
    runtime.block_on(async {
        let caller = Caller::with(clock, Settings::default());
        caller.world.upstreams().play("https://creator.example".parse().unwrap(), Arc::new(Slow));
        let limits = Limits { within: Duration::from_secs(5), ..PLENTY };
        let mut names = Vec::new();
        for path in ["now", "refused", "reset", "cut", "slow"] {
            names.push(named(&caller.post_within(&format!("https://creator.example/{path}"), limits).await));
        }
        assert!(names[0].starts_with("no failure"), "{}", names[0]);
        assert_eq!(
            names[1..],
            ["refused in connect", "reset in wait-for-head", "truncated in read-body", "timeout in wait-for-head"]
        );
    });
}
