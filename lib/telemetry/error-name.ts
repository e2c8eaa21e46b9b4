/** What was thrown, in one word that says nothing of anybody. */
export function errorName(error: unknown): string {
  try {
    // Whoever throws may throw anything, also an error whose name is none.
    const name: unknown = error instanceof Error ? error.name : typeof error;
    return typeof name === 'string' ? name : 'Error';
  } catch {
    return 'Error';
  }
}
