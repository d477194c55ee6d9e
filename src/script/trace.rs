//! Where in its scripts a run was when something was thrown. The engine gives a stack to errors only; old scripts also throw
//! texts and numbers, and those have a place here too.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rquickjs::function::This;
use rquickjs::object::Property;
use rquickjs::{Array, Coerced, Ctx, Error, Function, Object, Value};

use super::source::{Position, Source};

/// An error that the engine itself has made, for whoever wants to say it in other words.
#[derive(Debug, Clone, Copy)]
pub struct Mistake<'a> {
    /// Its name: `TypeError`.
    pub name: &'a str,
    /// What the engine says.
    pub message: &'a str,
    /// The line of the script where it was made, if it was made there.
    pub at: Option<&'a Position>,
}

/// Says an error of the engine in other words, or leaves it as it is.
pub type Reword = fn(Mistake<'_>) -> Option<String>;

/// The sources that a run has played, and the last thing that it threw which was not an error.
#[derive(Debug, Default)]
pub(super) struct Trace {
    sources: RefCell<Vec<Source>>,
    thrown: RefCell<Option<Position>>,
    /// Whether the last thing thrown was `null`, and thrown by the script: the engine throws `null` where it has no memory
    /// left for an error, nor for the places that led there.
    null: Cell<bool>,
    reword: Cell<Option<Reword>>,
    /// Whether errors have their place as members, and which number the first line of a script has then.
    places: Cell<Option<u32>>,
}

/// One line of a stack.
struct Frame {
    function: Option<String>,
    at: Option<Position>,
}

impl Trace {
    /// Makes the engine ask this trace for the text of every stack.
    pub(super) fn watch<'js>(self: &Rc<Self>, ctx: &Ctx<'js>) -> Result<(), Error> {
        let trace = Rc::clone(self);
        let prepare = Function::new(ctx.clone(), move |ctx: Ctx<'js>, thrown: Value<'js>, sites: Array<'js>| {
            trace.prepare(&ctx, &thrown, &sites)
        })?;
        let error: Object<'js> = ctx.globals().get("Error")?;
        error.set("prepareStackTrace", prepare)?;
        // The engine keeps the function; scripts need not see it.
        error.remove("prepareStackTrace")
    }

    /// From now on errors of the engine are said in other words.
    pub(super) fn reword(&self, reword: Reword) {
        self.reword.set(Some(reword));
    }

    /// From now on errors have `fileName` and `lineNumber`; the first line of a script has the number `first`.
    pub(super) fn tell_places(&self, first: u32) {
        self.places.set(Some(first));
    }

    /// Puts its place on an error that was made.
    fn tell_place(&self, made: &Value<'_>, frames: &[Frame]) {
        let (Some(first), Some(error)) = (self.places.get(), made.as_object().filter(|_| made.is_error())) else {
            return;
        };
        let Some(at) = frames.iter().find_map(|frame| frame.at.as_ref()) else { return };
        if error.contains_key("lineNumber").unwrap_or(true) {
            return;
        }
        let line = f64::from(at.line - 1 + first);
        // Where there is no memory for them, an error without them will do.
        let _ = error.prop("fileName", Property::from(at.file.as_str()).writable().configurable());
        let _ = error.prop("lineNumber", Property::from(line).writable().configurable());
    }

    /// Says `thrown` in other words if the engine made it: then its innermost place is in a script, while a script that makes
    /// an error itself is in the error's constructor.
    fn say_anew(&self, thrown: &Value<'_>, frames: &[Frame]) {
        let (Some(reword), Some(error)) = (self.reword.get(), thrown.as_object().filter(|_| thrown.is_error())) else {
            return;
        };
        let Some(first) = frames.first().filter(|first| first.at.is_some()) else { return };
        let text = |name: &str| error.get::<_, Option<String>>(name).ok().flatten();
        let (Some(name), Some(message)) = (text("name"), text("message")) else { return };
        let said = reword(Mistake { name: &name, message: &message, at: first.at.as_ref() });
        if let Some(said) = said {
            // Where there is no memory for it, the engine's own words will do.
            let _ = error.set("message", said);
        }
    }

    /// Remembers a source that is about to be played.
    pub(super) fn plays(&self, source: &Source) {
        let mut sources = self.sources.borrow_mut();
        if !sources.iter().any(|known| known.name() == source.name()) {
            sources.push(source.clone());
        }
    }

    /// The stack of what is being thrown, as text. Nothing while the script's own stack is too full to look at it: then the
    /// engine asks again one call further out.
    fn prepare<'js>(&self, ctx: &Ctx<'js>, thrown: &Value<'js>, sites: &Array<'js>) -> Option<String> {
        let frames: Result<Vec<Frame>, Error> = sites.iter::<Object<'js>>().map(|site| self.frame(&site?)).collect();
        let Ok(frames) = frames else {
            ctx.catch();
            return None;
        };
        if !thrown.is_error() {
            let at = frames.iter().find_map(|frame| frame.at.clone());
            self.null.set(thrown.is_null() && at.is_some());
            self.thrown.replace(at);
        }
        self.say_anew(thrown, &frames);
        self.tell_place(thrown, &frames);
        let lines = frames.iter().map(|frame| match (&frame.function, &frame.at) {
            (Some(function), Some(at)) => format!("    at {function} ({at})\n"),
            (None, Some(at)) => format!("    at {at}\n"),
            (Some(function), None) => format!("    at {function}\n"),
            (None, None) => String::new(),
        });
        Some(lines.collect())
    }

    fn frame(&self, site: &Object<'_>) -> Result<Frame, Error> {
        let text = |name| -> Result<Option<String>, Error> {
            let get: Function<'_> = site.get(name)?;
            let text: Option<Coerced<String>> = get.call((This(site.clone()),))?;
            Ok(text.map(|text| text.0))
        };
        let number = |name| -> Result<Option<u32>, Error> {
            let get: Function<'_> = site.get(name)?;
            let number: Value<'_> = get.call((This(site.clone()),))?;
            Ok(number.as_int().and_then(|number| u32::try_from(number).ok()))
        };
        let function =
            text("getFunctionName")?.map(|name| if name == "<eval>" { "top level".to_owned() } else { name });
        let at = match (text("getFileName")?, number("getLineNumber")?, number("getColumnNumber")?) {
            (Some(file), Some(line), Some(column)) => {
                let sources = self.sources.borrow();
                sources.iter().find(|source| source.name() == file).map(|source| source.position(line, column))
            }
            _ => None,
        };
        Ok(Frame { function, at })
    }

    /// The place of the innermost line of `stack` that is in a known source, and whether that line names no function, which
    /// is so where the source itself could not be parsed.
    pub(super) fn place(&self, stack: &str) -> (Option<Position>, bool) {
        let sources = self.sources.borrow();
        for line in stack.lines() {
            for (source, file) in sources.iter().flat_map(|source| source.files().map(move |file| (source, file))) {
                let Some((before, place)) = line.rsplit_once(&format!("{file}:")) else { continue };
                let mut numbers = place.trim_end_matches(')').split(':').map(str::parse::<u32>);
                let (Some(Ok(line)), Some(Ok(column)), None) = (numbers.next(), numbers.next(), numbers.next()) else {
                    continue;
                };
                let text =
                    source.line_of(file, line).unwrap_or_default().chars().take(Position::LONGEST_LINE).collect();
                let at = Position { file: file.to_owned(), line, column, text };
                return (Some(at), before.trim_start() == "at ");
            }
        }
        (None, false)
    }

    /// Where the last thing was thrown that was not an error.
    pub(super) fn thrown(&self) -> Option<Position> {
        self.thrown.borrow().clone()
    }

    /// Whether the last thing that the script threw was `null`.
    pub(super) fn threw_null(&self) -> bool {
        self.null.get()
    }

    /// Forgets what was thrown, so that the next uncaught thing has a place of its own.
    pub(super) fn reset(&self, ctx: &Ctx<'_>) {
        // The engine asks about a thrown thing that is no error only if the last one was caught.
        if ctx.eval::<(), _>("try { throw 0 } catch (caught) {}").is_err() {
            ctx.catch();
        }
        self.thrown.replace(None);
        self.null.set(false);
    }
}
