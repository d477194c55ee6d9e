// One of the shells: tells the board who found it, and is found only once.
const board = $.worldItemReference("board");

$.onInteract((player) => {
  if ($.state.found) return;
  $.state.found = true;
  $.subNode("Shell").setEnabled(false);
  board.send("found", { by: player });
});
