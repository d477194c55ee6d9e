// Sends a long text in pieces of at most 1 kB, one after the other, as it had to be done before 2025.
const LIMIT = 1000;
let pieces = [];

// How many bytes a character has in a JSON text.
function bytes(character) {
  return encodeURIComponent(character).replace(/%../g, "x").length;
}

// Cuts between characters, so that each request is within the limit. Counts as it goes: a callback has 50 ms, and to measure
// the whole piece again for each character would need more.
function cut(text) {
  const room = LIMIT - JSON.stringify({ op: "chunk", index: 99, of: 99, data: "" }).length;
  const all = [];
  let piece = "";
  let size = 0;
  for (const character of text) {
    const more = bytes(character);
    if (size + more > room) {
      all.push(piece);
      piece = "";
      size = 0;
    }
    piece += character;
    size += more;
  }
  all.push(piece);
  return all;
}

function send(index) {
  $.callExternal(JSON.stringify({ op: "chunk", index, of: pieces.length, data: pieces[index] }), String(index));
}

$.onInteract(() => {
  const diary = "今日はとても良い天気でした。☀ ".repeat(60);
  pieces = cut(diary);
  $.state.length = diary.length;
  send(0);
});

$.onExternalCallEnd((response, meta, errorReason) => {
  if (response === null) {
    $.log(`piece ${meta} was lost: ${errorReason}`);
    return;
  }
  const answer = JSON.parse(response);
  if (answer.length === undefined) {
    send(answer.next);
  } else {
    $.state.uploaded = answer.length;
    $.log(`sent ${answer.length} characters in ${pieces.length} pieces`);
  }
});
