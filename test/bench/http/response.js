/** @typedef {{ status: number, body: string }} Response */

/**
 * Reads an HTTP/1.1 response once all of it is there.
 *
 * @param {string} bytes in latin1
 * @returns {Response | undefined}
 */
export function parseResponse(bytes) {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = bytes.slice(0, headEnd);
  const start = headEnd + 4;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  const body = length === null ? readChunks(bytes, start) : readLength(bytes, start, Number(length[1]));
  return body === undefined ? undefined : { status: Number(head.slice(9, 12)), body };
}

function readLength(bytes, start, length) {
  return bytes.length < start + length ? undefined : bytes.slice(start, start + length);
}

function readChunks(bytes, start) {
  let body = '';
  for (let position = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', position);
    if (lineEnd === -1) return undefined;
    const length = Number.parseInt(bytes.slice(position, lineEnd), 16);
    const end = lineEnd + 2 + length;
    if (bytes.length < end + 2) return undefined;
    if (length === 0) return body;
    body += bytes.slice(lineEnd + 2, end);
    position = end + 2;
  }
}
