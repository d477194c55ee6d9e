//! `SendGrid`, from `Spark.sendGrid(KEY)`: a mail that is written and sent.

use std::cell::{Cell, RefCell};

use rquickjs::{Error, Value};
use serde_json::Value as Json;

use super::class::{Call, Class, member};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::mails::{Mail, Mailbox, Sending};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "mail.members",
        "sendGrid(KEY), and in older scripts sendGrid(USER, PASSWORD), gives a mail whose setters give it back; text is ignored where there is HTML; send() gives the text of the service's answer",
        "SendGrid API page",
    ),
    chosen(
        "mail.where",
        "a mail goes as JSON to https://api.sendgrid.com/v3/mail/send where the world plays that or the game's settings allow the host; else it goes nowhere, and is answered with success. Each is an event mail in the journal",
        "a test must not write to strangers by accident; which version of the API the platform called is unknown",
    ),
    chosen(
        "mail.incomplete",
        "a mail without receiver, sender, subject or content that goes nowhere is answered with errors that name what is missing",
        "the service's own words are not copied",
    ),
    chosen("mail.failure", "send() gives null if the call fails", "as with SparkHttp"),
    chosen("mail.file-unknown", "a file that the game does not have is left out", "unknown"),
    chosen("mail.size", "a mail has at most 16 MiB", "a limit is not known, and there must be one"),
];

/// The most that a mail has, in bytes.
const MOST: usize = 16 * 1024 * 1024;

/// A mail that is being written.
struct Draft {
    key: String,
    mail: RefCell<Mail>,
    size: Cell<usize>,
}

/// `Spark.sendGrid(KEY)`, or with the name and the password of a user.
pub(super) fn new<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let key = if call.count() == 1 { call.name(0)? } else { format!("{}:{}", call.name(0)?, call.name(1)?) };
    call.object(&CLASS, Draft { key, mail: RefCell::default(), size: Cell::new(0) })
}

/// Writes something of that size, and gives the mail back.
fn write<'js>(call: &Call<'_, 'js>, size: usize, write: impl FnOnce(&mut Mail)) -> Result<Value<'js>, Error> {
    let draft = call.own::<Draft>()?;
    let size = draft.size.get().saturating_add(size);
    if size > MOST {
        return Err(call.throw(&format!("a mail has at most {} MiB", MOST / (1024 * 1024))));
    }
    draft.size.set(size);
    write(&mut draft.mail.borrow_mut());
    call.this()
}

fn text<'js>(call: &Call<'_, 'js>, place: fn(&mut Mail) -> &mut Option<String>) -> Result<Value<'js>, Error> {
    let text = call.text(0)?;
    write(call, text.as_ref().map_or(0, String::len), |mail| *place(mail) = text)
}

fn mailbox(call: &Call<'_, '_>) -> Result<Mailbox, Error> {
    Ok(Mailbox { email: call.name(0)?, name: call.text(1)? })
}

fn file<'js>(call: &Call<'_, 'js>, file: Option<(String, Vec<u8>)>) -> Result<Value<'js>, Error> {
    let size = file.as_ref().map_or(0, |(name, content)| name.len() + content.len());
    write(call, size, |mail| mail.files.extend(file))
}

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SendGrid",
    members: &[
        member("addTo", &[1, 2], |call| {
            let to = mailbox(call)?;
            write(call, to.email.len(), |mail| mail.to.push(to))
        }),
        member("setFrom", &[1, 2], |call| {
            let from = mailbox(call)?;
            write(call, from.email.len(), |mail| mail.from = Some(from))
        }),
        member("setReplyTo", &[1], |call| text(call, |mail| &mut mail.reply_to)),
        member("setBcc", &[1], |call| text(call, |mail| &mut mail.bcc)),
        member("setSubject", &[1], |call| text(call, |mail| &mut mail.subject)),
        member("setText", &[1], |call| text(call, |mail| &mut mail.text)),
        member("setHtml", &[1], |call| text(call, |mail| &mut mail.html)),
        member("addUploaded", &[1], |call| {
            let id = call.name(0)?;
            let store = call.run.game().lock();
            let found = store.data.uploads.get(&id);
            let found = found.map(|upload| (upload.file_name.clone(), upload.content().into_owned()));
            drop(store);
            file(call, found)
        }),
        member("addDownloadable", &[1], |call| {
            let code = call.name(0)?;
            let found = call.run.game().downloadables.get(&code).map(|file| file.text.clone().into_bytes());
            file(call, found.map(|content| (code, content)))
        }),
        member("addHeader", &[2], |call| {
            let (name, value) = (call.name(0)?, call.name(1)?);
            write(call, name.len() + value.len(), |mail| drop(mail.headers.insert(name, Json::from(value))))
        }),
        member("send", &[0], |call| {
            let draft = call.own::<Draft>()?;
            let sending = Sending { key: draft.key.clone(), mail: draft.mail.borrow().clone() };
            match call.run.ask(call.ctx, sending)? {
                Some(answer) => call.give(answer),
                None => call.null(),
            }
        }),
    ],
    absent: &[],
};
