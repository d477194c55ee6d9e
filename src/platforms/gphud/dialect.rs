//! The two dialects of GPHUD, as data: `2020`, which the External Access API page describes, and `head`, the code of 2026.
//! Everything in which they differ on the wire is a field here; the code that acts on it is one and the same.

use std::fmt;

use crate::diag::{Code, Diagnostic, quoted};
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::tree::{Decode, Decoding, Node, Schemas, Value};

/// How one generation of GPHUD behaves where the generations differ.
#[derive(Debug)]
pub struct Dialect {
    /// Its name in files and messages.
    pub name: Name,
    /// The `Server` header.
    pub server: &'static str,
    /// How many spaces indent a level of an answer.
    pub indent: usize,
    /// What follows the answer's last brace.
    pub end: &'static str,
    /// The key of the text of an `OKResponse` and of a `TabularResponse`.
    pub message_key: &'static str,
    /// The key of the text of a `SayResponse`.
    pub say_key: &'static str,
    /// Whether a `SayResponse` that names nobody still begins with `/me`.
    pub anonymous_emote: bool,
    /// The text of a `SystemException`.
    pub system_error: &'static str,
    /// What a failure inside Java becomes, as opposed to one that GPHUD raised itself.
    pub unhandled: Unhandled,
    /// What a request without a body, by its method, is answered.
    pub bodiless: Bodiless,
    /// Whether a body that cannot be read is the user's error, with a text that says why, or an internal one.
    pub unreadable_is_users: bool,
    /// What is said of an instance name that nobody has, before and after the name.
    pub unknown_instance: (&'static str, &'static str),
    /// What is said to who runs as a super-admin.
    pub super_admin: &'static str,
    /// Whether the second and later times that a character of another instance is used are the user's error.
    pub foreign_character_is_users: bool,
    /// Whether a blank `checkavatarpermission` is the user's error.
    pub blank_check_is_users: bool,
    /// How the words of an avatar's name are written before they are looked up.
    pub avatar_case: AvatarCase,
    /// Whether arguments lose the white space around them, and stand for nothing as `-`, before they are converted.
    pub trims_first: bool,
    /// How an argument that cannot be converted is answered.
    pub conversion: Conversion,
    /// What TEXT_CLEAN calls its characters.
    pub clean_characters: &'static str,
    /// The checks between the conversion of arguments and the command, in order.
    pub checks: [DispatchCheck; 4],
    /// Whether what these checks refuse is an `ErrorResponse` (else a `UserException` with a class).
    pub refuses_with_error_response: bool,
    /// Whether the refusals of interface and missing arguments name the command.
    pub refusals_name_command: bool,
    /// What becomes of a user error that a command raised.
    pub raised: Raised,
    /// What is said of an alias that nobody made, before its name.
    pub unknown_alias: &'static str,
    /// Whether an alias of a command that cannot be called says what is wrong (else that it is closed).
    pub broken_alias_is_told: bool,
    /// Whether menus can be called from outside.
    pub menus_callable: bool,
    /// What follows the type in the name of the permission that awards XP.
    pub award_suffix: &'static str,
    /// What follows the type in the audit row of an award.
    pub award_audit_suffix: &'static str,
    /// Whether a maximum level ends the awards.
    pub maximum_level: bool,
    /// Whether `Groups.add` leaves alone who is in the group already.
    pub add_skips_members: bool,
    /// Whether `Characters.status` shows its avatar as a link.
    pub avatar_link: bool,
    /// Whether a configuration key that does not exist is the user's error.
    pub unknown_key_is_users: bool,
    /// Whether answers to who runs as a character carry what changed for its HUD.
    pub conveys: bool,
    /// Whether a permission may be a list of alternatives or `Module.*`, and `User.SuperAdmin` is for super-admins alone.
    pub permission_lists: bool,
    /// After how many seconds rows of the audit are deleted.
    pub audit_kept: Option<i64>,
}

/// The name of a dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// The behaviour of April and May 2020.
    Of2020,
    /// The behaviour of 2026.
    Head,
}

/// What a failure inside Java becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unhandled {
    /// The same as a failure that GPHUD raised itself: a `SystemException`.
    AsSystem,
    /// An `UnhandledException` with this text.
    Apart(&'static str),
}

/// What a request without a body is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bodiless {
    /// Status 400 with this page.
    Page(&'static str),
    /// A `UserException` with this text.
    UserError(&'static str),
}

/// How the words of an avatar's name are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AvatarCase {
    /// As they were given.
    Kept,
    /// With a capital first letter and the rest lower case.
    Capital,
}

/// How an argument that cannot be converted is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// Most with an `ErrorResponse` of the bare text, some with a `UserException`.
    Mixed,
    /// With an `ErrorResponse` that names the argument.
    Named,
}

/// A check between the conversion of arguments and the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DispatchCheck {
    /// The caller has the command's permission.
    Permission,
    /// The command may be called from outside.
    Interface,
    /// No mandatory argument is missing.
    Mandatory,
    /// There is a character if the command needs one.
    Context,
}

/// What becomes of a user error that a command raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raised {
    /// An `ErrorResponse` that names the command.
    Wrapped,
    /// A `UserException` of its class.
    AsItIs,
}

/// The behaviour that the External Access API page describes.
pub static OF_2020: Dialect = Dialect {
    name: Name::Of2020,
    server: "GPHUD/1.1",
    indent: 4,
    end: "\n",
    message_key: "message",
    say_key: "say",
    anonymous_emote: false,
    system_error: "Internal error occured, sorry.",
    unhandled: Unhandled::AsSystem,
    bodiless: Bodiless::Page("<html><body><pre>Hello there :) This isn't how this works.</pre></body></html>\n"),
    unreadable_is_users: true,
    unknown_instance: ("Unable to find instance named '", "'"),
    super_admin: "Unable to set user to a SUPERADMIN",
    foreign_character_is_users: true,
    blank_check_is_users: false,
    avatar_case: AvatarCase::Capital,
    trims_first: false,
    conversion: Conversion::Mixed,
    clean_characters: "typable characters",
    checks: [DispatchCheck::Permission, DispatchCheck::Interface, DispatchCheck::Mandatory, DispatchCheck::Context],
    refuses_with_error_response: true,
    refusals_name_command: false,
    raised: Raised::Wrapped,
    unknown_alias: "Unknown command ",
    broken_alias_is_told: true,
    menus_callable: true,
    award_suffix: "XP",
    award_audit_suffix: "XP",
    maximum_level: false,
    add_skips_members: false,
    avatar_link: true,
    unknown_key_is_users: false,
    conveys: false,
    permission_lists: false,
    audit_kept: None,
};

/// The behaviour of 2026.
pub static HEAD: Dialect = Dialect {
    name: Name::Head,
    server: "CoagulateHTTP/1.1",
    indent: 2,
    end: "",
    message_key: "message1",
    say_key: "say1",
    anonymous_emote: true,
    system_error: "Sorry, an internal error occurred.",
    unhandled: Unhandled::Apart("Sorry, an unhandled internal error occurred."),
    bodiless: Bodiless::UserError(concat!(
        "No JSON payload was received with this request, please make a POST request to this URL with a valid JSON ",
        "structure (See External Access API Documentation for more details)"
    )),
    unreadable_is_users: false,
    unknown_instance: ("Specified runasinstancename '", "' does not exist"),
    super_admin: "Unable to set user to a SUPER-ADMIN",
    foreign_character_is_users: false,
    blank_check_is_users: true,
    avatar_case: AvatarCase::Kept,
    trims_first: true,
    conversion: Conversion::Named,
    clean_characters: "simple characters",
    checks: [DispatchCheck::Interface, DispatchCheck::Permission, DispatchCheck::Mandatory, DispatchCheck::Context],
    refuses_with_error_response: false,
    refusals_name_command: true,
    raised: Raised::AsItIs,
    unknown_alias: "Unknown command in ",
    broken_alias_is_told: false,
    menus_callable: false,
    award_suffix: "",
    award_audit_suffix: "",
    maximum_level: true,
    add_skips_members: true,
    avatar_link: false,
    unknown_key_is_users: true,
    conveys: true,
    permission_lists: true,
    audit_kept: Some(90 * 86_400),
};

impl Name {
    /// Both of them, the older first.
    pub const ALL: [Self; 2] = [Self::Of2020, Self::Head];

    /// The word for it in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Of2020 => "2020",
            Self::Head => "head",
        }
    }

    /// What is different about it.
    pub fn dialect(self) -> &'static Dialect {
        match self {
            Self::Of2020 => &OF_2020,
            Self::Head => &HEAD,
        }
    }
}

impl Decode for Name {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        // 2020 needs no quotes.
        match (&node.value, node.as_text()) {
            (Value::Int(2020), _) | (_, Some("2020")) => Some(Self::Of2020),
            (_, Some("head")) => Some(Self::Head),
            _ if cx.is_open(node) => Some(Self::Of2020),
            (Value::Int(_) | Value::Float(_), _) | (_, Some(_)) => {
                let message = format!("there is no dialect {}: there are 2020 and head", quoted(node.span.text()));
                cx.report(Diagnostic::error(Code::BadValue, node.place(), message));
                None
            }
            _ => cx.wrong_type(node, "2020 or head"),
        }
    }

    fn schema(schemas: &mut Schemas) -> serde_json::Value {
        schemas.scalar(serde_json::json!({ "enum": [2020, "2020", "head"] }))
    }
}

impl serde::Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How we know how the dialects differ.
pub const FIDELITY: &[Row] = &[
    documented("dialect.2020", "the answers of April and May 2020", "the examples on the External Access API page"),
    observed(
        "dialect.head",
        "the answers of 2026, with what they add for the HUD of the character that is run as",
        "the second answers of the recorded exchanges",
    ),
    observed(
        "dialect.system-error",
        "`Internal error occured, sorry.` in 2020; the page's `Sorry, an internal error occured!` was never in the code",
        "recorded exchange 14",
    ),
    chosen(
        "dialect.unknown-instance-class",
        "a `runasinstancename` that nobody has is a UserInputLookupFailureException",
        "the text is known, the class is that of other lookups",
    ),
];
