// What stays where: globals stay between callbacks as long as the environment does, $.state stays in any case.
let presses = 0;
undeclared = "works in sloppy mode";

$.onStart(() => {
  $.state.presses = 0;
  $.state.starts = ($.state.starts || 0) + 1;
});

$.onInteract(() => {
  presses += 1;
  $.state.presses += 1;
  $.callExternal(JSON.stringify({ op: "put", key: "presses", value: $.state.presses }), `press ${presses}`);
});

$.onExternalCallEnd((response, meta) => {
  $.log(`${meta} of ${$.state.presses}, ${undeclared}`);
});
