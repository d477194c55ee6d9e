//! How we know of the interface that item scripts see, part by part.

use crate::platforms::fidelity::{Row, absent, chosen, documented, inferred, observed};

const TYPES: &str = "official type definitions of April 2025";

/// The rows of this folder.
pub(in super::super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.script.sloppy",
        "Scripts are classic scripts in sloppy mode, of one file or of several one after the other; globals stay between callbacks.",
        "scripts that work on the platform assign undeclared globals",
    ),
    documented(
        "cluster.script.registrations",
        "The functions that register callbacks work at the top level only, and the last registration counts.",
        TYPES,
    ),
    chosen(
        "cluster.script.registrations-later",
        "A registration after loading is ignored with a warning; what is registered must be a function, else it is a TypeError.",
        "not documented",
    ),
    observed(
        "cluster.script.top-level",
        "At top level what acts or asks is ignored with a warning and gives an empty result; log, handles of parts, worldItemReference and positions work.",
        "the emulator inside Unity, whose author compared it with the platform",
    ),
    observed(
        "cluster.script.exceptions",
        "An exception that nobody catches is logged, and the item goes on; of a script that fails at top level, what it had registered stays.",
        "the emulator inside Unity",
    ),
    chosen(
        "cluster.script.promises",
        "Continuations of promises run after the callback that has left them, within its 50 ms.",
        "not documented",
    ),
    chosen(
        "cluster.script.rejections",
        "A promise that is rejected with nobody listening to it by the end of the callback is logged as an error, with its place.",
        "not documented; what was lost without a word would be looked for in the wrong place",
    ),
    chosen(
        "cluster.script.time-and-chance",
        "Date shows the world's time in UTC, and Math.random draws from the world's seed.",
        "on the platform both are the device's",
    ),
    chosen(
        "cluster.script.unknown-members",
        "Asking for a member that the types do not have throws an error that names it.",
        "a silent undefined would be looked for in the wrong place",
    ),
    chosen("cluster.script.log", "$.log writes String(v).", "documented is toString; of null and undefined it is not"),
    documented(
        "cluster.script.errors",
        "ClusterScriptError has distanceLimitExceeded (always false), rateLimitExceeded, requestSizeLimitExceeded and executionNotAllowed.",
        TYPES,
    ),
    chosen("cluster.script.error-texts", "The messages of errors are Backlot's own.", "not documented"),
    chosen(
        "cluster.script.argument-types",
        "An argument of the wrong type is a TypeError that says what was wanted: a plain object is no vector, a text is no ExternalEndpointId.",
        "not documented; one message seen in a script suggests a TypeError",
    ),
    documented(
        "cluster.script.call",
        "$.callExternal takes an ExternalEndpointId, a request and a meta; the two-argument form goes to the URL that was registered the legacy way. Too large is an exception with requestSizeLimitExceeded, too often one with rateLimitExceeded.",
        TYPES,
    ),
    documented(
        "cluster.script.call-end",
        "Each call that did not throw has exactly one onExternalCallEnd, with the response or with a reason, and with its meta.",
        TYPES,
    ),
    chosen(
        "cluster.script.call-end-reason",
        "errorReason is the name of the failure, as in timeout or verify-wrong; a warning in the log says more.",
        "which texts the platform gives is not documented",
    ),
    chosen(
        "cluster.script.call-end-when",
        "onExternalCallEnd is called when the answer is there, between frames; of an item that is gone by then, the answer is dropped and noted.",
        "not documented",
    ),
    documented(
        "cluster.script.vectors",
        "Vector2, Vector3, Vector4, Quaternion and Color with all their methods; those that change an object return it.",
        TYPES,
    ),
    inferred(
        "cluster.script.near-equality",
        "equals allows a squared distance of 1e-10, or for rotations a dot product of 0.999999.",
        "the engine that the platform is made with",
    ),
    chosen(
        "cluster.script.precision",
        "Components are 64-bit numbers.",
        "their size when sent says so; what they are in memory is not documented",
    ),
    observed(
        "cluster.script.empty-quaternion",
        "new Quaternion() is all zeros.",
        "official samples call identity() after it",
    ),
    inferred(
        "cluster.script.enums",
        "Enumerations have the numbers of the types where those say them; TextInputStatus is 1, 2, 3, HumanoidBone and the alignments those of the engine.",
        "official type definitions, and the emulator inside Unity",
    ),
    documented(
        "cluster.script.messages",
        "send puts a message on its way to an item's onReceive, which hears items unless it says otherwise, and players only if it says so.",
        TYPES,
    ),
    chosen(
        "cluster.script.message-latency",
        "A message arrives in the next frame, after onStart; one to an item that is gone or does not listen is dropped and noted.",
        "not documented",
    ),
    chosen(
        "cluster.script.sub-nodes",
        "$.subNode gives a handle for any name; of a node that the fixture does not have, getters give undefined or null, and setters are ignored.",
        "older types say that unknown names are ignored",
    ),
    chosen(
        "cluster.script.node-coordinates",
        "Positions and rotations of sub nodes are seen from the item, whatever their parents; a parent that is moved or turned does not take its children along.",
        "the types say so; the emulator inside Unity has those of grandchildren seen from their parents",
    ),
    inferred(
        "cluster.script.set-text",
        "setText writes String(text); a node without a text of its own in the fixture shows none.",
        "scripts pass numbers",
    ),
    chosen(
        "cluster.script.kept",
        "What is set on materials, sounds, audio links, components, poses, effects and players is kept, and changes nothing else.",
        "there is nothing to see or hear here",
    ),
    documented(
        "cluster.script.create",
        "createItem gives a handle at once; of a template that does not exist it throws, craft items cannot create world items, and create craft items of their own author only.",
        TYPES,
    ),
    documented(
        "cluster.script.destroy",
        "destroy ends a craft item or a created world item at the end of the frame; of a placed world item it throws with executionNotAllowed.",
        TYPES,
    ),
    documented(
        "cluster.script.text-input",
        "requestTextInput opens a dialog whose answer comes to onTextInput of the same item; while one is open, the next is answered Busy.",
        TYPES,
    ),
    documented(
        "cluster.script.products",
        "getOwnProducts, requestPurchase, requestGrantProduct and onPurchaseUpdated work from what fixtures and steps say; in an event nobody owns anything and nothing can be bought.",
        TYPES,
    ),
    documented(
        "cluster.script.comments",
        "getLatestComments and onCommentReceived, onGiftSent from what fixtures and steps say.",
        TYPES,
    ),
    absent(
        "cluster.script.forces",
        "addForce, addTorque, impulses, addVelocity and velocities move nothing.",
        "there is no physics engine",
    ),
    absent(
        "cluster.script.bones",
        "getHumanoidBonePosition and getHumanoidBoneRotation give null; getSample of an animation gives an empty pose.",
        "there are no avatars",
    ),
    absent(
        "cluster.script.player-scripts",
        "Player scripts are not run: setPlayerScript is noted, messages to players are events of the journal.",
        "they run on the devices of players",
    ),
    absent(
        "cluster.script.interpolation",
        "Positions of items and sub nodes do not take time to change.",
        "they do so on the platform for the eye's sake",
    ),
    chosen(
        "cluster.script.delayed-effects",
        "Flow control delays messages and calls; what is done to players applies at once, and counts.",
        "the documents delay the effect of all of them",
    ),
];
