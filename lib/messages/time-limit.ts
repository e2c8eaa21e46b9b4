/** Waits for something, but no longer than this; rejects with `late()` then. What comes after that is left to `onLate`. */
export function limitTime<T>(
  promise: Promise<T>,
  ms: number,
  late: () => Error,
  onLate: (result: Promise<T>) => void = () => {},
): Promise<T> {
  // Less than a race of promises, for every message comes through here.
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onLate(promise);
      reject(late());
    }, ms).unref();
    promise.then(
      result => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
