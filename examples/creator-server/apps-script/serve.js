// Runs a web app of Google Apps Script (`function doPost(e)`) in Node, without packages, and answers as Google does: a POST is
// answered with a 302 to another host, where the text waits to be fetched with a GET. The environment's variables are the
// script's properties.
//
//     VERIFY_TOKEN=<token> PORT=8787 node serve.js [Code.js]
"use strict";
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const vm = require("node:vm");
const { randomUUID } = require("node:crypto");

const file = process.argv[2] ?? path.join(__dirname, "Code.js");
const most = 1_000_000; // bytes of a body that are read

const properties = new Map(Object.entries(process.env));
const scriptProperties = {
  getProperty: (key) => properties.get(key) ?? null,
  setProperty: (key, value) => (properties.set(key, String(value)), scriptProperties),
  deleteProperty: (key) => (properties.delete(key), scriptProperties),
};
function textOutput(content) {
  let type = "text/plain";
  const output = {
    setMimeType: (mime) => ((type = mime), output),
    getContent: () => content,
    getMimeType: () => type,
  };
  return output;
}
const script = vm.createContext({
  PropertiesService: { getScriptProperties: () => scriptProperties },
  ContentService: { createTextOutput: textOutput, MimeType: { JSON: "application/json", TEXT: "text/plain" } },
  LockService: { getScriptLock: () => ({ waitLock() {}, tryLock: () => true, releaseLock() {} }) },
  Logger: { log: (...values) => console.error(...values) },
  console,
});
vm.runInContext(fs.readFileSync(file, "utf8"), script, { filename: path.basename(file) });

const waiting = new Map(); // answers that were not fetched yet, the oldest first

function page(res, text) {
  res.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
  res.end(`<!DOCTYPE html><title>Error</title><p>${text}</p>`);
}

function execute(name, e, req, res) {
  if (typeof script[name] !== "function") return page(res, `Script function not found: ${name}`);
  let output;
  try {
    output = script[name](e);
  } catch (error) {
    console.error(error);
    return page(res, "The script completed but did not return anything.");
  }
  const key = randomUUID();
  waiting.set(key, output);
  if (waiting.size > 1000) waiting.delete(waiting.keys().next().value);
  const { port } = req.socket.address();
  // Google answers from script.googleusercontent.com; here it is another name of this machine.
  res.writeHead(302, { Location: `http://localhost:${port}/macros/echo?user_content_key=${key}`, "Content-Length": 0 });
  res.end();
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
    const { pathname, searchParams } = new URL(req.url, "http://127.0.0.1/");
    if (pathname === "/macros/echo") {
      const key = searchParams.get("user_content_key");
      const output = waiting.get(key);
      waiting.delete(key);
      if (!output) return page(res, "The answer was fetched already.");
      res.writeHead(200, { "Content-Type": `${output.getMimeType()}; charset=utf-8` });
      return res.end(output.getContent());
    }
    const parameter = Object.fromEntries(searchParams);
    if (req.method !== "POST") return execute("doGet", { parameter }, req, res);
    if (size > most) return page(res, "The request was too large.");
    const contents = Buffer.concat(parts).toString("utf8");
    const postData = { contents, length: contents.length, type: req.headers["content-type"] ?? "" };
    execute("doPost", { parameter, postData }, req, res);
  });
});

server.listen(Number(process.env.PORT ?? 8787), "127.0.0.1", () => {
  // PORT=0 picks a free one.
  console.log(`listening on http://127.0.0.1:${server.address().port}/macros/s/backlot/exec`);
});
