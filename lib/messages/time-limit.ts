/** Waits for something, but no longer than this; rejects with `late()` then. What comes after that is left to `onLate`. */
export async function limitTime<T>(
  promise: Promise<T>,
  ms: number,
  late: () => Error,
  onLate: (result: Promise<T>) => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onLate(promise);
      reject(late());
    }, ms).unref();
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
