import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import setup, { findChromium, findRedisServer } from './install.js';

test('without a package manager, the run ends with what to install', () => {
  path();
  expect(setup).toThrow(
    `Install ${['redis', ...browser('chromium')].join(' and ')} to run the tests ` +
      '(REDIS_SERVER and CHROMIUM may name executables): there is no package manager to do it.',
  );
});

test('a package manager that fails says why', () => {
  const folder = path();
  command(folder, 'brew', 'echo "Error: no $*" >&2; exit 1');
  const packages = ['redis', ...browser('google-chrome')];
  expect(setup).toThrow(
    `Install ${packages.join(' and ')} with brew to run the tests ` +
      `(REDIS_SERVER and CHROMIUM may name executables): Error: no install ${packages.join(' ')}.`,
  );
});

test('what the package manager installs is found', () => {
  const folder = path();
  command(folder, 'brew', `for name in redis-server chromium; do cp "$0" ${folder}/$name; done`);
  setup();
  expect(findRedisServer()).toBe(join(folder, 'redis-server'));
  expect(findChromium()).toBe(join(folder, 'chromium'));
});

test.each(['REDIS_SERVER', 'CHROMIUM'])('%s may name an executable, and nothing else', name => {
  const folder = path();
  const explicit = command(folder, 'explicit', '');
  for (const need of ['REDIS_SERVER', 'CHROMIUM']) vi.stubEnv(need, explicit);
  setup();
  expect([findRedisServer(), findChromium()]).toEqual([explicit, explicit]);
  vi.stubEnv(name, `${explicit}.not`);
  expect(setup).toThrow(`${name}=${explicit}.not is no executable.`);
});

/** Leaves this test a PATH of one folder with nothing but the shell and `cp`. */
function path(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nestjs-wechat-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of ['sh', 'cp']) symlinkSync(`/bin/${name}`, join(folder, name));
  vi.stubEnv('PATH', folder);
  for (const name of ['REDIS_SERVER', 'CHROMIUM']) vi.stubEnv(name, undefined);
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  return folder;
}

function command(folder: string, name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

/** A Mac may have a browser that is not on the PATH. */
function browser(name: string): string[] {
  return findChromium() === undefined ? [name] : [];
}
