//! What a request comes to: one of the platform's response types, or one of its errors, and how each is written in JSON.

use std::borrow::Cow;

use super::dialect::{Dialect, Unhandled};
use super::wire::Object;
use crate::platforms::fidelity::{Row, documented, inferred, observed};

/// A text that is often known beforehand.
pub type Text = Cow<'static, str>;

/// What a command answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// It was done: `OKResponse`.
    Ok(Text),
    /// It could not be done, for an ordinary reason: `ErrorResponse`.
    Error(Text),
    /// Stop asking until a person has looked at it: `TerminateResponse`.
    Terminate(Text),
    /// Data: `JSONResponse`.
    Json(Object<'static>),
    /// A grid, boiled down to a text: `TabularResponse`.
    Tabular {
        /// What stands above it.
        title: Option<Text>,
        /// Its rows of cells.
        rows: Vec<Vec<Text>>,
    },
    /// Something for a HUD to say nearby: `SayResponse`.
    Say {
        /// The name that it is said as.
        name: Option<String>,
        /// What is said.
        text: String,
    },
    /// Nothing: `NoResponse`.
    Nothing,
    /// Start again: `RebootResponse`, which 2020 does not have.
    Reboot(Text),
    /// Data that is meant for a HUD and not for who asked: `JSONPushResponse`.
    Push(Object<'static>),
}

/// An error that ends a request. What the client gets to see of it is the dialect's business.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The user's error, told in full.
    User(UserError),
    /// An error that the platform raised about itself: the client is only told that there was one.
    System(Text),
    /// An error inside Java, such as a number where a string must be: the client is only told that there was one.
    Unhandled(Text),
}

/// An error of the user, with its class.
#[derive(Debug, Clone, PartialEq)]
pub struct UserError {
    /// Its class.
    pub class: Class,
    /// What it says.
    pub text: Text,
}

/// Something that is told to a HUD in an answer: its key, and its text.
pub type Told = (&'static str, String);

/// A command's answer or the error that ended it.
pub type Answered = Result<Reply, Refusal>;

macro_rules! classes {
    ($($name:ident $word:literal,)*) => {
        /// The class of a user error, which clients see as `errorclass`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Class {
            $(#[doc = concat!("`", $word, "`.")] $name,)*
        }

        impl Class {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name that clients see.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

classes! {
    AccessDenied "UserAccessDeniedException",
    Configuration "UserConfigurationException",
    DuplicateValue "UserInputDuplicateValueException",
    Empty "UserInputEmptyException",
    InvalidChoice "UserInputInvalidChoiceException",
    LookupFailure "UserInputLookupFailureException",
    NotFound "UserInputNotFoundException",
    State "UserInputStateException",
    TooLong "UserInputTooLongException",
    TooShort "UserInputTooShortException",
    Filter "UserInputValidationFilterException",
    Parse "UserInputValidationParseException",
    Credit "UserInsufficientCreditException",
    RemoteFailure "UserRemoteFailureException",
    ConfigurationRecursion "UserConfigurationRecursionException",
    Execution "UserExecutionException",
    Inventory "UserInventoryException",
    ObjectAccessDenied "ExternalInterfaceObjectAccessDeniedException",
}

impl Refusal {
    /// The user's error.
    pub fn user(class: Class, text: impl Into<Text>) -> Self {
        Self::User(UserError { class, text: text.into() })
    }

    /// An error that the platform raises about itself.
    pub fn system(reason: impl Into<Text>) -> Self {
        Self::System(reason.into())
    }

    /// An error inside Java.
    pub fn unhandled(reason: impl Into<Text>) -> Self {
        Self::Unhandled(reason.into())
    }

    /// Why, for the verdict: also what the client is not told.
    pub fn reason(&self) -> Text {
        match self {
            Self::User(error) => error.text.clone(),
            Self::System(reason) | Self::Unhandled(reason) => {
                format!("{reason}; the client is only told of an internal error").into()
            }
        }
    }
}

impl Reply {
    /// The platform's name for the type of the response.
    pub fn response_type(&self) -> &'static str {
        match self {
            Self::Ok(_) => "OKResponse",
            Self::Error(_) => "ErrorResponse",
            Self::Terminate(_) => "TerminateResponse",
            Self::Json(_) => "JSONResponse",
            Self::Tabular { .. } => "TabularResponse",
            Self::Say { .. } => "SayResponse",
            Self::Nothing => "NoResponse",
            Self::Reboot(_) => "RebootResponse",
            Self::Push(_) => "JSONPushResponse",
        }
    }

    /// The answer as JSON, with what is told to a HUD. The type of the response is put last, which decides about its place
    /// among keys of one bucket.
    pub fn into_json(self, dialect: &'static Dialect, told: Vec<Told>) -> Object<'static> {
        let response_type = self.response_type();
        let mut json = Object::new();
        match self {
            Self::Ok(text) => json.put(dialect.message_key, format!("OK : {text}")),
            Self::Error(text) => json.put("error", format!(">>> ERROR : {text}")),
            Self::Terminate(reason) => json.put("terminate", reason),
            Self::Json(data) | Self::Push(data) => json = data,
            Self::Reboot(reason) => json.put("reboot", reason),
            Self::Tabular { title, rows } => json.put(dialect.message_key, boiled_down(title.as_deref(), &rows)),
            Self::Say { name, text } => {
                let emote = name.is_some() || dialect.anonymous_emote;
                json.put(dialect.say_key, if emote { format!("/me {text}") } else { text });
                json.put_some("sayas", name);
            }
            Self::Nothing => {}
        }
        for (key, text) in told {
            json.put(key, text);
        }
        json.put("responsetype", response_type);
        json
    }
}

impl Refusal {
    /// The error as JSON.
    pub fn into_json(self, dialect: &'static Dialect) -> Object<'static> {
        let mut json = Object::new();
        let response_type = match self {
            Self::User(error) => {
                json.put("error", error.text);
                json.put("errorclass", error.class.word());
                "UserException"
            }
            Self::System(_) => {
                json.put("error", dialect.system_error);
                "SystemException"
            }
            Self::Unhandled(_) => match dialect.unhandled {
                Unhandled::AsSystem => {
                    json.put("error", dialect.system_error);
                    "SystemException"
                }
                Unhandled::Apart(text) => {
                    json.put("error", text);
                    "UnhandledException"
                }
            },
        };
        json.put("responsetype", response_type);
        json
    }
}

fn boiled_down(title: Option<&str>, rows: &[Vec<Text>]) -> String {
    let mut text = title.map_or_else(String::new, |title| format!("===== {title} =====\n"));
    for (count, row) in rows.iter().enumerate() {
        if count > 0 {
            text.push('\n');
        }
        for (count, cell) in row.iter().enumerate() {
            if count > 0 {
                text.push_str(" : ");
            }
            text.push_str(cell);
        }
    }
    text
}

/// How we know what answers look like.
pub const FIDELITY: &[Row] = &[
    documented("response.ok", "`message` with `OK : ` and the text", "External Access API page, Successful Response"),
    documented("response.error", "`error` with `>>> ERROR : ` and the text", "External Access API page, Error Message"),
    documented("response.terminate", "`terminate` with the reason", "External Access API page, Terminate Response"),
    documented("response.json", "the command's own keys", "External Access API page, JSON Response"),
    documented("response.user-exception", "`error` and `errorclass`", "External Access API page, Exception Reports"),
    observed("response.system-exception", "`error` with a text that tells nothing", "recorded exchange 14"),
    observed("response.tabular", "a title line, rows as lines, cells joined by ` : `", "recorded exchanges 63 and 177"),
    observed("response.say", "`sayas` and `say` with `/me `", "recorded exchange 171"),
    documented(
        "response.none",
        "only the type of the response",
        "External Access API page, List of ALL Response types: `NoResponse` is an empty response",
    ),
    inferred(
        "response.reboot",
        "`reboot` with the reason, at head",
        "the class in the code of 2026; the page is older",
    ),
    documented(
        "response.push",
        "data for a HUD, which external applications never see but through the fault `response`",
        "External Access API page, List of ALL Response types: you should not see this as an External",
    ),
    documented(
        "response.unwritable",
        "a `MenuResponse` or a `NullResponse` cannot be written down and ends as a SystemException: the fault `response`",
        "External Access API page, List of ALL Response types; the code of both generations",
    ),
    inferred("response.say-anonymous", "without a name, 2020 says the plain text", "the code of 2020"),
];

#[cfg(test)]
mod tests {
    use super::super::dialect::{HEAD, OF_2020};
    use super::super::wire::{Json, write::compact};
    use super::*;

    fn both(reply: &Reply) -> [String; 2] {
        [&OF_2020, &HEAD].map(|dialect| compact(&Json::Object(reply.clone().into_json(dialect, Vec::new()))))
    }

    #[test]
    fn replies_are_written_with_the_dialects_keys() {
        let ok = Reply::Ok("Awarded 1 xp to test989".into());
        assert_eq!(
            both(&ok),
            [
                "{\"message\":\"OK : Awarded 1 xp to test989\",\"responsetype\":\"OKResponse\"}",
                "{\"responsetype\":\"OKResponse\",\"message1\":\"OK : Awarded 1 xp to test989\"}",
            ]
        );
        let say = Reply::Say { name: Some("test989".into()), text: "set their health to 5".into() };
        assert_eq!(
            both(&say),
            [
                "{\"say\":\"/me set their health to 5\",\"responsetype\":\"SayResponse\",\"sayas\":\"test989\"}",
                "{\"say1\":\"/me set their health to 5\",\"responsetype\":\"SayResponse\",\"sayas\":\"test989\"}",
            ]
        );
        let plain = Reply::Say { name: None, text: "hello".into() };
        assert_eq!(
            both(&plain),
            [
                "{\"say\":\"hello\",\"responsetype\":\"SayResponse\"}",
                "{\"say1\":\"/me hello\",\"responsetype\":\"SayResponse\"}",
            ]
        );
        assert_eq!(both(&Reply::Nothing), ["{\"responsetype\":\"NoResponse\"}"; 2]);
    }

    #[test]
    fn a_grid_becomes_a_text() {
        let rows = vec![vec!["Node".into(), "Saturn".into()], vec!["Zone".into(), "".into()], vec!["alone".into()]];
        assert_eq!(boiled_down(Some("Title"), &rows), "===== Title =====\nNode : Saturn\nZone : \nalone");
    }

    #[test]
    fn errors_tell_no_more_than_the_platform_does() {
        let shown = |refusal: Refusal, dialect| compact(&Json::Object(refusal.into_json(dialect)));
        let unhandled = Refusal::unhandled("developerkey is not a string");
        assert_eq!(
            shown(unhandled.clone(), &OF_2020),
            "{\"error\":\"Internal error occured, sorry.\",\"responsetype\":\"SystemException\"}"
        );
        assert_eq!(
            shown(unhandled, &HEAD),
            "{\"error\":\"Sorry, an unhandled internal error occurred.\",\"responsetype\":\"UnhandledException\"}"
        );
        assert_eq!(
            shown(Refusal::user(Class::Empty, "none"), &OF_2020),
            "{\"errorclass\":\"UserInputEmptyException\",\"error\":\"none\",\"responsetype\":\"UserException\"}"
        );
    }
}
