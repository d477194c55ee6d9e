//! What goes wrong with answers, seen by a client that reads bytes.

use backlot::world::clock::Stopwatch;
use std::time::Duration;

use super::{ASK, Ended, Raw, asked, parts, promised, with};
use crate::kit::soon;

/// An answer without faults, on the same connection, so that it is known that the connection goes on.
async fn goes_on(raw: &mut Raw) {
    raw.send(ASK.replace("\r\n\r\n{}", "\r\nConnection: close\r\n\r\n{}")).await;
    let (bytes, ended) = raw.all().await;
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.contains("UserException"), "{text}");
    assert_eq!(ended, Ended::Fin);
}

#[tokio::test]
async fn delay() {
    let backlot = with("- { nth: 1, do: { delay: 250ms } }").await;
    let mut raw = Raw::to(&backlot).await;
    let watch = Stopwatch::start();
    raw.send(ASK).await;
    let mut first = [0];
    soon(tokio::io::AsyncReadExt::read_exact(&mut raw.0, &mut first)).await.unwrap();
    assert!(watch.elapsed() >= Duration::from_millis(250), "{:?}", watch.elapsed());
}

/// Never early, and exact to 10 ms. A busy machine is late now and then, so the best of many counts: one that is late every time
/// is not busy but wrong.
#[tokio::test]
async fn a_delay_is_exact() {
    const DELAY: Duration = Duration::from_millis(30);
    let backlot = with("- { do: { delay: 30ms } }").await;
    let mut raw = Raw::to(&backlot).await;
    let mut best = Duration::MAX;
    for _ in 0..200 {
        let watch = Stopwatch::start();
        raw.send(ASK).await;
        let mut first = [0];
        soon(tokio::io::AsyncReadExt::read_exact(&mut raw.0, &mut first)).await.unwrap();
        let took = watch.elapsed();
        assert!(took >= DELAY, "{took:?}");
        best = best.min(took);
        if best < DELAY + Duration::from_millis(10) {
            return;
        }
        // The rest of the answer, which must not be taken for the next one.
        let _ = raw.so_far(1).await;
    }
    panic!("{best:?} at best");
}

#[tokio::test]
async fn hang() {
    let backlot = with("- { nth: 1, do: hang }\n- { nth: 2, do: { hang: { after: head } } }").await;
    let mut raw = Raw::to(&backlot).await;
    raw.send(ASK).await;
    assert_eq!(raw.so_far(0).await, (Vec::new(), Ended::Open));
    // The server lets go of who gives up.
    drop(raw);
    let mut raw = Raw::to(&backlot).await;
    raw.send(ASK).await;
    let (bytes, ended) = raw.so_far(100).await;
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!((parts(&text).1, ended), ("", Ended::Open));
    assert!(promised(parts(&text).0) > 0);
}

#[tokio::test]
async fn refuse() {
    let backlot = with("- { nth: 1, do: refuse }").await;
    // The system has accepted the connection; the RST comes at once, whether anything was sent or not.
    let mut raw = Raw::to(&backlot).await;
    assert_eq!(raw.all().await, (Vec::new(), Ended::Rst));
    goes_on(&mut Raw::to(&backlot).await).await;
}

#[tokio::test]
async fn close() {
    let backlot = with("- { nth: 1, do: close }\n- { nth: 2, do: { close: { after: head } } }").await;
    assert_eq!(asked(&backlot).await, (String::new(), Ended::Fin));
    let (text, ended) = asked(&backlot).await;
    assert_eq!((parts(&text).1, ended), ("", Ended::Fin));
}

#[tokio::test]
async fn reset() {
    let backlot = with("- { nth: 1, do: reset }\n- { nth: 2, do: { reset: { after: 10 bytes } } }\n- { nth: 3, do: { reset: { after: end } } }").await;
    assert_eq!(asked(&backlot).await, (String::new(), Ended::Rst));
    let (text, ended) = asked(&backlot).await;
    assert_eq!((parts(&text).1.len(), ended), (10, Ended::Rst));
    let (text, ended) = asked(&backlot).await;
    let (head, body) = parts(&text);
    assert_eq!((body.len(), ended), (promised(head), Ended::Rst));
}

#[tokio::test]
async fn truncate() {
    let backlot = with(
        "- { nth: 1, do: { truncate: { after: 20 bytes } } }\n- { nth: 2, do: { truncate: { after: 20 bytes, then: reset } } }\n- { nth: 3, do: { truncate: { then: hang } } }",
    )
    .await;
    for wanted in [Ended::Fin, Ended::Rst] {
        let (text, ended) = asked(&backlot).await;
        let (head, body) = parts(&text);
        assert!(promised(head) > 20, "{head}");
        assert_eq!((body.len(), ended), (20, wanted));
    }
    let mut raw = Raw::to(&backlot).await;
    raw.send(ASK).await;
    let (bytes, ended) = raw.so_far(100).await;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = parts(&text);
    assert_eq!((body.len(), ended), (promised(head) / 2, Ended::Open));
}

#[tokio::test]
async fn malformed_chunk() {
    let backlot = with("- { do: malformed-chunk }").await;
    let (text, ended) = asked(&backlot).await;
    let (head, body) = parts(&text);
    assert!(head.to_ascii_lowercase().contains("\r\ntransfer-encoding: chunked"), "{head}");
    assert!(!head.to_ascii_lowercase().contains("content-length"), "{head}");
    let (size, rest) = body.split_once("\r\n").unwrap();
    let size = usize::from_str_radix(size, 16).unwrap();
    let next = &rest[size + 2..];
    assert!(rest[size..].starts_with("\r\n") && next.len() == 18 && next.ends_with("\r\n"), "{body:?}");
    assert!(usize::from_str_radix(&next[..1], 16).is_err(), "{next:?}");
    assert_eq!(ended, Ended::Fin);
}

#[tokio::test]
async fn garbage() {
    let faults = "- { name: g, nth: [1, 2], do: garbage }\n- { nth: 3, do: { garbage: 1000 } }";
    let got = async || {
        let backlot = with(faults).await;
        let mut all = Vec::new();
        for length in [36, 36, 1000] {
            let mut raw = Raw::to(&backlot).await;
            raw.send(ASK).await;
            let (bytes, ended) = raw.all().await;
            assert_eq!((bytes.len(), ended), (length, Ended::Fin));
            assert!(bytes[0] >= 0x80);
            all.push(bytes);
        }
        all
    };
    let once = got().await;
    assert_ne!(once[0], once[1]);
    assert_eq!(once, got().await, "the same seed gives the same garbage");
}

#[tokio::test]
async fn dribble() {
    let backlot =
        with("- { nth: 1, do: { dribble: { pieces: 4, interval: 60ms } } }\n- { nth: 2, do: { dribble: { pieces: 3, interval: 1ms, head: true } } }")
            .await;
    let mut raw = Raw::to(&backlot).await;
    let watch = Stopwatch::start();
    raw.send(ASK).await;
    let (mut bytes, mut reads) = (Vec::new(), 0);
    loop {
        assert!(soon(tokio::io::AsyncReadExt::read_buf(&mut raw.0, &mut bytes)).await.unwrap() > 0);
        reads += 1;
        let text = String::from_utf8_lossy(&bytes);
        if text.split_once("\r\n\r\n").is_some_and(|(head, body)| body.len() == promised(head)) {
            break;
        }
    }
    assert!(watch.elapsed() >= Duration::from_millis(180) && reads > 1, "{reads} in {:?}", watch.elapsed());
    // The connection is kept: the next answer, whose head comes in pieces too, is whole all the same.
    raw.send(ASK).await;
    goes_on_after(&mut raw).await;
}

/// A whole answer, and then another without faults.
async fn goes_on_after(raw: &mut Raw) {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if text.split_once("\r\n\r\n").is_some_and(|(head, body)| body.len() == promised(head)) {
            break;
        }
        assert!(soon(tokio::io::AsyncReadExt::read_buf(&mut raw.0, &mut bytes)).await.unwrap() > 0, "{text}");
    }
    goes_on(raw).await;
}

#[tokio::test]
async fn close_after_answer() {
    let backlot = with("- { nth: 1, do: close-after-answer }").await;
    let (text, ended) = asked(&backlot).await;
    let (head, body) = parts(&text);
    assert_eq!((body.len(), ended), (promised(head), Ended::Fin));
    assert!(!head.to_ascii_lowercase().contains("connection: close"), "{head}");
}

#[tokio::test]
async fn tls_failure() {
    /// As much of a greeting as tells TLS from HTTP.
    const HELLO: [u8; 8] = [0x16, 3, 1, 0, 3, 1, 0, 0];
    let backlot = with("- { nth: 1, do: tls-failure }\n- { nth: 2, do: { tls-failure: close } }\n- { nth: 3, do: { tls-failure: reset } }").await;
    for wanted in [(vec![0x15, 3, 3, 0, 2, 2, 40], Ended::Fin), (Vec::new(), Ended::Fin), (Vec::new(), Ended::Rst)] {
        let mut raw = Raw::to(&backlot).await;
        raw.send(HELLO).await;
        assert_eq!(raw.all().await, wanted);
    }
    // Clear text is left alone.
    super::arm(&backlot.world(), "- { do: tls-failure }");
    goes_on(&mut Raw::to(&backlot).await).await;
}

#[tokio::test]
async fn status() {
    let backlot = with("- { do: { status: { code: 503, headers: { Retry-After: '2' } } } }").await;
    let reply = backlot.client().post("/GPHUD/external", "{}").await;
    assert_eq!((reply.status.as_u16(), reply.text(), reply.header("retry-after")), (503, "", "2"));
    assert_eq!(reply.header("content-length"), "0");
}

#[tokio::test]
async fn body() {
    let backlot = with("- { do: { body: { text: '<html>', content-type: text/html } } }").await;
    let reply = backlot.client().post("/GPHUD/external", "{}").await;
    assert_eq!((reply.status.as_u16(), reply.text(), reply.header("content-type")), (200, "<html>", "text/html"));
}

#[tokio::test]
async fn malformed_json() {
    let backlot = with("- { do: malformed-json }").await;
    let reply = backlot.client().post("/GPHUD/external", "{}").await;
    assert!(serde_json::from_slice::<serde_json::Value>(&reply.body).is_err());
    assert!(serde_json::from_str::<serde_json::Value>(&format!("{}}}", reply.text())).is_ok(), "{}", reply.text());
}

#[tokio::test]
async fn wrong_content_type() {
    let backlot = with("- { do: wrong-content-type }").await;
    let reply = backlot.client().post("/GPHUD/external", "{}").await;
    assert_eq!(reply.header("content-type"), "text/html");
    assert_eq!(reply.json()["responsetype"], "UserException");
}

#[tokio::test]
async fn empty() {
    let backlot = with("- { do: empty }").await;
    let (text, _) = {
        let mut raw = Raw::to(&backlot).await;
        raw.send(ASK).await;
        raw.0.set_nodelay(true).unwrap();
        let (bytes, ended) = raw.so_far(20).await;
        (String::from_utf8(bytes).unwrap(), ended)
    };
    let (head, body) = parts(&text);
    assert_eq!((promised(head), body), (0, ""));
}

#[tokio::test]
async fn oversize() {
    let backlot = with("- { do: { oversize: 3 MiB } }").await;
    let reply = backlot.client().post("/GPHUD/external", "{}").await;
    assert_eq!(reply.body.len(), 3 * 1024 * 1024);
    assert_eq!(reply.json()["responsetype"], "UserException");
}

#[tokio::test]
async fn faults_compose() {
    let backlot = with(
        "- do: [{ delay: 50ms }, { dribble: { pieces: 3, interval: 40ms } }, { truncate: { after: 30 bytes, then: reset } }]\n- { do: wrong-content-type }",
    )
    .await;
    let watch = Stopwatch::start();
    let (text, ended) = asked(&backlot).await;
    assert!(watch.elapsed() >= Duration::from_millis(130), "{:?}", watch.elapsed());
    let (head, body) = parts(&text);
    assert_eq!((body.len(), ended), (30, Ended::Rst));
    assert!(head.contains("text/html"), "{head}");
}

#[tokio::test]
async fn the_answer_to_a_head_request_is_cut_too() {
    let backlot = with("- { do: { close: { after: head } } }").await;
    let mut raw = Raw::to(&backlot).await;
    raw.send("HEAD /GPHUD/external HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let (bytes, ended) = raw.all().await;
    assert_eq!((parts(&String::from_utf8(bytes).unwrap()).1, ended), ("", Ended::Fin));
}

#[tokio::test]
async fn what_was_answered_before_on_the_connection_is_whole() {
    let backlot = with("- { nth: 2, do: reset }").await;
    let mut raw = Raw::to(&backlot).await;
    // Both at once: the second request is there before the first is answered.
    raw.send(format!("{ASK}{ASK}")).await;
    let (bytes, ended) = raw.all().await;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = parts(&text);
    assert_eq!((body.len(), ended), (promised(head), Ended::Rst));
}
