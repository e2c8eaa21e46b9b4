import { ApiError } from '../api-error.js';
import { get, post, type ApiEndpoint, type ApiTable } from '../endpoint.js';
import type { Fields } from '../fields.js';

const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

const deleteAccount: ApiEndpoint = {
  // Documented as a GET; SDKs POST it.
  method: 'any',
  token: 'account',
  body: 'optional',
  run: ({ account, query }) => account.kefuAccounts.delete(readName(query)),
};

/** Human agents. Nobody of them is ever online. Official document: 客服账号管理. */
export const kefuAccountEndpoints: ApiTable = {
  '/cgi-bin/customservice/getkflist': get(({ account }) => ({
    kf_list: account.kefuAccounts.list().map(kefu => ({
      kf_id: kefu.id,
      kf_account: kefu.account,
      kf_nick: kefu.nickname,
      kf_headimgurl: '',
      invite_wx: kefu.invitedWx,
      invite_status: kefu.invitedWx === undefined ? undefined : 'waiting',
    })),
  })),

  '/cgi-bin/customservice/getonlinekflist': get(() => ({ kf_online_list: [] })),

  '/customservice/kfaccount/add': post(({ account, body }) => {
    account.kefuAccounts.add(readName(body), readNickname(body));
  }),

  '/customservice/kfaccount/update': post(({ account, body }) => {
    account.kefuAccounts.get(readName(body)).nickname = readNickname(body);
  }),

  '/customservice/kfaccount/inviteworker': post(({ account, body }) => {
    account.kefuAccounts.get(readName(body)).invitedWx = body.text('invite_wx', { missing: 61451 });
  }),

  '/customservice/kfaccount/del': deleteAccount,

  '/customservice/kfaccount/uploadheadimg': post(
    ({ account, query, file }) => {
      account.kefuAccounts.get(readName(query));
      if (!file) throw new ApiError(41005);
      if (!file.bytes.subarray(0, JPEG.length).equals(JPEG)) throw new ApiError(61457);
    },
    { body: 'form' },
  ),
};

function readName(fields: Fields): string {
  return fields.text('kf_account', { missing: 61452 });
}

function readNickname(body: Fields): string {
  return body.text('nickname', { missing: 61451 });
}
