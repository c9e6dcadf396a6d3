// Feishu's official Node SDK against the mock server: every endpoint that it has, its iterators, and what apps and people do.
//
// `node.mjs BASE_URL NODE_MODULES REQUESTS`, where REQUESTS is a file with a full request for each endpoint.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [, , baseUrl, modules, requestsFile] = process.argv;
const lark = createRequire(`${modules}/`)('@larksuiteoapi/node-sdk');
const requests = JSON.parse(readFileSync(requestsFile, 'utf8'));

// Ordered errors are not worth a line.
const say = () => {};
const logger = { error: say, warn: say, info: say, debug: say, trace: say };
const app = { appId: 'cli_node', appSecret: 'secret', domain: baseUrl, logger };
const client = new lark.Client(app);

/** A request to one of the mock server's own paths, or of the platform without an SDK. */
async function ask(path, method = 'GET', body) {
  const init = { method, redirect: 'manual', body: body && JSON.stringify(body) };
  return fetch(baseUrl + path, init);
}

const forget = () => ask('/mock/calls', 'DELETE');
const calls = async () => (await ask('/mock/calls')).json();
const callsOf = async (id) => (await calls()).filter((call) => call.endpoint === id);

/** The functions below a part of the client, by path: `approval.v4.instance.create`. */
function* functions(part, path) {
  for (const [name, member] of Object.entries(part)) {
    if (typeof member === 'function') yield [`${path}.${name}`, member];
    else if (member && typeof member === 'object') yield* functions(member, `${path}.${name}`);
  }
}

/** The names of the parameters of a template, in order. */
const parameters = (path) => (path.match(/:[^/]+/g) ?? []).map((name) => name.slice(1));

/** A template without the names of its parameters. */
const template = (path) => path.replace(/:[^/]+/g, ':');

/** The functions of the SDK by method and template, found by calling each with a transport that records the request. */
async function sdkFunctions() {
  const seen = [];
  const httpInstance = { request: async (request) => (seen.push(request), {}) };
  const recorder = new lark.Client({ ...app, domain: 'x', httpInstance, disableTokenCache: true });
  const path = new Proxy({}, { get: (_, name) => `:${String(name)}`, ownKeys: () => [] });
  const found = new Map();
  for (const version of new Set(Object.keys(requests).map((id) => id.split('/').slice(0, 2).join('.')))) {
    const part = version.split('.').reduce((above, name) => above?.[name], recorder) ?? {};
    for (const [name, call] of functions(part, version)) {
      seen.length = 0;
      recorder.formatPayload = async () => ({ headers: {}, params: {}, data: {}, path });
      const walked = await call({});
      if (name.endsWith('WithIterator')) await walked[Symbol.asyncIterator]().next();
      const [{ method, url }] = seen;
      const key = `${method} ${template(url.slice(1))}`;
      const kind = name.endsWith('WithIterator') ? 'walk' : 'call';
      found.set(key, { ...found.get(key), [kind]: name, names: parameters(url) });
    }
  }
  return found;
}

/** The function of a client at a path. */
function at(of, path) {
  return path.split('.').reduce((above, name) => above[name], of);
}

/** The payload of the SDK for a request: the names of the path's parameters are those of the SDK. */
function payload({ path: template, request }, names) {
  const ours = parameters(template).map((name) => request.path[name]);
  const path = Object.fromEntries(names.map((name, index) => [name, ours[index]]));
  return { path, params: request.query, data: request.body };
}

/** Sends a full request with the SDK: it is accepted, and recorded as it was given. */
async function endpoint(id, given, found) {
  await forget();
  const options = given.tokens.includes('tenant') ? {} : lark.withUserAccessToken('u-node');
  const reply = await at(client, found.call)(payload(given, found.names), options);
  // A download has no envelope.
  assert.equal(reply.code ?? 0, 0, id);
  const [{ request }] = await callsOf(id);
  for (const part of ['path', 'query', 'body']) assert.deepEqual(request[part], given.request[part] ?? {}, `${id} ${part}`);
}

/** Walks through a list with the SDK's iterator: it ends. */
async function list(id, given, found) {
  await forget();
  let pages = 0;
  const { page_token: _, ...query } = given.request.query ?? {};
  for await (const page of await at(client, found.walk)(payload({ ...given, request: { ...given.request, query } }, found.names))) {
    assert.ok(page, id);
    pages += 1;
    assert.ok(pages < 10, `${id} does not end`);
  }
  assert.equal((await callsOf(id)).length, pages, id);
}

async function endpoints() {
  const found = await sdkFunctions();
  const counts = { endpoints: 0, lists: 0, absent: [] };
  for (const [id, given] of Object.entries(requests)) {
    const of = found.get(`${given.method} ${template(given.path)}`);
    if (of?.call === undefined) {
      counts.absent.push(id);
      continue;
    }
    // The mock server keeps no request for a token: `storeApp` and `person` make such calls.
    if (given.tokens.length === 0) continue;
    await endpoint(id, given, of);
    counts.endpoints += 1;
    if (of.walk) {
      await list(id, given, of);
      counts.lists += 1;
    }
  }
  return counts;
}

const INSTANCE = 'approval/v4/instance/get';
const instance = (options) => client.approval.v4.instance.get({ path: { instance_id: '1' } }, options);

/** Errors reach the caller as their pages document them, and ordered data in its turn. */
async function orders() {
  const order = async (body) => assert.equal((await ask('/mock/answers', 'POST', { endpoint: INSTANCE, ...body })).status, 200);
  await order({ data: { status: 'PENDING' } });
  await order({ code: 1390003 });
  await order({ data: { status: 'APPROVED' } });
  assert.equal((await instance()).data.status, 'PENDING');
  const refused = await instance().catch((error) => error.response.data);
  assert.equal(refused.code, 1390003);
  assert.ok(refused.msg && refused.error.log_id);
  assert.equal((await instance()).data.status, 'APPROVED');
  assert.equal((await instance()).data.status, 'APPROVED');
  await ask('/mock/answers', 'DELETE');
}

/** A file with a Chinese name arrives with its name and content. */
async function upload() {
  await forget();
  const bytes = Buffer.from('内容 \r\n--boundary');
  const name = '报销单 "1".pdf';
  const folder = mkdtempSync(join(tmpdir(), 'interop-'));
  writeFileSync(join(folder, name), bytes);
  const content = createReadStream(join(folder, name));
  const reply = await client.request({
    method: 'POST',
    url: '/approval/openapi/v2/file/upload',
    data: { name, type: 'attachment', content },
    headers: { 'Content-Type': 'multipart/form-data' },
  });
  rmSync(folder, { recursive: true });
  assert.equal(reply.code, 0);
  const [{ request }] = await callsOf('approval/v2/file/upload');
  assert.equal(request.body.name, name);
  assert.equal(request.body.content.file_name.replaceAll('%22', '"'), name);
  assert.equal(request.body.content.sha256, createHash('sha256').update(bytes).digest('hex'));
}

/** A store app asks for its ticket, gets it as an event, and calls in a tenant. */
async function storeApp() {
  await forget();
  const store = new lark.Client({ ...app, appId: 'cli_store', appType: lark.AppType.ISV });
  const call = () => store.approval.v4.instance.get({ path: { instance_id: '1' } }, lark.withTenantKey('k'));
  const refused = await call().catch((error) => error.response.data);
  assert.equal(refused.code, 99991661, 'without a ticket there is no token');
  const event = { type: 'app_ticket', app_id: 'cli_store', app_ticket: 'ticket' };
  await new lark.EventDispatcher({ logger }).invoke({ uuid: '1', ts: '1', type: 'event_callback', event });
  assert.equal((await call()).code, 0);
  const ids = new Set((await calls()).map((recorded) => recorded.endpoint));
  const expected = ['auth/v3/app_ticket/resend', INSTANCE, 'auth/v3/app_access_token/create', 'auth/v3/tenant_access_token/create'];
  assert.deepEqual([...ids], expected);
}

/** A person agrees on the authorization page; the SDK exchanges the code, refreshes, and calls as the person. */
async function person() {
  const page = '/open-apis/authen/v1/authorize?client_id=cli_node&response_type=code&redirect_uri=https://example.com/back';
  const code = new URL((await ask(page)).headers.get('location')).searchParams.get('code');
  await client.userAccessToken.initWithCode({ ann: code });
  const token = await client.userAccessToken.get('ann');
  assert.match(token, /^u-/);
  const profile = await client.authen.v1.userInfo.get({}, lark.withUserAccessToken(token));
  assert.ok(profile.data.open_id);
  const { request } = requests['approval/v4/task/query'];
  await forget();
  assert.equal((await client.approval.v4.task.query({ params: request.query }, lark.withUserAccessToken(token))).code, 0);
  assert.equal((await callsOf('approval/v4/task/query'))[0].token, 'user');
  const data = (grant_type, field, value) => ({ data: { grant_type, [field]: value } });
  const first = await client.authen.v1.accessToken.create(data('authorization_code', 'code', 'another'));
  const refresh = data('refresh_token', 'refresh_token', first.data.refresh_token);
  assert.match((await client.authen.v1.refreshAccessToken.create(refresh)).data.access_token, /^u-/);
  assert.equal((await client.authen.v1.refreshAccessToken.create(refresh)).code, 20007, 'a refresh token is used once');
}

const { endpoints: sent, lists, absent } = await endpoints();
assert.ok(sent > 0 && lists > 0, 'nothing was compared');
await orders();
await upload();
await storeApp();
await person();
console.log(
  `Node: ${sent} of ${Object.keys(requests).length} endpoints sent and recorded as given, ${lists} lists walked by iterators, ` +
    `orders, an upload, a store app and a person; not in the SDK: ${absent.join(', ')}`,
);
