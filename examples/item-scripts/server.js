// The server of all the item scripts in this folder, in Node, with no packages.
//
//     VERIFY_TOKEN=<token> PORT=8787 node server.js
"use strict";
const http = require("node:http");

const { VERIFY_TOKEN, PORT = "8787", THINKING = "0.5" } = process.env;
const points = new Map(), values = new Map(), chunks = [], jobs = [], places = [];
const messages = [{ number: 1, text: "welcome" }, { number: 2, text: "ようこそ" }];

const operations = {
  score({ name, points: many }) {
    points.set(name, many);
    const top = [...points].sort((a, b) => b[1] - a[1]).slice(0, 3);
    return { top: top.map(([name, points]) => ({ name, points })) };
  },
  get: ({ key }) => ({ value: values.get(key) ?? null }),
  put: ({ key, value }) => (values.set(key, value), { value }),
  poll: ({ after }) => ({ messages: messages.filter((message) => message.number > after) }),
  chunk({ index, of, data }) {
    chunks[index] = data;
    return index + 1 < of ? { next: index + 1 } : { length: chunks.slice(0, of).join("").length };
  },
  ask({ prompt }) {
    const job = jobs.push({ done: false, text: `You asked: ${prompt}` });
    setTimeout(() => { jobs[job - 1].done = true; }, Number(THINKING) * 1000);
    return { job };
  },
  answer: ({ job }) => (jobs[job - 1].done ? jobs[job - 1] : { done: false }),
  move: (place) => ({ reports: places.push(place) }),
};

const server = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    let status = 200, body;
    try {
      const asked = JSON.parse(JSON.parse(Buffer.concat(parts)).request);
      body = { verify: VERIFY_TOKEN, response: JSON.stringify(operations[asked.op](asked)) };
    } catch (error) {
      [status, body] = [400, { error: String(error.message) }];
    }
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  });
});
server.listen(Number(PORT), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/`);
});
