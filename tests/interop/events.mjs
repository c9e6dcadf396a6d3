// Feishu's official Node SDK as the receiver of the mock server's events: over a long connection, and as a webhook.

import assert from "node:assert/strict";
import http from "node:http";
import { createRequire } from "node:module";

const [baseUrl, modules] = process.argv.slice(2);
const lark = createRequire(`${modules}/`)("@larksuiteoapi/node-sdk");
const [encryptKey, verificationToken] = ["encrypt key", "verification token"];
const received = [];

const quiet = Object.fromEntries(["error", "warn", "info", "debug", "trace"].map((level) => [level, () => {}]));
const handled = async (event) => {
  received.push(event.text);
};
const dispatcher = new lark.EventDispatcher({ encryptKey, verificationToken, logger: quiet }).register({
  approval_instance: handled,
  "corehr.process.updated_v2": handled,
  "card.action.trigger": async (event) => ({ toast: { type: "info", content: event.action.tag } }),
});

const send = async (type, version, event, more = {}) => {
  const body = JSON.stringify({ type, version, event, verification_token: verificationToken, ...more });
  const response = await fetch(`${baseUrl}/mock/events`, { method: "POST", body });
  return (await response.json()).data.answer;
};

const cases = [
  ["approval_instance", "1.0", { text: "审批" }],
  ["corehr.process.updated_v2", "2.0", { text: "x".repeat(100_000) }],
];
const card = ["card.action.trigger", "2.0", { action: { tag: "button" } }];

const server = http.createServer(lark.adaptDefault("/", dispatcher));
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const webhook = { url: `http://127.0.0.1:${server.address().port}/`, encrypt_key: encryptKey };
for (const of of cases) {
  assert.equal((await send(...of, webhook)).status, 200);
  assert.equal(received.pop(), of[2].text);
  // The SDK answers a forged event with 200, and does not handle it.
  await send(...of, { ...webhook, encrypt_key: "another" });
  assert.equal(received.length, 0);
}
assert.equal(JSON.parse((await send(...card, webhook)).body).toast.content, "button");

const client = new lark.WSClient({ appId: "cli_a1b2c3d4e5f60789", appSecret: "secret", domain: baseUrl, logger: quiet });
await client.start({ eventDispatcher: dispatcher });
const begun = Date.now();
let answer;
while ((answer = await send(...cases[0])) === null) {
  assert.ok(Date.now() - begun < 30_000, "the SDK's long connection does not open");
}
assert.equal(answer.code, 200);
assert.equal(received.pop(), cases[0][2].text);
assert.equal((await send(...cases[1])).code, 200);
assert.equal(received.pop(), cases[1][2].text);
assert.deepEqual(await send(...card), { code: 200, data: { toast: { type: "info", content: "button" } } });
console.log("Node SDK: 6 events and callbacks received and answered, 2 forged ones not handled");
process.exit(0);
