import { decimal, spread, whole, yesNo } from './format.js';
import { renderTable } from './table.js';

/**
 * The report's part about access tokens.
 *
 * @param {Awaited<ReturnType<import('../tokens/bench.js').benchTokens>>} results
 * @returns {string[]} paragraphs
 */
export function renderTokens({ freshCopy, coldRead, storms, redisVersion = 'no Redis' }) {
  return [
    '## Access tokens',
    `With ${redisVersion} and a WeChat on this machine; both had the core that the load has elsewhere.`,
    '### From the copy of a process',
    'Calls per second of `TokenService.getAccessToken()` and of the `ensureAccessToken()` of co-wechat-api, both with a ' +
      'token that lives, one after the other in one process by turns.',
    renderFreshCopy(freshCopy),
    '### From Redis',
    'Reads per second of a credential, past the copy and the sharing of requests, and of a bare `GET` of the same value ' +
      'through the same ioredis connection, 50 at a time by turns.',
    renderColdRead(coldRead),
    '### Token storm',
    'Callers that ask at once where there is no token yet: how many requests for one come to WeChat, which takes 50 ms to ' +
      'answer, and how many different tokens the callers get. With classic tokens, which the others ask for by default, ' +
      'a new one ends the one before it within five minutes, and all older ones.',
    renderStorms(storms),
  ];
}

function renderFreshCopy({ reason, ours, reference, ratio, target, cpuRatio, io, calls, store, requests }) {
  return renderTable(
    ['nestjs-wechat', 'co-wechat-api', 'Ratio', 'Target', 'Met', 'Ratio by processor time', 'I/O of nestjs-wechat'],
    [
      reason === undefined
        ? [
            spread(ours, whole),
            spread(reference, whole),
            spread(ratio, decimal),
            `≥ ${target}, no I/O`,
            yesNo(ratio.median >= target && io.length === 0 && requests.ours === 1),
            spread(cpuRatio, decimal),
            `${io.length === 0 ? 'none' : [...new Set(io)].join(', ')} in ${whole(calls)} calls, with a store in ${store}; requests to WeChat in all: ${requests.ours}`,
          ]
        : [reason, '', '', '', '', '', ''],
    ],
  );
}

function renderColdRead({ reason, ours, reference, ratio, target, cpuRatio, commands }) {
  return renderTable(
    ['nestjs-wechat', 'GET', 'Ratio', 'Target', 'Met', 'Ratio by processor time', 'Round trips per read'],
    [
      reason === undefined
        ? [
            spread(ours, whole),
            spread(reference, whole),
            spread(ratio, decimal),
            `≥ ${target}, one round trip`,
            yesNo(ratio.median >= target && commands === 1),
            spread(cpuRatio, decimal),
            String(commands),
          ]
        : [reason, '', '', '', '', '', ''],
    ],
  );
}

function renderStorms(storms) {
  return renderTable(
    ['Contestant', 'Callers', 'Requests to WeChat', 'Different tokens', 'Target', 'Met', 'Notes'],
    storms.map(({ contestant, callers, reason, requests, tokens, failed, error }) => {
      const { name, target, pointed } = contestant;
      const measured = reason === undefined;
      const notes = [
        ...(measured ? [] : [`cannot be measured: ${reason}`]),
        `pointed here by ${pointed}`,
        ...(failed > 0 ? [`${whole(failed)} callers got none: ${error}`] : []),
      ];
      return [
        name,
        whole(callers),
        measured ? whole(requests) : '–',
        measured ? whole(tokens) : '–',
        target === undefined ? '' : String(target),
        target === undefined || !measured ? '' : yesNo(requests === target && tokens === 1 && failed === 0),
        notes.join('; '),
      ];
    }),
  );
}
