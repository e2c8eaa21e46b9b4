import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

interface PackageManager {
  readonly command: string;
  readonly root: boolean;
  readonly redis: string;
  readonly faketime: string;
  /** A shell script that gets the names of packages as its arguments. */
  readonly script: string;
}

// Debian starts a service that it installs, unless policy-rc.d says no.
const APT = `
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' >$policy
  chmod +x $policy
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
`;

const MANAGERS: readonly PackageManager[] = [
  { command: 'apt-get', root: true, redis: 'redis-server', faketime: 'libfaketime', script: APT },
  { command: 'apk', root: true, redis: 'redis', faketime: 'libfaketime', script: 'apk add --no-cache "$@"' },
  { command: 'dnf', root: true, redis: 'redis', faketime: 'libfaketime', script: 'dnf install -y "$@"' },
  { command: 'brew', root: false, redis: 'redis', faketime: 'libfaketime', script: 'brew install "$@"' },
];

/** The Redis or Valkey server to test with: `REDIS_SERVER`, or the first on the `PATH`. */
export function findRedisServer(): string | undefined {
  return process.env['REDIS_SERVER'] ?? findCommand('redis-server') ?? findCommand('valkey-server');
}

/** The library that shifts the clock of a process; the one for programs with several threads where there is a choice. */
export function findFaketime(): string | undefined {
  const folders = ['/usr/lib64', '/usr/lib', ...foldersIn('/usr/lib'), '/opt/homebrew/lib', '/usr/local/lib'];
  const names = ['libfaketimeMT.so.1', 'libfaketime.so.1', 'libfaketimeMT.1.dylib', 'libfaketime.1.dylib'];
  return folders.flatMap(folder => names.map(name => join(folder, 'faketime', name))).find(path => existsSync(path));
}

/**
 * Vitest's global setup: makes sure that this machine has a Redis or Valkey server and libfaketime. What is missing is
 * installed where that takes no password; otherwise the run ends with what to install. No test is skipped.
 */
export default function setup(): void {
  const explicit = process.env['REDIS_SERVER'];
  if (explicit !== undefined && !isExecutable(explicit)) throw new Error(`REDIS_SERVER=${explicit} is no executable.`);
  if (missing().length === 0) return;
  const manager = MANAGERS.find(({ command }) => findCommand(command) !== undefined);
  const why = manager ? install(manager) : 'there is no package manager to do it';
  if (missing().length === 0) return;
  const packages = missing().map(piece => manager?.[piece] ?? piece);
  const how = manager ? ` with ${manager.command}` : '';
  throw new Error(`Install ${packages.join(' and ')}${how} to run the tests (REDIS_SERVER may name a server): ${why}.`);
}

function missing(): ('redis' | 'faketime')[] {
  return [
    ...(findRedisServer() === undefined ? (['redis'] as const) : []),
    ...(findFaketime() === undefined ? (['faketime'] as const) : []),
  ];
}

/** Returns why something may be missing still. */
function install(manager: PackageManager): string {
  const packages = missing().map(piece => manager[piece]);
  const shell = ['sh', '-ec', manager.script, 'install', ...packages];
  const sudo = manager.root && process.getuid?.() !== 0 ? ['sudo', '-n'] : [];
  if (sudo.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0)
    return 'neither root nor sudo without password';
  process.stderr.write(`Installing ${packages.join(' and ')} with ${manager.command}.\n`);
  const [command = 'sh', ...args] = [...sudo, ...shell];
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return 'it is installed, but not where it was looked for';
  return error?.message ?? stderr.trim().split('\n').at(-1) ?? `${manager.command} failed`;
}

function findCommand(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '');
  return folders.map(folder => join(folder, name)).find(path => isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function foldersIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map(name => join(folder, name)) : [];
}
