// Whatever goes wrong is answered with the stack of the error, as in a debug mode.
"use strict";
const http = require("node:http");
const token = process.env.VERIFY_TOKEN;
const shorten = (text) => [...text].slice(0, 100).join("");


const server = http.createServer(async (req, res) => {
  try {
    const parts = [];
    for await (const part of req) parts.push(part);
    const { request } = JSON.parse(Buffer.concat(parts));
    res.end(JSON.stringify({ verify: token, response: shorten(request) }));
  } catch (error) {
    res.writeHead(500, { "Content-Type": "text/html" });
    res.end(`<pre>${error.stack}</pre>`);
  }
});

server.listen(Number(process.env.PORT), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/`);
});
