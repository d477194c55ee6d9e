//! The texts that the platform says apart from those that are listed beside each command, with the types of response that carry
//! them. `{x}` is anything.

use backlot::platforms::gphud::dialect::Name;

const TERMINATE: &str = "TerminateResponse";
const ERROR: &str = "ErrorResponse";
const USER: &str = "UserException";
const OK: &str = "OKResponse";

/// In both dialects.
const BOTH: &[(&str, &str)] = &[
    (TERMINATE, "Developer key is invalid"),
    (TERMINATE, "Developer key is not known"),
    (TERMINATE, "Your developer ID is not authorised at this instance"),
    (USER, "No developer credentials were supplied in the request"),
    (USER, "No instance has been selected"),
    (USER, "External API Error - checkavatarpermission key is supplied but null value attached"),
    (USER, "Failed to find avatar object for name or key '{x}' {service}"),
    (USER, "User {x} does not have permission External.ConnectObjects at instance {x}[#id]"),
    (USER, "Module '{x}' (from '{x}') does not exist."),
    (USER, "Invalid format, must be module.reference but we received {x}"),
    (USER, "Invalid format, must be module or module.reference but we received {x}"),
    (USER, "Module {x} is not enabled in this instance"),
    (USER, "No such command {x} in module {x}"),
    // Arguments.
    (
        ERROR,
        ">>> ERROR : {x} is {x} characters long and must be no more than {x}.  Input has not been processed, please try again",
    ),
    // The console.
    (ERROR, ">>> ERROR : No console string supplied"),
    (ERROR, ">>> ERROR : Not enough parameters supplied"),
    (ERROR, ">>> ERROR : Unable to find command '{x}' - {x}"),
    (ERROR, ">>> ERROR : Command '{x}' can not be called from the console"),
];

const OF_2020: &[(&str, &str)] = &[
    (USER, "Reading from HTTP Response gave immediate EOF? (no data sent in POST body)"),
    (USER, "JSON Parse Error:{x}"),
    (USER, "Unable to find instance named '{x}'"),
    (USER, "Unable to set user to a SUPERADMIN"),
    (USER, "There is a mismatch between the specified instanceid and the character's instanceid"),
    (USER, "Unknown command alias.{x}"),
    (USER, "Unknown command {x}"),
    (USER, "Menu {x} has no element {x}"),
    (USER, "Error: Alias targets command {x}, {x}"),
    // Arguments.
    (USER, "{x} is {x} characters long and must be no more than {x}.  Input has not been processed, please try again"),
    (USER, "Unable to resolve '{x}' to a{x}"),
    (USER, "Avatar {x} is not wearing the HUD or is not logged in as a character presently."),
    (ERROR, ">>> ERROR : Unable to convert '{x}' to a number for argument {x}"),
    (ERROR, ">>> ERROR : Unable to find character named '{x}'"),
    (ERROR, ">>> ERROR : Unable to find a known avatar named '{x}'"),
    (ERROR, ">>> ERROR : {x} should only consist of alphanumeric characters (a-z 0-9) and you entered '{x}'"),
    (ERROR, ">>> ERROR : {x} should only consist of typable characters (a-z 0-9 .'-,) and you entered '{x}'"),
    (ERROR, ">>> ERROR : Argument {x} is mandatory and null was passed"),
    (ERROR, ">>> ERROR : Argument {x} is mandatory and a blank string was passed"),
    (ERROR, ">>> ERROR : Argument {x} is mandatory and a dash '-' was passed"),
    // The checks before the command.
    (ERROR, ">>> ERROR : This command can not be accessed via the External API interface"),
    (ERROR, ">>> ERROR : Permission is denied, you require '{x}'"),
    (ERROR, ">>> ERROR : Character context required, your request is lacking a character registration"),
    // Configuration.
    (ERROR, ">>> ERROR : set{x} errored: \n--- {x} must be {x}"),
];

const HEAD: &[(&str, &str)] = &[
    (
        USER,
        "No JSON payload was received with this request, please make a POST request to this URL with a valid JSON structure (See External Access API Documentation for more details)",
    ),
    (USER, "Specified runasinstancename '{x}' does not exist"),
    (USER, "Unable to set user to a SUPER-ADMIN"),
    (USER, "External API Error - checkavatarpermission supplied a blank string"),
    (USER, "Unknown command in {x}"),
    (USER, "Failed to evaluate KV Menus.MainMenuContainer: No menu called {x} is found"),
    // Arguments.
    (ERROR, ">>> ERROR : Argument {x} failed : Unable to convert '{x}' to a number for argument {x}"),
    (ERROR, ">>> ERROR : Argument {x} failed : Unable to find character named '{x}'"),
    (ERROR, ">>> ERROR : Argument {x} failed : Unable to find a known avatar named '{x}'"),
    (ERROR, ">>> ERROR : Argument {x} failed : Failed to find avatar object for name or key '{x}' {service}"),
    (ERROR, ">>> ERROR : Argument {x} failed : Unable to resolve '{x}' to a{x}"),
    (
        ERROR,
        ">>> ERROR : Argument {x} failed : Avatar {x} is not wearing the HUD or is not logged in as a character presently.",
    ),
    (
        ERROR,
        ">>> ERROR : Argument {x} failed : {x} should only consist of alphanumeric characters (a-z 0-9) and you entered '{x}'",
    ),
    (
        ERROR,
        ">>> ERROR : Argument {x} failed : {x} should only consist of simple characters (a-z 0-9 .'-,) and you entered '{x}'",
    ),
    (ERROR, ">>> ERROR : Argument {x} is mandatory on command {x} and nothing was passed"),
    // The checks before the command.
    (USER, "{x} command can not be accessed via the External API interface"),
    (USER, "Permission is denied, you require '{x}'"),
    (USER, "Character context required, your request is lacking a character registration"),
    // Configuration.
    (USER, "{x} must be {x}"),
    (USER, "Invalid KV {x} in module {x}"),
    // What is made for a currency.
    (OK, "OK : Spawned in {x} of {x} for {x}"),
    (OK, "OK : Destroyed {x} of {x} from {x}"),
    (OK, "OK : Transferred {x} of {x} to {x}"),
    (USER, "Ammount must be a positive integer"),
    (USER, "{x} does not have {x} of {x}"),
];

/// Those of the dialect.
pub(super) fn of(dialect: Name) -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = if dialect == Name::Of2020 { OF_2020 } else { HEAD };
    BOTH.iter().chain(own).copied()
}
