//! HTTP/2 in clear text: as it should be, and as it should not.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::{answers, event};
use crate::kit::{Backlot, soon};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
    [&head, payload].concat()
}

#[tokio::test]
async fn a_request_finds_its_world_and_its_answer() {
    let backlot = Backlot::start().await;
    backlot.worlds().create("a", None).unwrap();
    let stream = tokio::net::TcpStream::connect(backlot.address()).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    let connection = tokio::spawn(connection);
    let request = Request::post(format!("{}/w/a/x", backlot.url())).body(Full::new(Bytes::from("hello"))).unwrap();
    let response = soon(sender.send_request(request)).await.unwrap();
    assert_eq!((response.version(), response.status().as_u16()), (http::Version::HTTP_2, 404));
    soon(response.into_body().collect()).await.unwrap();
    connection.abort();
    let page = backlot.worlds().get("a").unwrap().journal().after(0, 10, |_| true);
    let exchange = page.entries[0].exchange().unwrap();
    assert_eq!((exchange.request.target.as_str(), exchange.request.body.length()), ("/x", 5));
}

#[tokio::test]
async fn what_only_begins_like_http2_is_recorded() {
    let backlot = Backlot::start().await;
    backlot.client().say("PRI * HTTP/3.0\r\n\r\nSM\r\n\r\n").await;
    event(&backlot, "http2-error").await;
    answers(&backlot).await;
}

#[tokio::test]
async fn a_flood_of_streams_that_are_reset_at_once_is_ended() {
    let backlot = Backlot::start().await;
    let mut wire = backlot.client().wire().await;
    // :method GET, :scheme http, :path /, all from HPACK's static table.
    let request = [0x82, 0x86, 0x84];
    let mut flood = [PREFACE, &frame(4, 0, 0, &[])].concat();
    for stream in (1..20_001).step_by(2) {
        flood.extend(frame(1, 0x5, stream, &request));
        flood.extend(frame(3, 0, stream, &8u32.to_be_bytes()));
    }
    wire.send(&flood).await;
    wire.rest().await;
    event(&backlot, "http2-error").await;
    answers(&backlot).await;
}

#[tokio::test]
async fn garbage_after_the_preface_is_ended() {
    let backlot = Backlot::start().await;
    let garbage = [PREFACE, &frame(0xff, 0xff, 0xffff_ffff, &[0xff; 100]), &[0xff; 1000]].concat();
    backlot.client().say(garbage).await;
    event(&backlot, "http2-error").await;
    answers(&backlot).await;
}
