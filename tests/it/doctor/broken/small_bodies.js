// Bodies are read up to 512 bytes only, half of what a call may send.
"use strict";
const http = require("node:http");
const token = process.env.VERIFY_TOKEN;
const shorten = (text) => [...text].slice(0, 100).join("");


const server = http.createServer((req, res) => {
  let body = "";
  req.setEncoding("utf8");
  req.on("data", (part) => (body += part));
  req.on("end", () => {
    if (Buffer.byteLength(body) > 512) {
      res.writeHead(413).end();
      return;
    }
    try {
      const { request } = JSON.parse(body);
      res.end(JSON.stringify({ verify: token, response: shorten(request) }));
    } catch {
      res.writeHead(400).end();
    }
  });
});

server.listen(Number(process.env.PORT), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/`);
});
