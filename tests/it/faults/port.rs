//! A port that a fault closes for a time: the system itself refuses to connect.

use std::io::ErrorKind;
use std::time::Duration;

use tokio::net::TcpStream;

use super::{arm, with};
use crate::kit::{Backlot, soon};

/// Waits until somebody listens, or nobody does: the port follows the fault a moment later.
async fn comes_to(backlot: &Backlot, wanted: bool) {
    soon(async {
        loop {
            let listens = match TcpStream::connect(backlot.address()).await {
                Ok(_) => true,
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => false,
                // One that was in the queue when the port was closed.
                Err(error) if error.kind() == ErrorKind::ConnectionReset => continue,
                Err(error) => panic!("{error}"),
            };
            if listens == wanted {
                return;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_listens_while_the_fault_is_armed() {
    let backlot = with("- { name: down, do: { refuse: { port: closed } } }").await;
    comes_to(&backlot, false).await;
    backlot.world().faults().disarm("down").unwrap();
    comes_to(&backlot, true).await;
    assert_eq!(backlot.client().post("/GPHUD/external", "{}").await.status, 200);
    // Another world in its place has no such fault.
    backlot.world().faults().arm("down", backlot.world().clock().now()).unwrap();
    comes_to(&backlot, false).await;
    backlot.worlds().reset("default").unwrap();
    comes_to(&backlot, true).await;
}

#[tokio::test]
async fn nothing_listens_within_the_window() {
    let backlot = Backlot::set(&["gphud/dev-test.yaml"]).await;
    arm(&backlot.world(), "- { between: [10s, 20s], do: { refuse: { port: closed } } }");
    comes_to(&backlot, true).await;
    backlot.world().clock().advance(Duration::from_secs(10)).await;
    comes_to(&backlot, false).await;
    backlot.world().clock().advance(Duration::from_secs(10)).await;
    comes_to(&backlot, true).await;
}
