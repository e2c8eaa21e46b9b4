/** Something that the sandbox was asked for cannot be; the message says what to do. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}
