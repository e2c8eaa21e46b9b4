import { expect, test } from 'vitest';
import { Changes } from '#lib/sandbox/changes';

test('many changes at once are told once, and later ones again', async () => {
  const changes = new Changes();
  let told = 0;
  const unsubscribe = changes.subscribe(() => void told++);
  for (let count = 0; count < 1000; count++) changes.notify();
  await Promise.resolve();
  expect(told).toBe(1);
  changes.notify();
  await Promise.resolve();
  expect(told).toBe(2);
  unsubscribe();
  changes.notify();
  await Promise.resolve();
  expect(told).toBe(2);
});
