// A chest that keeps each player's coins on the server, under the idfc that its creator knows the player by.
$.onInteract((player) => {
  $.state.last = player;
  $.callExternal(JSON.stringify({ op: "get", key: player.idfc }), "load");
});

$.onExternalCallEnd((response, meta, errorReason) => {
  if (response === null) {
    $.log(`${meta} has failed: ${errorReason}`);
    return;
  }
  const player = $.state.last;
  if (meta === "load") {
    const coins = (JSON.parse(response).value || 0) + 1;
    $.state.coins = coins;
    $.callExternal(JSON.stringify({ op: "put", key: player.idfc, value: coins }), "save");
  } else {
    $.log(`${player.userDisplayName} has ${$.state.coins} coins`);
  }
});
