// The caller may bring the token, which then proves nothing.
"use strict";
const http = require("node:http");
const token = process.env.VERIFY_TOKEN;
const shorten = (text) => [...text].slice(0, 100).join("");


const server = http.createServer(async (req, res) => {
  try {
    const parts = [];
    for await (const part of req) parts.push(part);
    const { request, verify = token } = JSON.parse(Buffer.concat(parts));
    res.end(JSON.stringify({ verify, response: shorten(request) }));
  } catch {
    res.writeHead(400).end();
  }
});

server.listen(Number(process.env.PORT), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/`);
});
