import { onTestFinished } from 'vitest';

/** What the console is sent, as far as tests look at it; the fields are those of `Snapshot`. */
export type SentSnapshot = Readonly<Record<string, unknown>> & {
  readonly people: { readonly total: number; readonly newest: readonly Readonly<Record<string, unknown>>[] };
  readonly phone?: Readonly<Record<string, unknown>> & { readonly chat: readonly Readonly<Record<string, unknown>>[] };
  readonly deliveries: readonly Readonly<Record<string, unknown>>[];
  readonly calls: readonly Readonly<Record<string, unknown>>[];
};

/** Follows the console's events; `next()` resolves with the next snapshot for which `isWanted` holds. */
export interface SnapshotStream {
  next(isWanted?: (snapshot: SentSnapshot) => boolean): Promise<SentSnapshot>;
  close(): void;
}

/** Opens the console's events as a browser does. */
export async function followSnapshots(origin: string, query = ''): Promise<SnapshotStream> {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const response = await fetch(`${origin}/sandbox/events${query}`, { signal: controller.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('The events have no body.');
  let text = '';
  const readEvent = async (): Promise<SentSnapshot> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
        text = text.slice(end + 2);
        return JSON.parse(data ?? '') as SentSnapshot;
      }
      const { value, done } = await reader.read();
      if (done) throw new Error('The events have ended.');
      text += value;
    }
  };
  return {
    async next(isWanted = () => true) {
      for (;;) {
        const snapshot = await readEvent();
        if (isWanted(snapshot)) return snapshot;
      }
    },
    close: () => controller.abort(),
  };
}
