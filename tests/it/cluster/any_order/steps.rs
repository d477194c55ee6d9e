//! What can be done in any order, and how often each comes.

use proptest::prelude::*;

use super::faults::{Fault, fault};
use super::servers::{Behaviour, behaviour, delay};

/// How many servers there are to register.
pub(super) const SERVERS: usize = 3;

/// Who can call, and whose server that is.
pub(super) const ITEMS: [(&str, &str); 3] = [("lamp", "yuki"), ("door", "yuki"), ("cat", "momo")];

pub(super) const ACCOUNTS: [&str; 2] = ["yuki", "momo"];

/// How many faults can be armed at the same time.
pub(super) const SLOTS: usize = 2;

#[derive(Debug, Clone)]
pub(super) enum Step {
    /// An item calls, so many times at once, with a request and a meta of these sizes.
    Call {
        item: usize,
        endpoint: Endpoint,
        request: usize,
        meta: usize,
        times: usize,
    },
    /// What a server does from now on, and how long it takes for it, in milliseconds.
    Serve {
        server: usize,
        behaviour: Behaviour,
        delay: u64,
    },
    RegisterLegacy {
        account: usize,
        server: usize,
    },
    UnregisterLegacy {
        account: usize,
    },
    AddEndpoint {
        account: usize,
        server: usize,
    },
    DeleteEndpoint {
        account: usize,
        number: usize,
    },
    AddToken {
        account: usize,
    },
    DeleteToken {
        account: usize,
        number: usize,
    },
    Arm {
        slot: usize,
        fault: Fault,
    },
    ArmAgain {
        slot: usize,
    },
    Disarm {
        slot: usize,
    },
    Wait {
        millis: u64,
    },
}

/// Which endpoint a call names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Endpoint {
    None,
    Legacy,
    /// One that the account has, by its number; if it has no such, one that it once had.
    Number(usize),
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let account = || 0..ACCOUNTS.len();
    let server = || 0..SERVERS;
    let size = prop_oneof![6 => Just(2_usize), 1 => Just(1_000), 1 => Just(1_001), 1 => Just(100_001)];
    let meta = prop_oneof![8 => Just(8_usize), 1 => Just(100), 1 => Just(101)];
    let endpoint = prop_oneof![
        3 => Just(Endpoint::None),
        1 => Just(Endpoint::Legacy),
        4 => (0..4_usize).prop_map(Endpoint::Number)
    ];
    let times = prop_oneof![40 => Just(1_usize), 1 => Just(7), 1 => 90..120_usize];
    prop_oneof![
        10 => (0..ITEMS.len(), endpoint, size, meta, times)
            .prop_map(|(item, endpoint, request, meta, times)| Step::Call { item, endpoint, request, meta, times }),
        5 => (server(), behaviour(), delay()).prop_map(|(server, behaviour, delay)| Step::Serve { server, behaviour, delay }),
        2 => (account(), server()).prop_map(|(account, server)| Step::RegisterLegacy { account, server }),
        1 => account().prop_map(|account| Step::UnregisterLegacy { account }),
        2 => (account(), server()).prop_map(|(account, server)| Step::AddEndpoint { account, server }),
        1 => (account(), 0..4_usize).prop_map(|(account, number)| Step::DeleteEndpoint { account, number }),
        2 => account().prop_map(|account| Step::AddToken { account }),
        1 => (account(), 0..2_usize).prop_map(|(account, number)| Step::DeleteToken { account, number }),
        4 => (0..SLOTS).prop_flat_map(|slot| fault(slot).prop_map(move |fault| Step::Arm { slot, fault })),
        1 => (0..SLOTS).prop_map(|slot| Step::ArmAgain { slot }),
        1 => (0..SLOTS).prop_map(|slot| Step::Disarm { slot }),
        4 => (1..130_u64).prop_map(|tenth| Step::Wait { millis: tenth * 100 }),
    ]
}
