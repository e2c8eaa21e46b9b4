import { onTestFinished } from 'vitest';
import { AesKey } from '#lib/callback/aes-key';
import { decrypt, encrypt, sign } from '#lib/callback/crypto';
import { parseXml, renderXml } from '#lib/callback/xml';
import { WechatSandbox, type SandboxComponent, type SandboxOptions } from 'nestjs-wechat/sandbox';
import { startCallback, type ReceivedPush } from './callback-server.js';
import { getJson, postJson, type Answer, type Json } from './raw-api.js';

/** A platform without a framework, which knows the protocol and no more. */
export interface RawPlatform {
  readonly sandbox: WechatSandbox;
  readonly component: SandboxComponent;
  readonly eventsUrl: string;
  readonly messageUrl: string;
  /** Everything that was pushed, decrypted. */
  readonly pushes: readonly PlatformPush[];
  /** A path under `/cgi-bin/component/`, with the platform's token, which is made at the first call. */
  call(name: string, body?: Json): Promise<Answer>;
  /** A new token of the platform. */
  token(): Promise<string>;
}

/** A push as the platform reads it. */
export interface PlatformPush {
  readonly path: string;
  readonly query: URLSearchParams;
  /** What stands outside of the ciphertext. */
  readonly envelope: Readonly<Record<string, unknown>>;
  /** AppID at the end of the frame. */
  readonly receiver: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Starts WeChat with a platform; all of it ends with the test. The answer to every push is `success` unless told otherwise. */
export async function startPlatform(
  options: SandboxOptions = {},
  answer: (push: PlatformPush) => string | undefined = () => 'success',
): Promise<RawPlatform> {
  const sandbox = await WechatSandbox.start({ components: [{}], ...options });
  onTestFinished(() => sandbox.stop());
  const component = sandbox.component();
  const pushes: PlatformPush[] = [];
  const { url } = await startCallback((response, received) => {
    const push = open(component, received);
    pushes.push(push);
    const body = answer(push);
    if (body !== undefined) response.end(body);
  });
  const { origin } = new URL(url);
  component.eventsUrl = `${origin}/events`;
  component.messageUrl = `${origin}/messages/$APPID$`;
  const token = async () => {
    const { componentAppId, componentAppSecret, tickets } = component;
    const { component_access_token: value } = await postJson(sandbox, '/cgi-bin/component/api_component_token', {
      component_appid: componentAppId,
      component_appsecret: componentAppSecret,
      component_verify_ticket: (tickets.newest ?? tickets.issue()).value,
    });
    return String(value);
  };
  let present: Promise<string> | undefined;
  const call = async (name: string, body: Json = {}) => {
    present ??= token();
    const all = { component_appid: component.componentAppId, ...body };
    return postJson(sandbox, `/cgi-bin/component/${name}`, all, { component_access_token: await present });
  };
  return { sandbox, component, pushes, token, call, eventsUrl: component.eventsUrl, messageUrl: component.messageUrl };
}

const RANDOM = Buffer.from('0123456789abcdef');

/** A text reply, sealed as a platform does, unless told otherwise. */
export function sealText(
  { token, encodingAESKey, componentAppId }: SandboxComponent,
  { fields }: PlatformPush,
  content: string,
  changes: { readonly receiver?: string; readonly token?: string } = {},
): string {
  const reply = renderXml({
    ToUserName: String(fields['FromUserName']),
    FromUserName: String(fields['ToUserName']),
    CreateTime: 1_700_000_000,
    MsgType: 'text',
    Content: content,
  });
  const Encrypt = encrypt(new AesKey(encodingAESKey), changes.receiver ?? componentAppId, reply, RANDOM);
  const MsgSignature = sign(changes.token ?? token, '1700000000', '1', Encrypt);
  return renderXml({ Encrypt, MsgSignature, TimeStamp: 1_700_000_000, Nonce: '1' });
}

/** The token with which the platform serves an account. */
export async function authorizerToken({ call }: RawPlatform, code: string): Promise<string> {
  const { authorization_info: info } = await call('api_query_auth', { authorization_code: code });
  return String(info.authorizer_access_token);
}

/** Reads with a token of any kind. */
export function getWith(sandbox: WechatSandbox, path: string, token: string): Promise<Answer> {
  return getJson(sandbox, path, { access_token: token });
}

function open({ encodingAESKey }: SandboxComponent, { request, body }: ReceivedPush): PlatformPush {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://platform.test');
  const envelope = parseXml(body) as Readonly<Record<string, unknown>>;
  const { message, appId } = decrypt(new AesKey(encodingAESKey), String(envelope['Encrypt']));
  const fields = parseXml(message.toString()) as Readonly<Record<string, unknown>>;
  return { path: pathname, query: searchParams, envelope, receiver: appId, fields };
}
