// A creator server for cluster, in Node, without packages.
//
//     VERIFY_TOKEN=<token> PORT=8787 node server.js
"use strict";
const http = require("node:http");

const token = process.env.VERIFY_TOKEN;
const port = Number(process.env.PORT ?? 8787);
const most = 1_000_000; // bytes of a body; a request of 100,000 letters can take six times as many in JSON
if (!token) {
  console.error("set VERIFY_TOKEN to the token that was shown when the URL was registered");
  process.exit(1);
}

const lamps = {};

/** What the item gets: `request` and the result are the strings of callExternal and onExternalCallEnd. */
function respond(request) {
  if (request === "on" || request === "off") {
    lamps.lamp = request;
    return `the lamp is ${request}`;
  }
  if (request === "state") {
    return JSON.stringify(lamps); // JSON inside JSON: a string that the item parses again
  }
  const letters = [...request]; // or the answer would grow over its limit too
  return `unknown request: ${letters.length <= 100 ? request : `${letters.slice(0, 100).join("")}…`}`;
}

function answer(res, status, body) {
  const data = Buffer.from(JSON.stringify(body));
  res.writeHead(status, { "Content-Type": "application/json", "Content-Length": data.length });
  res.end(data);
}

const server = http.createServer((req, res) => {
  const parts = [];
  let size = 0;
  req.on("error", () => {}); // a caller that hung up
  req.on("data", (part) => {
    size += part.length;
    if (size <= most) parts.push(part);
  });
  req.on("end", () => {
    if (req.method !== "POST") {
      return answer(res, 405, { error: "only POST" });
    }
    if (size > most) {
      return answer(res, 413, { error: "too large" });
    }
    let request;
    try {
      ({ request } = JSON.parse(Buffer.concat(parts)));
    } catch {
      request = undefined;
    }
    if (typeof request !== "string") {
      return answer(res, 400, { error: 'expected {"request": "..."}' });
    }
    answer(res, 200, { verify: token, response: respond(request) });
  });
});

server.listen(port, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/`); // PORT=0 picks a free one
});
