// Shows what was written elsewhere: asks the server every 12 s, which keeps to 5 calls a minute.
const INTERVAL = 12;
const screen = $.subNode("Screen");
let waited = INTERVAL; // asks at once
let asking = false;

$.onStart(() => {
  $.state.seen = 0;
});

$.onUpdate((deltaTime) => {
  waited += deltaTime;
  if (waited < INTERVAL || asking) return;
  waited = 0;
  asking = true;
  $.callExternal(JSON.stringify({ op: "poll", after: $.state.seen }), "poll");
});

$.onExternalCallEnd((response, meta, errorReason) => {
  asking = false; // whatever came of it: there is exactly one end of each call
  if (response === null) {
    $.log("poll: " + errorReason);
    return;
  }
  const messages = JSON.parse(response).messages;
  if (messages.length === 0) return;
  $.state.seen = messages[messages.length - 1].number;
  screen.setText(messages.map((message) => message.text).join("\n"));
});
