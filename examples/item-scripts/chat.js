// Talks with a slow model. An answer that takes longer than 5 s is lost, so the server is asked to begin, and then asked again
// and again whether it has come to an end.
const bubble = $.subNode("Bubble");
const AGAIN = 0.2;
let job = null;
let waited = 0;
let asking = false;

function call(request, meta) {
  asking = true;
  $.callExternal(JSON.stringify(request), meta);
}

$.onInteract((player) => player.requestTextInput("chat", "What do you want to know?"));

$.onTextInput((text, meta, status) => {
  if (status !== TextInputStatus.Success) {
    bubble.setText("…");
    return;
  }
  bubble.setText("thinking");
  call({ op: "ask", prompt: text }, "ask");
});

$.onUpdate((deltaTime) => {
  if (job === null || asking) return;
  waited += deltaTime;
  if (waited < AGAIN) return;
  waited = 0;
  call({ op: "answer", job }, "answer");
});

$.onExternalCallEnd((response, meta, errorReason) => {
  asking = false;
  if (response === null) {
    job = null;
    bubble.setText("it does not answer: " + errorReason);
    return;
  }
  const answer = JSON.parse(response);
  if (meta === "ask") {
    job = answer.job;
  } else if (answer.done) {
    job = null;
    bubble.setText(answer.text);
  }
});
