import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import easywechat from 'node-easywechat';

/** @type {import('./sdk.js').CreateTokenGetter} */
export async function create({ appId: app_id, appSecret: secret }, wechat) {
  // By itself it keeps tokens in files of the working directory.
  const path = mkdtempSync(join(tmpdir(), 'nestjs-wechat-easywechat-'));
  process.once('exit', () => rmSync(path, { recursive: true }));
  const app = new easywechat.OfficialAccount({ app_id, secret, file_cache: { path }, http: { baseURL: `${wechat}/` } });
  return () => app.getAccessToken().getToken();
}
