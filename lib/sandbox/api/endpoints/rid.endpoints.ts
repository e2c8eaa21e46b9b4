import type { ApiCall } from '../api-call.js';
import { ApiError } from '../api-error.js';
import { postOfEither, type ApiTable } from '../endpoint.js';

const LIFE_MS = 7 * 86_400_000;

/** What became of a call. Official document: 查询rid信息. */
export const ridEndpoints: ApiTable = {
  '/cgi-bin/openapi/rid/get': postOfEither(({ world, owner, body }) => {
    const rid = body.text('rid', { missing: 76002 });
    if (!/^[\da-f]{8}-[\da-f]{8}-[\da-f]{8}$/.test(rid)) throw new ApiError(76002);
    const call = world.calls.entries.findLast(entry => entry.rid === rid);
    if (!call) throw new ApiError(76001);
    if (call.path.startsWith('/sns/')) throw new ApiError(76022);
    if (call.appId !== owner.appId) throw new ApiError(76003);
    if (world.clock.now() - call.at >= LIFE_MS) throw new ApiError(76004);
    return { errcode: 0, errmsg: 'ok', request: describe(call) };
  }),
};

function describe({ at, durationMs = 0, url, raw, files, response, ip }: ApiCall) {
  return {
    invoke_time: Math.floor(at / 1000),
    cost_in_ms: Math.round(durationMs),
    // The parameters only, as WeChat has it.
    request_url: url.includes('?') ? url.slice(url.indexOf('?') + 1) : '',
    request_body: Object.keys(files).length > 0 ? '' : raw.toString(),
    response_body: JSON.stringify(response),
    client_ip: ip,
  };
}
