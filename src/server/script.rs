//! What faults make of an answer, played on the connection in its place: hyper writes the answer, the wire keeps the bytes, and
//! the acts of the fault's plan are done instead. The bytes are hyper's own, so that what is left of an answer looks like one.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use parking_lot::Mutex;
use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};

use super::stream::Stream;
use crate::world::clock::{Clock, transport};
use crate::world::faults::plan::{Act, End, Plan};

/// What ends a head.
const HEAD_END: &[u8] = b"\r\n\r\n";

/// What is to become of the next answer on a connection.
pub(super) struct Script {
    /// What faults make of it.
    pub(super) plan: Box<Plan>,
    /// How long its body is, in bytes.
    pub(super) body: usize,
    /// The time in which it happens.
    pub(super) clock: Clock,
}

/// Where the one who answers leaves a script for the wire. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Cue(Arc<Waiting>);

#[derive(Default)]
struct Waiting {
    /// All that a connection without faults looks at.
    is_set: AtomicBool,
    script: Mutex<Option<Script>>,
}

impl Cue {
    /// The answer that is written next goes as `script` says.
    pub(super) fn give(&self, script: Script) {
        *self.0.script.lock() = Some(script);
        self.0.is_set.store(true, Ordering::Release);
    }

    fn take(&self) -> Option<Script> {
        if !self.0.is_set.load(Ordering::Acquire) {
            return None;
        }
        self.0.is_set.store(false, Ordering::Relaxed);
        self.0.script.lock().take()
    }
}

/// How far the playing has come.
#[derive(Default)]
enum State {
    /// Nothing is played.
    #[default]
    Idle,
    /// The answer is being written to us.
    Listening(Script, Vec<u8>),
    /// The acts are being done.
    Acting(Acting),
    /// The connection has ended so.
    Ended(End),
}

struct Acting {
    acts: VecDeque<Act>,
    wait: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    clock: Clock,
}

/// Plays scripts on one connection.
#[derive(Default)]
pub(super) struct Player {
    cue: Cue,
    state: State,
}

impl Player {
    pub(super) fn new(cue: Cue) -> Self {
        Self { cue, state: State::Idle }
    }

    /// How the connection has ended, if a script ended it.
    pub(super) fn ended(&self) -> Option<End> {
        if let State::Ended(end) = self.state { Some(end) } else { None }
    }

    /// Takes what hyper writes, if it is not to go out as it is.
    pub(super) fn listen(&mut self, slices: &[io::IoSlice<'_>]) -> Option<usize> {
        if let State::Idle = self.state
            && let Some(script) = self.cue.take()
        {
            self.state = State::Listening(script, Vec::new());
        }
        let State::Listening(script, heard) = &mut self.state else { return None };
        slices.iter().for_each(|slice| heard.extend_from_slice(slice));
        let head = heard.windows(HEAD_END.len()).position(|window| window == HEAD_END).map(|at| at + HEAD_END.len());
        if let Some(head) = head.filter(|head| heard.len() >= head + script.body) {
            let acts = script.plan.acts(&heard[..head], &heard[head..]).into();
            self.state = State::Acting(Acting { acts, wait: None, clock: script.clock.clone() });
        }
        Some(slices.iter().map(|slice| slice.len()).sum())
    }

    /// Goes on with the acts. Ready when there are none, and nothing more is held back; an error ends the connection.
    pub(super) fn play(&mut self, stream: Pin<&mut Stream>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let acting = match &mut self.state {
            State::Idle | State::Listening(..) => return Poll::Ready(Ok(())),
            State::Ended(end) => return Poll::Ready(Err(over(*end))),
            State::Acting(acting) => acting,
        };
        let ended = ready!(acting.go_on(stream, cx))?;
        self.state = ended.map_or(State::Idle, State::Ended);
        Poll::Ready(ended.map_or(Ok(()), |end| Err(over(end))))
    }
}

fn over(end: End) -> io::Error {
    let kind = if end == End::Reset { io::ErrorKind::ConnectionReset } else { io::ErrorKind::ConnectionAborted };
    io::Error::new(kind, "a fault ended the connection")
}

impl Acting {
    /// Does what can be done. Gives how the connection has ended, or that the answer is out and it goes on.
    fn go_on(&mut self, mut stream: Pin<&mut Stream>, cx: &mut Context<'_>) -> Poll<io::Result<Option<End>>> {
        loop {
            if let Some(wait) = &mut self.wait {
                ready!(wait.as_mut().poll(cx));
                self.wait = None;
            }
            let Some(act) = self.acts.front_mut() else {
                ready!(stream.as_mut().poll_flush(cx))?;
                return Poll::Ready(Ok(None));
            };
            match act {
                Act::Send(bytes) => {
                    let sent = ready!(stream.as_mut().poll_write(cx, bytes))?;
                    bytes.advance(sent);
                    if !bytes.is_empty() {
                        continue;
                    }
                }
                Act::Wait(duration) => {
                    let (clock, duration) = (self.clock.clone(), *duration);
                    ready!(stream.as_mut().poll_flush(cx))?;
                    self.wait = Some(Box::pin(async move { clock.sleep(duration).await }));
                }
                Act::End(End::Close) => {
                    ready!(stream.as_mut().poll_shutdown(cx))?;
                    return Poll::Ready(Ok(Some(End::Close)));
                }
                Act::End(End::Reset) => {
                    ready!(stream.as_mut().poll_flush(cx))?;
                    stream.reset_when_dropped();
                    return Poll::Ready(Ok(Some(End::Reset)));
                }
                Act::End(End::Hang) => {
                    ready!(stream.as_mut().poll_flush(cx))?;
                    ready!(drain(stream.as_mut(), cx));
                    return Poll::Ready(Ok(Some(End::Hang)));
                }
            }
            self.acts.pop_front();
        }
    }
}

/// Reads what comes until the other end has had enough.
fn drain(mut stream: Pin<&mut Stream>, cx: &mut Context<'_>) -> Poll<()> {
    let mut sink = [0; 1024];
    loop {
        let mut buffer = ReadBuf::new(&mut sink);
        match ready!(stream.as_mut().poll_read(cx, &mut buffer)) {
            Ok(()) if !buffer.filled().is_empty() => {}
            _ => return Poll::Ready(()),
        }
    }
}

/// The same for one stream of HTTP/2, which shares its connection with others: a body that comes as the acts say. An end
/// that closes or resets is an error of the body, and becomes a RST_STREAM.
pub(super) struct Acted {
    acting: Acting,
    length: u64,
    /// Whether what was sent has had the time to leave: a reset takes with it what has not.
    has_left: bool,
}

/// How long what was sent on a stream of HTTP/2 has to leave before the stream is reset, in machine time.
const LEAVING: std::time::Duration = std::time::Duration::from_millis(20);

impl Acted {
    /// The body `whole` as `plan` has it.
    pub(super) fn new(plan: &Plan, whole: &Bytes, clock: &Clock) -> Self {
        let acts = plan.acts(&[], whole).into();
        Self { acting: Acting { acts, wait: None, clock: clock.clone() }, length: whole.len() as u64, has_left: false }
    }
}

impl hyper::body::Body for Acted {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<hyper::body::Frame<Bytes>>>> {
        let Self { acting, has_left, .. } = &mut *self;
        loop {
            if let Some(wait) = &mut acting.wait {
                ready!(wait.as_mut().poll(cx));
                acting.wait = None;
            }
            match acting.acts.front() {
                None => return Poll::Ready(None),
                // The client resets the stream when it has had enough.
                Some(Act::End(End::Hang)) => return Poll::Pending,
                Some(Act::End(_)) if !*has_left => {
                    *has_left = true;
                    acting.wait = Some(Box::pin(transport::sleep(LEAVING)));
                }
                Some(Act::End(end)) => return Poll::Ready(Some(Err(over(*end)))),
                Some(Act::Wait(duration)) => {
                    let (clock, duration) = (acting.clock.clone(), *duration);
                    acting.wait = Some(Box::pin(async move { clock.sleep(duration).await }));
                    acting.acts.pop_front();
                }
                Some(Act::Send(bytes)) => {
                    let bytes = bytes.clone();
                    acting.acts.pop_front();
                    return Poll::Ready(Some(Ok(hyper::body::Frame::data(bytes))));
                }
            }
        }
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        hyper::body::SizeHint::with_exact(self.length)
    }
}
