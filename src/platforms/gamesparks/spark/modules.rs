//! `require` and `requireOnce`: modules, loaded into the script that asks for them.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use rquickjs::function::Opt;
use rquickjs::{Ctx, Error, Exception, Function, Value};

use super::Run;
use crate::diag::{quoted, suggest};
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};
use crate::platforms::gamesparks::cloud_code::Folder;
use crate::script::value;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "spark.require",
        "require(CODE) runs the module in the global scope of the script; it returns nothing",
        "Cloud Code page",
    ),
    documented(
        "spark.require-once-each",
        "within one require a module is loaded once, however often it is asked for; another require loads it again",
        "Cloud Code page",
    ),
    documented(
        "spark.require-once",
        "requireOnce(CODE) loads a module once in a run",
        "Cloud Code Best Practices page",
    ),
    observed(
        "spark.require-conditional",
        "a require may stand anywhere, in a branch or in a function",
        "scripts in public projects",
    ),
    inferred(
        "spark.require-scope",
        "a module that is required inside a function sees the function's variables too, where there is no global of that name; what it declares itself is global",
        "official tutorials: a module runs in the scope of its caller, and its functions can be called after it",
    ),
    chosen(
        "spark.require-unknown",
        "a module that the game does not have is an error that a script can catch",
        "what the platform did is unknown",
    ),
];

/// What was loaded in a run.
#[derive(Debug, Default)]
pub(super) struct Modules {
    /// In this run.
    once: RefCell<HashSet<String>>,
    /// In the outermost `require` that is going on.
    now: RefCell<Option<HashSet<String>>>,
}

/// Puts the functions into the global scope.
pub(super) fn show<'js>(ctx: &Ctx<'js>, run: &Rc<Run>) -> Result<(), Error> {
    for (name, once) in [("require", false), ("requireOnce", true)] {
        let run = Rc::clone(run);
        let load = move |ctx: Ctx<'js>, code: Value<'js>, within: Opt<Function<'js>>| -> Result<(), Error> {
            load(&ctx, &run, &value::text(&ctx, &code)?, once, within.0.as_ref())
        };
        let load = Function::new(ctx.clone(), load)?;
        ctx.globals().set(name, load.with_name(name)?)?;
    }
    Ok(())
}

/// Loads a module; `within` says in the scope of the function that asks for it what a text comes to.
fn load<'js>(ctx: &Ctx<'js>, run: &Run, code: &str, once: bool, within: Option<&Function<'js>>) -> Result<(), Error> {
    let modules = &run.modules;
    let Some(module) = run.game().cloud_code.module(code) else {
        return Err(unknown(ctx, run, code));
    };
    if once && modules.once.borrow().contains(code) {
        return Ok(());
    }
    let is_outermost = modules.now.borrow().is_none();
    if !modules.now.borrow_mut().get_or_insert_default().insert(code.to_owned()) {
        return Ok(());
    }
    modules.once.borrow_mut().insert(code.to_owned());
    let loaded = if module.is_blank() {
        Ok(())
    } else {
        let shown = within.map_or(Ok(()), |within| lend(ctx, within, &module.used));
        shown.and_then(|()| module.needs.show(ctx)).and_then(|()| run.loader.load(ctx, &module.code))
    };
    if is_outermost {
        modules.now.replace(None);
    }
    loaded
}

/// What lends a variable: what knows it, and its name.
const LEND: &str = r"(function (within, name) {
    Object.defineProperty(globalThis, name, {
        get: function () { return within(name); },
        set: function (value) { within(name + ' = $v', value); },
        configurable: true
    });
})";

/// Makes those of `names` that are no globals and that `within` knows globals, which are the function's own variables all the same.
fn lend<'js>(ctx: &Ctx<'js>, within: &Function<'js>, names: &[Box<str>]) -> Result<(), Error> {
    for name in names {
        if ctx.globals().contains_key(&**name)? {
            continue;
        }
        match within.call::<_, String>((format!("typeof {name}"),)) {
            Ok(kind) if kind != "undefined" => {
                ctx.eval::<Function<'js>, _>(LEND)?.call::<_, ()>((within.clone(), &**name))?;
            }
            Ok(_) => {}
            // A word of the language is no variable.
            Err(_) => drop(ctx.catch()),
        }
    }
    Ok(())
}

fn unknown(ctx: &Ctx<'_>, run: &Run, code: &str) -> Error {
    let scripts = run.game().cloud_code.iter().filter(|script| script.id.folder == Folder::Modules);
    let known: Vec<_> = scripts.map(|script| script.id.short_code.as_str()).collect();
    let mut message = format!("the game has no module {}", quoted(code));
    if let Some(suggestion) = suggest::suggestion(code, known) {
        message = format!("{message}; {suggestion}");
    }
    Exception::throw_internal(ctx, &message)
}
