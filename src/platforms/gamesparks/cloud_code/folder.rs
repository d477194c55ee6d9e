//! The folders of a portal export: one for each kind of script.

crate::tree::choice! {
    /// A folder of a portal export, and so a kind of script.
    #[derive(PartialOrd, Ord)]
    pub enum Folder {
        /// Run when a callback URL is called, by the credential's name.
        Callbacks = "callbacks",
        /// Run by triggers of the system.
        System = "system",
        /// Pulled in by other scripts.
        Modules = "modules",
        /// Run when an event is logged.
        Event = "event",
        /// Run when an event of a challenge is logged.
        EventChallenge = "event-challenge",
        /// Run before the platform handles a request.
        Request = "request",
        /// Run before a response leaves.
        Response = "response",
        /// Run once for each player who gets a message.
        MessageUser = "message-user",
        /// Run once for each message.
        MessageGlobal = "message-global",
        /// Run in real-time sessions.
        RtScript = "rtScript",
        /// Pulled in by real-time scripts.
        RtModules = "rtModules",
    }
}
