/** @import { ActionResult } from '../../console.types.js' */

/**
 * Presses a button: it does not wait for what the account answers.
 *
 * @param {string} name
 * @param {Readonly<Record<string, unknown>>} input
 * @returns {Promise<ActionResult>}
 * @throws {Error} with words for people
 */
export async function runAction(name, input) {
  const response = await fetch(`/sandbox/actions/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  const result = await response.json();
  if (!response.ok) throw new Error(result.error);
  return result;
}

/**
 * Reads the details of a delivery or a call.
 *
 * @template Detail
 * @param {'deliveries' | 'calls'} list
 * @param {number} id
 * @returns {Promise<Detail | undefined>} `undefined` for what the sandbox has forgotten
 */
export async function fetchDetail(list, id) {
  const response = await fetch(`/sandbox/${list}/${id}`);
  return response.ok ? response.json() : undefined;
}

/**
 * Reads a file that was chosen.
 *
 * @param {File} file
 * @returns {Promise<{ base64: string, contentType: string, filename: string }>}
 */
export function readFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('error', () => reject(reader.error));
    reader.addEventListener('load', () => {
      // `data:image/png;base64,…`
      const [, base64 = ''] = /** @type {string} */ (reader.result).split(',');
      resolve({ base64, contentType: file.type || 'application/octet-stream', filename: file.name });
    });
    reader.readAsDataURL(file);
  });
}
