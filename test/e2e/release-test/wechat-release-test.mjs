/**
 * WeChat's release test of third-party platforms (全网发布接入检测), from the protocol page alone: nothing of the package is in it.
 * It plays the API at a port of its own, whose address is the first line that it writes. A line of JSON then tells it what stands
 * in the platform's console: `{ componentAppId, componentAppSecret, token, encodingAESKey, eventsUrl, messageUrl }`, and `groups`,
 * `answerMs` and `messageMs` where not all is to be tested or nothing is expected. It writes a line for each case, with `failure`
 * where it failed.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:http';

/** AppID and user_name of an official account, and of a mini program. */
const GROUPS = [
  ['wx570bc396a51b8ff8', 'gh_3c884a361561', 'wxd101a85aa106f53e', 'gh_8dad206e9538'],
  ['wx9252c5e0bb1836fc', 'gh_c0f28a78b318', 'wxc39235c15087f6f3', 'gh_905ae9d01059'],
  ['wx8e1097c5bc82cde9', 'gh_3f222ed8d140', 'wx7720d01d4b2a4500', 'gh_393666f1fdf4'],
  ['wx14550af28c71a144', 'gh_26128078e9ab', 'wx05d483572dcd5d8b', 'gh_39abb5d4e1b7'],
  ['wxa35b9c23cfe664eb', 'gh_2b3713f184a6', 'wx5910277cae6fd970', 'gh_7818dcb60240'],
];
/** Anybody's account, which the test is none of the business of. */
const CUSTOMER = { appId: 'wxf0e1d2c3b4a59687', userName: 'gh_f0e1d2c3b4a5' };
const PERSON = 'oTesterOfWechat0123456789abc';

const secret = prefix => `${prefix}@@@${randomBytes(32).toString('base64url')}`;
const seconds = () => Math.floor(Date.now() / 1000);
const say = line => process.stdout.write(`${JSON.stringify(line)}\n`);

/** What the console has. */
let platform;
const tickets = new Set();
let componentToken;
/** Codes, each with the authorization that it gives; one that was exchanged is taken away. */
const codes = new Map();
/** What holds for an account: its refresh token, and the access tokens that it made. */
const authorizations = new Map();
/** Customer-service messages, and who waits for the next one. */
const messages = [];
let arrived = deferred();

function deferred() {
  const made = {};
  made.promise = new Promise(resolve => Object.assign(made, { resolve }));
  return made;
}

// The API.

const EXPIRES = { expires_in: 7200 };
const FUNCTIONS = [{ funcscope_category: { id: 1 } }, { funcscope_category: { id: 6 } }];

const ENDPOINTS = {
  '/cgi-bin/component/api_component_token': body => {
    if (body.component_appsecret !== platform.componentAppSecret) return { errcode: 40125 };
    if (!tickets.has(body.component_verify_ticket)) return { errcode: 61006 };
    componentToken = secret('componenttoken');
    return { component_access_token: componentToken, ...EXPIRES };
  },
  '/cgi-bin/component/api_query_auth': asPlatform(({ authorization_code: code }) => {
    const authorization = codes.get(code);
    if (!authorization) return { errcode: 61010 };
    codes.delete(code);
    // What was given before ends.
    authorizations.set(authorization.appId, authorization);
    return {
      authorization_info: {
        authorizer_appid: authorization.appId,
        authorizer_access_token: issueToken(authorization),
        ...EXPIRES,
        authorizer_refresh_token: authorization.refreshToken,
        func_info: FUNCTIONS,
      },
    };
  }),
  '/cgi-bin/component/api_authorizer_token': asPlatform(body => {
    const authorization = authorizations.get(body.authorizer_appid);
    if (authorization?.refreshToken !== body.authorizer_refresh_token) return { errcode: 61023 };
    const { refreshToken } = authorization;
    return {
      authorizer_access_token: issueToken(authorization),
      ...EXPIRES,
      authorizer_refresh_token: refreshToken,
    };
  }),
  '/cgi-bin/component/api_get_authorizer_info': asPlatform(({ authorizer_appid: appId }) => {
    const authorization = authorizations.get(appId);
    if (!authorization) return { errcode: 61003 };
    return {
      authorizer_info: {
        nick_name: 'Test',
        head_img: '',
        service_type_info: { id: 2 },
        verify_type_info: { id: 0 },
        user_name: authorization.userName,
        principal_name: 'Test',
        alias: '',
        business_info: { open_store: 0, open_scan: 0, open_pay: 0, open_card: 0, open_shake: 0 },
        qrcode_url: '',
      },
      authorization_info: {
        authorizer_appid: appId,
        authorizer_refresh_token: authorization.refreshToken,
        func_info: FUNCTIONS,
      },
    };
  }),
  '/cgi-bin/message/custom/send': ({ touser, msgtype, text }, query) => {
    const owner = [...authorizations.values()].find(({ tokens }) => tokens.has(query.get('access_token')));
    if (!owner) return { errcode: 40001 };
    if (touser !== PERSON) return { errcode: 43004 };
    messages.push({ appId: owner.appId, msgtype, content: text?.content });
    arrived.resolve();
    return { errcode: 0, errmsg: 'ok' };
  },
};

function asPlatform(answer) {
  return (body, query) => {
    const token = query.get('component_access_token') ?? query.get('access_token');
    if (!componentToken || token !== componentToken) return { errcode: 40001 };
    if (body.component_appid !== platform.componentAppId) return { errcode: 61011 };
    return answer(body);
  };
}

function issueToken({ tokens }) {
  const token = secret('authorizertoken');
  tokens.add(token);
  return token;
}

/** An account authorizes the platform, again or for the first time: a code, which is told by and by. */
function authorize(account) {
  const code = secret('queryauthcode');
  codes.set(code, { ...account, refreshToken: secret('refreshtoken'), tokens: new Set() });
  return code;
}

const api = createServer((incoming, outgoing) => {
  void respond(incoming, outgoing);
});

async function respond(incoming, outgoing) {
  const { pathname, searchParams } = new URL(incoming.url, 'http://api');
  const chunks = await incoming.toArray();
  const found = ENDPOINTS[pathname]?.(JSON.parse(Buffer.concat(chunks).toString() || '{}'), searchParams);
  outgoing.setHeader('content-type', 'application/json; encoding=utf-8');
  outgoing.end(JSON.stringify(found ?? { errcode: 48001, errmsg: 'api unauthorized' }));
}

// The wire.

function sign(...texts) {
  return createHash('sha1')
    .update([platform.token, ...texts].toSorted((one, other) => (one < other ? -1 : 1)).join(''))
    .digest('hex');
}

function aes() {
  const key = Buffer.from(`${platform.encodingAESKey}=`, 'base64');
  return ['aes-256-cbc', key, key.subarray(0, 16)];
}

function encrypt(message) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(message));
  const random = randomBytes(8).toString('hex');
  const frame = Buffer.concat([Buffer.from(random), length, Buffer.from(message + platform.componentAppId)]);
  const pad = 32 - (frame.length % 32);
  const cipher = createCipheriv(...aes()).setAutoPadding(false);
  return Buffer.concat([cipher.update(frame), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString(
    'base64',
  );
}

function decrypt(text) {
  const decipher = createDecipheriv(...aes()).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(text, 'base64'), decipher.final()]);
  const frame = padded.subarray(0, padded.length - padded.at(-1));
  const end = 20 + frame.readUInt32BE(16);
  const receiver = frame.toString('utf8', end);
  if (receiver !== platform.componentAppId) throw new Error(`the reply is encrypted for ${JSON.stringify(receiver)}`);
  return frame.toString('utf8', 20, end);
}

function write(fields) {
  const elements = Object.entries(fields).map(([name, value]) =>
    typeof value === 'number' ? `<${name}>${value}</${name}>` : `<${name}><![CDATA[${value}]]></${name}>`,
  );
  return `<xml>${elements.join('')}</xml>`;
}

function read(xml, name) {
  const [, cdata, plain] = RegExp(`<${name}>(?:<!\\[CDATA\\[(.*?)\\]\\]>|([^<]*))</${name}>`, 's').exec(xml) ?? [];
  return cdata ?? plain;
}

/** Pushes something, encrypted, and returns the answer's body. */
async function push(url, head, fields, query = {}) {
  const [timestamp, nonce] = [String(seconds()), String(Number.parseInt(randomBytes(4).toString('hex'), 16))];
  const ciphertext = encrypt(write(fields));
  const parameters = new URLSearchParams({
    signature: sign(timestamp, nonce),
    timestamp,
    nonce,
    ...query,
    encrypt_type: 'aes',
    msg_signature: sign(timestamp, nonce, ciphertext),
  });
  const outgoing = request(`${url}?${parameters}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    signal: AbortSignal.timeout(platform.answerMs ?? 5000),
  });
  outgoing.end(write({ ...head, Encrypt: ciphertext }));
  const [response] = await once(outgoing, 'response');
  const body = Buffer.concat(await response.toArray()).toString();
  if (response.statusCode !== 200) throw new Error(`the status is ${response.statusCode}`);
  return body;
}

/** Tells the platform something of itself, which it has to take. */
async function notify(InfoType, fields) {
  const head = { AppId: platform.componentAppId };
  const body = await push(platform.eventsUrl, head, { ...head, CreateTime: seconds(), InfoType, ...fields });
  if (body !== 'success') throw new Error(`the answer is ${JSON.stringify(body)}`);
}

function announce({ appId }, code) {
  return notify('authorized', {
    AuthorizerAppid: appId,
    AuthorizationCode: code,
    AuthorizationCodeExpiredTime: seconds() + 3600,
    PreAuthCode: secret('preauthcode'),
  });
}

/** Somebody sends something to an account. */
function send({ appId, userName }, fields) {
  const url = platform.messageUrl.replaceAll('$APPID$', appId);
  const head = { ToUserName: userName };
  const message = { ...head, FromUserName: PERSON, CreateTime: seconds(), ...fields };
  return push(url, head, message, { openid: PERSON });
}

function sendText(account, Content) {
  return send(account, { MsgType: 'text', Content, MsgId: Number.parseInt(randomUUID().slice(0, 8), 16) });
}

// The cases.

function checkReply(body, { userName }, text) {
  const ciphertext = read(body, 'Encrypt');
  if (ciphertext === undefined) throw new Error(`no reply, but ${JSON.stringify(body)}`);
  const signature = sign(read(body, 'TimeStamp'), read(body, 'Nonce'), ciphertext);
  if (read(body, 'MsgSignature') !== signature) throw new Error('the signature is wrong');
  const reply = decrypt(ciphertext);
  const expected = { ToUserName: PERSON, FromUserName: userName, MsgType: 'text', Content: text };
  for (const [name, value] of Object.entries(expected)) {
    if (read(reply, name) !== value) throw new Error(`${name} is ${JSON.stringify(read(reply, name))}, not ${value}`);
  }
}

/** Nothing at once, and then a message by the API. */
async function queryAuthCode(account, code) {
  const body = await sendText(account, `QUERY_AUTH_CODE:${code}`);
  if (body !== '') throw new Error(`the answer is not empty, but ${JSON.stringify(body)}`);
  const isIt = ({ appId, msgtype, content }) =>
    appId === account.appId && msgtype === 'text' && content === `${code}_from_api`;
  const end = new Promise(resolve => setTimeout(resolve, platform.messageMs ?? 10_000, 'late').unref());
  while (!messages.some(isIt)) {
    arrived = deferred();
    if ((await Promise.race([arrived.promise, end])) === 'late') throw new Error('no such message came by the API');
  }
}

async function test(name, appId, run) {
  try {
    await run();
    say({ name, appId });
  } catch (error) {
    say({ name, appId, failure: error.message });
  }
}

async function testAccount(account, isOfficial) {
  const test1 = (name, run) => test(name, account.appId, run);
  const pushed = authorize(account);
  // Both at once: nobody says which comes first.
  await Promise.all([
    test1('authorized', () => announce(account, pushed)),
    test1('api-pushed-code', () => queryAuthCode(account, pushed)),
  ]);
  if (isOfficial) {
    const text = 'TESTCOMPONENT_MSG_TYPE_TEXT';
    await test1('text', async () => checkReply(await sendText(account, text), account, `${text}_callback`));
    const event = { MsgType: 'event', Event: 'LOCATION', Latitude: 23.137, Longitude: 113.352, Precision: 119.385 };
    await test1('event', async () => checkReply(await send(account, event), account, 'LOCATIONfrom_callback'));
  }
  await test1('api', () => queryAuthCode(account, authorize(account)));
}

api.listen(0, '127.0.0.1');
await once(api, 'listening');
say({ api: `http://127.0.0.1:${api.address().port}` });
const [line] = await once(process.stdin.setEncoding('utf8'), 'data');
process.stdin.destroy();
platform = JSON.parse(line);

await test('ticket', undefined, async () => {
  const ticket = secret('ticket');
  tickets.add(ticket);
  await notify('component_verify_ticket', { ComponentVerifyTicket: ticket });
});
const own = authorize(CUSTOMER);
await test('customer', CUSTOMER.appId, () => announce(CUSTOMER, own));
const stolen = authorize({ ...CUSTOMER, appId: 'wx0000000000000bad' });
await test('customer-text', CUSTOMER.appId, () => sendText(CUSTOMER, `QUERY_AUTH_CODE:${stolen}`));
for (const [index, [appId, userName, miniProgram, miniProgramName]] of GROUPS.entries()) {
  if (platform.groups && !platform.groups.includes(index + 1)) continue;
  await testAccount({ appId, userName }, true);
  await testAccount({ appId: miniProgram, userName: miniProgramName }, false);
}
await test('no-code-for-customers', CUSTOMER.appId, () => {
  if (!codes.has(stolen)) throw new Error('somebody had a code exchanged by writing it');
  const sent = messages.find(({ appId }) => appId === CUSTOMER.appId);
  if (sent) throw new Error(`a customer was written ${JSON.stringify(sent.content)}`);
});
api.close();
api.closeAllConnections();
