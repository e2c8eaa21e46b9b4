import type { ApiCall } from '../../api/api-call.js';
import type { CallDetail, CallRow } from '../console.types.js';

/** A call in short. */
export function toCallRow(call: ApiCall): CallRow {
  const { id, at, method, path, errcode, durationMs } = call;
  return { id, at, method, path, errcode, note: describe(call), durationMs };
}

/** A call with its query, body and response. */
export function toCallDetail(call: ApiCall): CallDetail {
  const { appId, query, raw, response, rid, ip } = call;
  const body = call.body ?? (raw.length > 0 ? raw.toString() : undefined);
  const files = Object.entries(call.files).map(([field, { filename, bytes }]) => ({
    field,
    filename,
    size: bytes.length,
  }));
  return { ...toCallRow(call), appId, query, body, files, response, rid, ip };
}

/** A response that is a text stands for what befell the call in place of an answer. */
function describe({ response, errcode }: ApiCall): string {
  if (typeof response === 'string') return response;
  if (errcode === undefined || errcode === 0) return '';
  const { errmsg } = response as { readonly errmsg?: unknown };
  return typeof errmsg === 'string' ? errmsg.replace(/ rid: \S+$/, '') : '';
}
