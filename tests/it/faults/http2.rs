//! Faults on HTTP/2: what ends a connection of HTTP/1.1 ends one stream here, and the others go on.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

use super::with;
use crate::kit::{Backlot, soon};

async fn connect(backlot: &Backlot) -> SendRequest<Full<Bytes>> {
    let stream = soon(TcpStream::connect(backlot.address())).await.unwrap();
    let (sender, connection) = soon(http2::handshake(TokioExecutor::new(), TokioIo::new(stream))).await.unwrap();
    tokio::spawn(connection);
    sender
}

async fn ask(sender: &mut SendRequest<Full<Bytes>>) -> Result<Response<Incoming>, hyper::Error> {
    let request = Request::post("http://x/GPHUD/external").body(Full::new(Bytes::from_static(b"{}"))).unwrap();
    soon(sender.send_request(request)).await
}

/// A stream that was reset, as opposed to a connection that is gone.
fn is_reset(error: &hyper::Error) -> bool {
    !error.is_closed() && format!("{error:?}").contains("Reset")
}

#[tokio::test]
async fn a_stream_is_reset_and_the_connection_goes_on() {
    for kind in ["reset", "close", "garbage", "refuse, on: { path: '*' }"] {
        let backlot = with(&format!("- {{ nth: 1, do: {kind} }}")).await;
        let mut sender = connect(&backlot).await;
        let error = ask(&mut sender).await.unwrap_err();
        assert!(is_reset(&error), "{kind}: {error:?}");
        assert_eq!(ask(&mut sender).await.unwrap().status(), 200, "{kind}");
    }
}

#[tokio::test]
async fn a_body_is_cut_and_the_connection_goes_on() {
    let backlot = with("- { nth: 1, do: { truncate: { after: 20 bytes } } }").await;
    let mut sender = connect(&backlot).await;
    let answer = ask(&mut sender).await.unwrap();
    assert!(answer.headers().contains_key("content-length"));
    let mut body = answer.into_body();
    let mut got = 0;
    let error = loop {
        match soon(body.frame()).await.unwrap() {
            Ok(frame) => got += frame.into_data().unwrap_or_default().len(),
            Err(error) => break error,
        }
    };
    assert!(got <= 20 && is_reset(&error), "{got} bytes, {error:?}");
    assert_eq!(ask(&mut sender).await.unwrap().status(), 200);
}

#[tokio::test]
async fn one_stream_hangs_and_the_others_do_not() {
    let backlot = with("- { nth: 1, do: hang }\n- { nth: 2, do: { dribble: { pieces: 3, interval: 1ms } } }").await;
    let mut sender = connect(&backlot).await;
    let mut other = sender.clone();
    let waits = tokio::spawn(async move { ask(&mut other).await });
    // The one that hangs is in the journal as soon as it does.
    let is_hung = |entry: &backlot::journal::Entry| {
        entry.exchange().is_some_and(|exchange| exchange.faults.iter().any(|fault| fault == "hang"))
    };
    soon(backlot.world().journal().wait_after(0, 1, is_hung)).await;
    let answer = ask(&mut sender).await.unwrap();
    let body = soon(answer.into_body().collect()).await.unwrap().to_bytes();
    assert!(body.ends_with(b"}\n") || body.ends_with(b"}"), "{body:?}");
    assert!(!waits.is_finished());
    waits.abort();
}
