// A caller that hangs up in the middle makes the loop over its body throw, where nobody catches it: the whole server ends.
"use strict";
const http = require("node:http");
const token = process.env.VERIFY_TOKEN;
const shorten = (text) => [...text].slice(0, 100).join("");

const server = http.createServer(async (req, res) => {
  const parts = [];
  for await (const part of req) parts.push(part);
  try {
    const { request } = JSON.parse(Buffer.concat(parts));
    res.end(JSON.stringify({ verify: token, response: shorten(request) }));
  } catch {
    res.writeHead(400).end();
  }
});

server.listen(Number(process.env.PORT), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/`);
});
