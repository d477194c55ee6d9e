//! The callbacks that a script can register, in the order in which its engine knows them.

crate::tree::choice! {
    /// A callback that a script can register.
    #[derive(PartialOrd, Ord)]
    pub enum Callback {
        /// In each frame.
        Update = "onUpdate",
        /// In each step of physics.
        PhysicsUpdate = "onPhysicsUpdate",
        /// Once, when the item newly appears.
        Start = "onStart",
        /// A player uses the item.
        Interact = "onInteract",
        /// A player grabs the item, or lets it go.
        Grab = "onGrab",
        /// A player uses the item that they hold, or stops doing so.
        Use = "onUse",
        /// A player gets on the item, or off it.
        Ride = "onRide",
        /// A player steers the item that they ride.
        Steer = "onSteer",
        /// A player steers it up or down.
        SteerAdditionalAxis = "onSteerAdditionalAxis",
        /// A message arrives.
        Receive = "onReceive",
        /// A player has answered `requestTextInput`.
        TextInput = "onTextInput",
        /// A call to the creator's server has ended.
        ExternalCallEnd = "onExternalCallEnd",
        /// The item collides with something.
        Collide = "onCollide",
        /// A product was bought that the script has subscribed to.
        PurchaseUpdated = "onPurchaseUpdated",
        /// The answer to `getOwnProducts`.
        GetOwnProducts = "onGetOwnProducts",
        /// The answer to `requestPurchase`.
        RequestPurchaseStatus = "onRequestPurchaseStatus",
        /// The answer to `requestGrantProduct`.
        RequestGrantProductResult = "onRequestGrantProductResult",
        /// Gifts were sent.
        GiftSent = "onGiftSent",
        /// Comments were written.
        CommentReceived = "onCommentReceived",
    }
}

impl Callback {
    /// Its bit among those that an item has registered.
    pub fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Its place in the list.
    pub fn index(self) -> u32 {
        self as u32
    }
}
