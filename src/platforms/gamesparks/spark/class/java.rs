//! What a script catches when Java throws: an error that is called `JavaException` and has the exception under `javaException`.

use rquickjs::{Ctx, Error, Exception, Function, Value};

/// What makes such an error of another one: the error, the exception's class, and its message.
const MAKE: &str = r"(function (error, name, message) {
    function put(object, key, value) {
        Object.defineProperty(object, key, { value: value, writable: true, configurable: true });
    }
    var exception = {};
    if (message === undefined) message = null;
    put(exception, 'message', message);
    put(exception, 'getMessage', function () { return message; });
    put(exception, 'getClass', function () { return { getName: function () { return name; } }; });
    put(exception, 'toString', function () { return message === null ? name : name + ': ' + message; });
    put(error, 'name', 'JavaException');
    put(error, 'javaException', exception);
})";

/// Throws, as Java would: a script can catch it, and read its message.
pub(super) fn throw(ctx: &Ctx<'_>, message: &str) -> Error {
    let error = Exception::throw_internal(ctx, message);
    let Some((name, said)) = exception(message) else { return error };
    let thrown = ctx.catch();
    if thrown.is_error() && dress(ctx, &thrown, name, said).is_err() {
        // Where there is no memory for more, the error without it will do.
        ctx.catch();
    }
    ctx.throw(thrown)
}

fn dress<'js>(ctx: &Ctx<'js>, error: &Value<'js>, name: &str, said: &str) -> Result<(), Error> {
    let make: Function<'js> = ctx.eval(MAKE)?;
    make.call((error.clone(), name, Some(said).filter(|said| *said != "null")))
}

/// The class of an exception and its message, where `message` is that of one: `java.lang.NullPointerException: null`.
fn exception(message: &str) -> Option<(&str, &str)> {
    let (name, said) = message.split_once(": ")?;
    let is_class =
        name.contains('.') && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '$'));
    (is_class && name.starts_with(|c: char| c.is_ascii_lowercase())).then_some((name, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_has_a_class_in_a_package() {
        assert_eq!(exception("java.lang.NullPointerException: null"), Some(("java.lang.NullPointerException", "null")));
        for other in ["a request needs an @class", "no such: thing", "Can't find method a.b: c", "Spark.a: b"] {
            assert_eq!(exception(other), None, "{other}");
        }
    }
}
