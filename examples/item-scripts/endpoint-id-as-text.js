// A mistake that is easily made: the endpoint's id is given as a text. It has to be an ExternalEndpointId.
$.onInteract((player) => {
  $.state.before = true;
  $.callExternal("ranking", JSON.stringify({ op: "poll", after: 0 }), "first");
  $.state.after = true; // never comes here
});

$.onExternalCallEnd(() => {
  $.state.ended = true;
});
