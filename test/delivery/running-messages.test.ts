import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunningMessages } from '#lib/delivery/running-messages';

test('those that run when the application shuts down are finished, and no others', async () => {
  const steps = fc.array(fc.option(fc.nat(), { nil: 'add' as const }));
  await fc.assert(
    fc.asyncProperty(steps, async all => {
      const running = new RunningMessages();
      const entries: ReturnType<RunningMessages['add']>[] = [];
      const expected = new Set<number>();
      const finished: number[] = [];
      for (const step of all) {
        if (step === 'add') {
          const name = entries.length;
          // What is finished takes itself out as well.
          const finish = async () => running.delete(entries[name] as (typeof entries)[0]);
          entries.push(running.add({ finish: () => finish().then(() => void finished.push(name)) }));
          expected.add(name);
        } else if (entries.length > 0) {
          const name = step % entries.length;
          running.delete(entries[name] as (typeof entries)[0]);
          expected.delete(name);
        }
      }
      await running.beforeApplicationShutdown();
      expect(finished.toSorted((a, b) => a - b)).toEqual([...expected]);
    }),
  );
});

test('what begins while the application shuts down is finished too', async () => {
  const running = new RunningMessages();
  const finished: string[] = [];
  const finish = (name: string, then = () => {}) => ({
    finish: async () => {
      finished.push(name);
      then();
    },
  });
  running.add(finish('first', () => void running.add(finish('second'))));
  await running.beforeApplicationShutdown();
  expect(finished).toEqual(['first', 'second']);
});
