//! One JavaScript engine: a runtime with one context, its limits, and what of the world shows through. Lives and dies on one
//! thread. A new one costs about a tenth of a millisecond, so that what should leave nothing for the next run can have its
//! own for each.

use std::rc::Rc;
use std::sync::Arc;

use rquickjs::context::{EvalOptions, intrinsic};
use rquickjs::{Context, Ctx, Error, Runtime, Value};

use super::ambient::{self, Ambient};
use super::bridge::halt;
use super::failure::{Failure, Thrown};
use super::meter::{Meter, Stop};
use super::rejections::Rejections;
use super::source::Source;
use super::trace::{Reword, Trace};
use super::value::{Plain, text, to_json};

/// How much of its thread's stack a script may use, in bytes: enough for some thousand nested calls.
const SCRIPT_STACK: usize = 1024 * 1024;

/// The stack of a script's thread, in bytes: the script's share, and room for what runs below it.
pub(super) const THREAD_STACK: usize = SCRIPT_STACK + 1024 * 1024;

/// Which built-in objects a script finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// What scripts of the years around 2015 found: no `Map`, `Proxy` or typed arrays. A context of this kind is made in
    /// about half the time.
    Old,
    /// All of it.
    Whole,
}

/// The built-in objects of [`Library::Old`]. `Promise` is there because the engine's own `async` functions need it, `Proxy` for
/// the objects of the host; scripts do not find the latter.
type Old = (
    intrinsic::Date,
    intrinsic::Eval,
    intrinsic::RegExpCompiler,
    intrinsic::RegExp,
    intrinsic::Json,
    intrinsic::Promise,
    intrinsic::Proxy,
);

/// The built-in objects of [`Library::Whole`].
type Whole = (Old, intrinsic::MapSet, intrinsic::TypedArrays, intrinsic::WeakRef);

/// A runtime with one context.
pub(super) struct Engine {
    context: Context,
    runtime: Runtime,
    trace: Rc<Trace>,
    rejections: Rc<Rejections>,
}

/// What a piece of work on a script's thread has in its hands.
pub struct Scope<'a, 'js> {
    ctx: &'a Ctx<'js>,
    halter: Halter,
    trace: &'a Rc<Trace>,
    rejections: &'a Rejections,
}

impl Engine {
    /// A new engine that may use `memory` bytes.
    pub(super) fn new(library: Library, memory: usize, ambient: &Arc<dyn Ambient>) -> Result<Self, Failure> {
        let out_of_memory = || Failure::OutOfMemory { limit: memory };
        let runtime = Runtime::new().map_err(|_| out_of_memory())?;
        runtime.set_memory_limit(memory);
        runtime.set_max_stack_size(SCRIPT_STACK);
        let context = match library {
            Library::Old => Context::custom::<Old>(&runtime),
            Library::Whole => Context::custom::<Whole>(&runtime),
        };
        let context = context.map_err(|_| out_of_memory())?;
        let trace = Rc::new(Trace::default());
        let ready = context.with(|ctx| {
            trace.watch(&ctx)?;
            if library == Library::Old {
                ctx.globals().remove("Proxy")?;
            }
            ambient::show(&ctx, ambient)
        });
        ready.map_err(|_| out_of_memory())?;
        let rejections = Rejections::of(&runtime);
        Ok(Self { context, runtime, trace, rejections })
    }

    /// Does `work` under `meter`.
    pub(super) fn run<T>(
        &self,
        meter: &Arc<Meter>,
        work: impl FnOnce(&Scope<'_, '_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.obey(meter);
        let done = self.run_again(meter, work);
        self.runtime.set_interrupt_handler(None);
        done
    }

    /// Keeps to the limits of `meter` from now on.
    pub(super) fn obey(&self, meter: &Arc<Meter>) {
        let interrupted = Arc::clone(meter);
        self.runtime.set_interrupt_handler(Some(Box::new(move || interrupted.must_stop())));
        self.runtime.set_memory_limit(meter.limits().memory);
    }

    /// Does `work` under a meter that the engine obeys already.
    pub(super) fn run_again<T>(
        &self,
        meter: &Arc<Meter>,
        work: impl FnOnce(&Scope<'_, '_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        meter.start();
        self.context.with(|ctx| {
            let halter = Halter { meter: Arc::clone(meter) };
            let scope = Scope { ctx: &ctx, halter, trace: &self.trace, rejections: &self.rejections };
            let done = work(&scope);
            self.rejections.forget();
            if done.is_err() {
                self.trace.reset(&ctx);
            }
            done
        })
    }
}

/// Ends a script from within a function that it has called.
#[derive(Clone)]
pub struct Halter {
    meter: Arc<Meter>,
}

impl Halter {
    /// Ends the script as if it had come to its end: neither its `catch` nor its `finally` gets to run. What is returned
    /// must be returned by the function that the script has called.
    pub fn exit(&self, ctx: &Ctx<'_>) -> Error {
        halt(ctx, &self.meter, Stop::Exit)
    }

    /// How much longer the script may run, in whole milliseconds.
    pub fn milliseconds_left(&self) -> u64 {
        u64::try_from(self.meter.left().as_millis()).unwrap_or(u64::MAX)
    }
}

impl<'js> Scope<'_, 'js> {
    /// The engine's context.
    pub fn ctx(&self) -> &Ctx<'js> {
        self.ctx
    }

    /// What ends the script from within.
    pub fn halter(&self) -> Halter {
        self.halter.clone()
    }

    /// What loads further sources from within a function that the script has called.
    pub fn loader(&self) -> Loader {
        Loader { trace: Rc::clone(self.trace) }
    }

    /// From now on errors that the engine makes are said in other words.
    pub fn reword(&self, reword: Reword) {
        self.trace.reword(reword);
    }

    /// From now on errors have `fileName` and `lineNumber`, as those of old engines had; the first line of a script has the
    /// number `first`.
    pub fn tell_places(&self, first: u32) {
        self.trace.tell_places(first);
    }

    /// Plays `source` from its first line to its end or to where it ends itself, and what it left to be done later.
    pub fn play(&self, source: &Source) -> Result<(), Failure> {
        if let Err(error) = self.loader().load(self.ctx, source) {
            return self.failure(source, error).map_or(Ok(()), Err);
        }
        self.settle()
    }

    /// Plays what was left to be done later: the continuations of promises.
    pub fn settle(&self) -> Result<(), Failure> {
        while self.ctx.execute_pending_job() {
            if self.halter.meter.must_stop() {
                return self.stopped().map_or(Ok(()), Err);
            }
        }
        Ok(())
    }

    /// Why promises were rejected that nobody has listened to until now. Each is told once.
    pub fn rejections(&self) -> Vec<Failure> {
        self.rejections.take(self.ctx).iter().map(|reason| self.thrown(reason)).collect()
    }

    /// Reads `source` without playing it: what is wrong with its syntax, if anything is.
    pub(super) fn check(&self, source: &Source) -> Option<Failure> {
        self.trace.plays(source);
        // The whole of it is read before its first statement is played, which is ours, on the line before its own.
        let code = format!("throw 0;{}", source.code());
        match global_code(self.ctx, source.name(), &code) {
            Ok(_) => None,
            Err(error) => self.failure(source, error).filter(|failure| !matches!(failure, Failure::Thrown(_))),
        }
    }

    /// Why the script was stopped; `None` if it has ended itself.
    fn stopped(&self) -> Option<Failure> {
        let limits = self.halter.meter.limits();
        match self.halter.meter.stopped() {
            Stop::Exit => None,
            Stop::TooManyCalls => Some(Failure::TooManyCalls { limit: limits.calls }),
            Stop::No | Stop::Cancelled => Some(Failure::TimedOut { limit: limits.time }),
        }
    }

    fn out_of_memory(&self) -> Failure {
        Failure::OutOfMemory { limit: self.halter.meter.limits().memory }
    }

    /// What `error`, which came out of the engine outside of [`Scope::play`], means.
    pub fn failure_of(&self, error: Error) -> Failure {
        let nowhere = Source::new("", "");
        self.failure(&nowhere, error).unwrap_or_else(|| Failure::Broken { detail: "it ended itself".to_owned() })
    }

    /// What `error`, which came out of the engine, means; `None` if the script has ended itself.
    fn failure(&self, source: &Source, error: Error) -> Option<Failure> {
        match error {
            Error::Exception => {}
            Error::InvalidString(_) => {
                let message = "a script cannot contain the character NUL".to_owned();
                return Some(Failure::Syntax { message, at: source.nul() });
            }
            Error::Allocation => return Some(self.out_of_memory()),
            other => return Some(Failure::Broken { detail: other.to_string() }),
        }
        let thrown = self.ctx.catch();
        if thrown.is_uncatchable_error() {
            return self.stopped();
        }
        Some(self.thrown(&thrown))
    }

    fn thrown(&self, value: &Value<'js>) -> Failure {
        if value.is_null() && !self.trace.threw_null() {
            return self.out_of_memory();
        }
        let Some(object) = value.as_object() else {
            let message = self.read(|| text(self.ctx, value)).unwrap_or_else(|| value.type_name().to_owned());
            return self.uncaught(None, message, self.trace.thrown(), String::new());
        };
        let member = |name: &str| {
            self.read(|| {
                let member: Value<'js> = object.get(name)?;
                if member.is_undefined() || member.is_null() { Ok(None) } else { text(self.ctx, &member).map(Some) }
            })
            .flatten()
        };
        let (name, message) = (member("name"), member("message"));
        if !value.is_error() && message.is_none() {
            let json = self.read(|| to_json(self.ctx, value, &Plain)).flatten().map(|json| json.to_string());
            let message =
                json.or_else(|| self.read(|| text(self.ctx, value))).unwrap_or_else(|| "an object".to_owned());
            return self.uncaught(None, message, self.trace.thrown(), String::new());
        }
        let message = message.unwrap_or_default();
        let stack = member("stack").unwrap_or_default();
        let (at, unparsed) = self.trace.place(&stack);
        match (name.as_deref(), message.as_str()) {
            (Some("InternalError"), "out of memory") => self.out_of_memory(),
            (Some("RangeError"), "Maximum call stack size exceeded") => Failure::StackOverflow { at },
            (Some("SyntaxError"), _) if unparsed => Failure::Syntax { message, at },
            _ => {
                let at = at.or_else(|| (!value.is_error()).then(|| self.trace.thrown()).flatten());
                self.uncaught(name, message, at, stack)
            }
        }
    }

    fn uncaught(&self, name: Option<String>, message: String, at: Option<super::Position>, stack: String) -> Failure {
        Failure::Thrown(Box::new(Thrown { name, message, at, stack }))
    }

    /// Reads from a thrown object, which may do anything when it is read.
    fn read<T>(&self, read: impl FnOnce() -> Result<T, Error>) -> Option<T> {
        let read = read();
        if read.is_err() {
            self.ctx.catch();
        }
        read.ok()
    }
}

/// Loads sources from within a function that a script has called.
#[derive(Clone)]
pub struct Loader {
    trace: Rc<Trace>,
}

impl Loader {
    /// Plays `source` in the global scope, in sloppy mode.
    pub fn load(&self, ctx: &Ctx<'_>, source: &Source) -> Result<(), Error> {
        self.trace.plays(source);
        global_code(ctx, source.name(), source.code()).map(drop)
    }
}

/// What `code` comes to, evaluated in the global scope, in sloppy mode.
pub(super) fn global_code<'js>(ctx: &Ctx<'js>, name: &str, code: &str) -> Result<Value<'js>, Error> {
    let mut options = EvalOptions::default();
    options.strict = false;
    options.filename = Some(name.to_owned());
    ctx.eval_with_options(code, options)
}
