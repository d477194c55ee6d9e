// A quest board: shells tell it that they were found, and the server says what finding them is worth.
const sign = $.subNode("Sign");

function show() {
  sign.setText($.state.found >= GOAL ? TEXT.done : `${TEXT.open} (${$.state.found}/${GOAL})`);
}

$.onStart(() => {
  $.state.found = 0;
  show();
});

$.onReceive((messageType, arg, sender) => {
  if (messageType !== "found" || !(sender instanceof ItemHandle)) return;
  $.state.found += 1;
  show();
  if ($.state.found === GOAL) {
    $.callExternal(ENDPOINT, JSON.stringify({ op: "score", name: arg.by.userDisplayName, points: 100 }), "reward");
  }
});

$.onExternalCallEnd((response, meta, errorReason) => {
  if (response === null) throw new Error("no reward: " + errorReason);
  $.state.reward = JSON.parse(response).top[0].points;
});
