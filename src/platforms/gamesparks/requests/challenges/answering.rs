//! `AcceptChallengeRequest`, `DeclineChallengeRequest`, `WithdrawChallengeRequest` and `ChatOnChallengeRequest`: what players say
//! to a challenge.

use super::super::{Document, Errors, Field, Handling, RequestKind, text};
use super::{FIELDS, change, instance};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::challenges::Change;
use crate::platforms::gamesparks::state::PlayerId;
use crate::platforms::gamesparks::state::challenge::RunState;

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Word {
    /// The player comes.
    Accept,
    /// The player does not.
    Decline,
    /// The challenger takes it back.
    Withdraw,
    /// Something to the others.
    Chat,
}

/// The kinds.
pub(in super::super) struct Answering {
    /// Its class.
    pub(in super::super) name: &'static str,
    /// What is said.
    pub(in super::super) word: Word,
}

impl RequestKind for Answering {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fields(&self) -> &'static [Field] {
        &FIELDS
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let message = text(request, "message");
        let done = change(cx, request, |challenge| {
            let done = match self.word {
                Word::Accept => accept(challenge, &me, message),
                Word::Decline => decline(challenge, &me, message),
                Word::Withdraw => withdraw(challenge, &me, message),
                Word::Chat => chat(challenge, &me, message),
            };
            Ok(done)
        })?;
        let id = text(request, "challengeInstanceId").unwrap_or_default();
        if done { Ok(instance(id)) } else { Err(Errors::one("challengeInstanceId", "INVALID")) }
    }

    fn fidelity(&self) -> &'static [Row] {
        match self.word {
            Word::Accept => {
                const {
                    &[
                        documented(
                            "challenge.accept",
                            "whoever was asked comes; the others get ChallengeAcceptedMessage, and it begins when enough have come",
                            "AcceptChallengeRequest page",
                        ),
                        chosen(
                            "challenge.not-asked",
                            "somebody who was not asked, or is too late, is told that there is no such challenge",
                            "the pages have no other code",
                        ),
                    ]
                }
            }
            Word::Decline => {
                const {
                    &[documented(
                        "challenge.decline",
                        "the challenger gets ChallengeDeclinedMessage; when everybody said no it is DECLINED",
                        "DeclineChallengeRequest page",
                    )]
                }
            }
            Word::Withdraw => {
                const {
                    &[documented(
                        "challenge.withdraw",
                        "only the challenger can, and everybody gets ChallengeWithdrawnMessage",
                        "WithdrawChallengeRequest page",
                    )]
                }
            }
            Word::Chat => {
                const {
                    &[documented(
                        "challenge.chat",
                        "everybody who is in it gets ChallengeChatMessage",
                        "ChatOnChallengeRequest page",
                    )]
                }
            }
        }
    }
}

fn is_asked(challenge: &Change<'_>, me: &PlayerId) -> bool {
    challenge.store.challenges.get(&challenge.id).is_some_and(|one| one.challenged.contains(me))
}

fn accept(challenge: &mut Change<'_>, me: &PlayerId, message: Option<&str>) -> bool {
    let others = challenge.accepted();
    if !is_asked(challenge, me) || !challenge.come(me) {
        return false;
    }
    let said = challenge.who(me, message);
    challenge.tell("ChallengeAcceptedMessage", others, said);
    challenge.begin_if_ready();
    true
}

fn decline(challenge: &mut Change<'_>, me: &PlayerId, message: Option<&str>) -> bool {
    if !is_asked(challenge, me) {
        return false;
    }
    let id = challenge.id.clone();
    let Some(one) = challenge.store.challenges.get_mut(&id) else { return false };
    one.challenged.retain(|asked| asked != me);
    one.declined.push(me.clone());
    let nobody_is_left = one.challenged.is_empty() && one.accepted.len() < 2 && one.state == RunState::Issued;
    let challenger = vec![one.challenger.clone()];
    let said = challenge.who(me, message);
    challenge.tell("ChallengeDeclinedMessage", challenger, said);
    if nobody_is_left {
        challenge.come_to_nothing(RunState::Declined);
    }
    true
}

fn withdraw(challenge: &mut Change<'_>, me: &PlayerId, message: Option<&str>) -> bool {
    let Some(one) = challenge.store.challenges.get(&challenge.id) else { return false };
    let is_open = matches!(one.state, RunState::Issued | RunState::Waiting | RunState::Running);
    if one.challenger != *me || !is_open {
        return false;
    }
    let told = one.accepted.iter().chain(&one.challenged).filter(|player| *player != me).cloned().collect();
    challenge.come_to_nothing(RunState::Withdrawn);
    let said = challenge.who(me, message);
    challenge.tell("ChallengeWithdrawnMessage", told, said);
    true
}

fn chat(challenge: &mut Change<'_>, me: &PlayerId, message: Option<&str>) -> bool {
    let Some(one) = challenge.store.challenges.get(&challenge.id) else { return false };
    if !one.involves(me) {
        return false;
    }
    let told = one.accepted.iter().chain(&one.challenged).cloned().collect();
    let said = challenge.who(me, message);
    challenge.tell("ChallengeChatMessage", told, said);
    true
}
