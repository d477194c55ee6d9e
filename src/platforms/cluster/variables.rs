//! What a program finds of cluster in its environment.

use super::state::State;
use crate::platforms::variable::Variable;

/// The one list.
pub(super) const VARIABLES: &[Variable] = &[
    Variable {
        name: "BACKLOT_CLUSTER_URL",
        about: "the URL of the API that Creator Kit calls, without a path",
        values: |_, base| vec![(String::new(), base.to_owned())],
    },
    Variable {
        name: "BACKLOT_CLUSTER_ACCESS_TOKEN",
        about: "what a creator proves itself with in that API; each account's own is there with its name",
        values: |world, _| {
            let data = world.state::<State>().lock();
            data.accounts.iter().map(|(name, account)| (name.clone(), account.access_token.clone())).collect()
        },
    },
    Variable {
        name: "BACKLOT_CLUSTER_VERIFY_TOKEN",
        about: "what the server of a creator must put into its answers; each account's own is there with its name",
        values: |world, _| {
            let data = world.state::<State>().lock();
            let accounts = data.accounts.iter();
            let token = |account: &super::account::Account| {
                let token = account.token.as_ref().or_else(|| account.tokens.last())?;
                token.secret.clone()
            };
            accounts.filter_map(|(name, account)| Some((name.clone(), token(account)?))).collect()
        },
    },
];
