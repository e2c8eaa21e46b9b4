import { unescape } from 'node:querystring';
import { isNonce } from './authorization-states.js';
import type { PageRequest } from './host-http.js';

/** The address of a page as a request has it, with what WeChat has added to its query taken apart. */
export interface PageAddress {
  /** Begins with a slash. */
  readonly path: string;
  /** The query without the parameters `code` and `state`, as it was written. */
  readonly query: string;
  /** The parameters `state`, as they were written. */
  readonly own: string;
  readonly codes: readonly string[];
  readonly states: readonly string[];
}

/** Reads the address of a request. No host in it counts. */
export function readAddress({ originalUrl }: Pick<PageRequest, 'originalUrl'>): PageAddress {
  // A target may be absolute; servers have to take it.
  const target = originalUrl.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  const [, path = '', search = ''] = /^([^?#]*)\??([^#]*)/.exec(target) ?? [];
  const parameters = search
    .split('&')
    .filter(text => text !== '')
    .map(readParameter);
  const named = (name: string) => parameters.filter(parameter => parameter.name === name);
  return {
    path: path.startsWith('/') ? path : `/${path}`,
    query: join(parameters.filter(({ name }) => name !== 'code' && name !== 'state').map(({ text }) => text)),
    own: join(named('state').map(({ text }) => text)),
    codes: named('code').map(({ value }) => value),
    states: named('state').map(({ value }) => value),
  };
}

/** Whether somebody seems to come from an authorize page, from which it is never begun anew by itself. */
export function isCallback({ codes, states }: PageAddress): boolean {
  return codes.length > 0 || states.some(isNonce);
}

/**
 * The page as browsers know it, without what WeChat has added.
 *
 * @param publicUrl without a slash at its end
 * @param own parameters of the page that WeChat was not told
 */
export function toPublicUrl(publicUrl: string, { path, query }: PageAddress, own: string): string {
  const search = join([query, own].filter(part => part !== ''));
  const { href } = new URL(publicUrl + path + (search === '' ? '' : `?${search}`));
  // Dots would lead out of the path that the application has at its host.
  return href.startsWith(`${publicUrl}/`) ? href : `${publicUrl}/`;
}

function readParameter(text: string): { readonly text: string; readonly name: string; readonly value: string } {
  const [name = '', ...value] = text.split('=');
  return { text, name: decode(name), value: decode(value.join('=')) };
}

/** Never throws, whatever it is. */
function decode(text: string): string {
  return unescape(text.replaceAll('+', ' '));
}

function join(parameters: readonly string[]): string {
  return parameters.join('&');
}
