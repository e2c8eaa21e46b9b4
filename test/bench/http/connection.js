import { connect } from 'node:net';
import { parseResponse } from './response.js';

/** A keep-alive connection with one request at a time on its way. */
export class Connection {
  #socket;
  #received = '';

  /**
   * @param {number} port
   * @param {(response: import('./response.js').Response) => void} onResponse
   * @param {(error: Error) => void} onFailure where the server breaks off
   */
  constructor(port, onResponse, onFailure) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', chunk => {
      this.#received += chunk;
      const response = parseResponse(this.#received);
      if (response === undefined) return;
      this.#received = '';
      onResponse(response);
    });
    this.#socket.on('error', onFailure);
    this.#socket.on('end', () => onFailure(new Error('the server closed the connection')));
  }

  /** @param {string} request */
  send(request) {
    this.#socket.write(request);
  }

  close() {
    this.#socket.destroy();
  }
}

/**
 * One request on a connection of its own.
 *
 * @param {number} port
 * @param {string} request
 * @param {number} timeoutMs
 * @returns {Promise<import('./response.js').Response>}
 */
export async function exchange(port, request, timeoutMs) {
  let connection;
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
      connection = new Connection(port, resolve, reject);
      connection.send(request);
    });
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
