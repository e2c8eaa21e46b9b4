/**
 * @typedef {object} ProfileNode
 * @property {number} id
 * @property {{ functionName: string, url: string, lineNumber: number }} callFrame
 * @property {number[]} [children]
 */

/**
 * Self time by function, most first.
 *
 * @param {{ nodes: ProfileNode[], samples: number[], timeDeltas: number[] }} profile
 * @param {(url: string) => boolean} isOutside whose time, with all that they call, is left out
 * @returns {{ name: string, url: string, line: number, ms: number, share: number }[]}
 */
export function selfTimes({ nodes, samples, timeDeltas }, isOutside) {
  const micros = new Map();
  samples.forEach((id, index) => micros.set(id, (micros.get(id) ?? 0) + timeDeltas[index]));
  const byId = new Map(nodes.map(node => [node.id, node]));
  const functions = new Map();
  let total = 0;
  const visit = ({ id, callFrame: { functionName, url, lineNumber }, children = [] }) => {
    if (isOutside(url)) return;
    const key = `${functionName} ${url} ${lineNumber}`;
    const entry = functions.get(key) ?? { name: functionName || '(anonymous)', url, line: lineNumber + 1, ms: 0 };
    const ms = (micros.get(id) ?? 0) / 1000;
    functions.set(key, entry);
    // Waiting is no work.
    if (functionName !== '(idle)') {
      entry.ms += ms;
      total += ms;
    }
    for (const child of children) visit(byId.get(child));
  };
  visit(nodes[0]);
  return [...functions.values()].map(entry => ({ ...entry, share: entry.ms / total })).sort((a, b) => b.ms - a.ms);
}
