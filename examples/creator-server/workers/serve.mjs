// Runs a worker (`export default { fetch(request, env, context) }`) in Node, without packages. The environment's variables are
// the worker's `env`.
//
//     VERIFY_TOKEN=<token> PORT=8787 node serve.mjs [worker.mjs]
import http from "node:http";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

const file = process.argv[2] ? pathToFileURL(process.argv[2]) : new URL("worker.mjs", import.meta.url);
const { default: worker } = await import(file);

async function run(req) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) headers.set(name, String(value));
  const body = ["GET", "HEAD"].includes(req.method) ? undefined : Readable.toWeb(req);
  const url = new URL(req.url, "http://127.0.0.1/");
  const request = new Request(url, { method: req.method, headers, body, duplex: "half" });
  const context = { waitUntil: (work) => Promise.resolve(work).catch(() => {}), passThroughOnException() {} };
  return worker.fetch(request, process.env, context);
}

const server = http.createServer(async (req, res) => {
  req.on("error", () => {}); // a caller that hung up
  try {
    const response = await run(req);
    const body = Buffer.from(await response.arrayBuffer());
    res.writeHead(response.status, { ...Object.fromEntries(response.headers), "Content-Length": body.length });
    res.end(body);
  } catch {
    // Cloudflare answers for a worker that throws, with error 1101.
    if (!res.headersSent) res.writeHead(500, { "Content-Type": "text/plain", Connection: "close" });
    res.end("error code: 1101\n");
  }
});

server.listen(Number(process.env.PORT ?? 8787), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/`); // PORT=0 picks a free one
});
