// A ranking board: each press gives ten points, the server keeps the ranking, the board shows the first three.
const board = $.subNode("Board");

$.onInteract((player) => {
  const points = $.state.points || {};
  points[player.userId] = (points[player.userId] || 0) + 10;
  $.state.points = points; // what was read is a copy: it counts when it is assigned again
  $.callExternal(JSON.stringify({ op: "score", name: player.userDisplayName, points: points[player.userId] }), "score");
});

$.onExternalCallEnd((response, meta, errorReason) => {
  if (response === null) {
    board.setText("no ranking: " + errorReason);
    return;
  }
  // JSON inside JSON: the response is a text, and this server writes JSON into it.
  const { top } = JSON.parse(response);
  board.setText(top.map((entry, index) => `${index + 1}. ${entry.name} ${entry.points}`).join("\n"));
});
