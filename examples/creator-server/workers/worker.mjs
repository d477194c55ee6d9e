// A creator server for cluster, as a Cloudflare Worker. VERIFY_TOKEN is a secret of the worker:
//
//     wrangler secret put VERIFY_TOKEN
//
// On your own machine, serve.mjs beside this file runs it without Cloudflare.

const most = 1_000_000; // bytes of a body; a request of 100,000 letters can take six times as many in JSON

/** What the item gets: `request` and the result are the strings of callExternal and onExternalCallEnd. */
function respond(request) {
  if (request === "time") {
    return new Date().toISOString();
  }
  const letters = [...request]; // or the answer would grow over its limit too
  return `unknown request: ${letters.length <= 100 ? request : `${letters.slice(0, 100).join("")}…`}`;
}

export default {
  async fetch(request, env) {
    if (request.method !== "POST") {
      return Response.json({ error: "only POST" }, { status: 405, headers: { Allow: "POST" } });
    }
    const body = await request.text();
    if (body.length > most) {
      return Response.json({ error: "too large" }, { status: 413 });
    }
    let call;
    try {
      call = JSON.parse(body);
    } catch {
      call = null;
    }
    if (typeof call?.request !== "string") {
      return Response.json({ error: 'expected {"request": "..."}' }, { status: 400 });
    }
    return Response.json({ verify: env.VERIFY_TOKEN, response: respond(call.request) });
  },
};
