import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

type Piece = 'redis' | 'faketime' | 'chromium';

interface PackageManager {
  readonly command: string;
  readonly root: boolean;
  /** What to install for each piece. */
  readonly packages: Readonly<Record<Piece, readonly string[]>>;
  /** A shell script that gets the names of packages as its arguments. */
  readonly script: string;
}

// Debian starts a service that it installs, unless policy-rc.d says no. Ubuntu has no shell of Chromium.
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
apt-cache show chromium-headless-shell >/dev/null 2>&1 || set -- $(echo "$@" | sed s/-headless-shell//)
apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
`;

// Without a Chinese font, screenshots show boxes.
const MANAGERS: readonly PackageManager[] = [
  {
    command: 'apt-get',
    root: true,
    packages: {
      redis: ['redis-server'],
      faketime: ['libfaketime'],
      chromium: ['chromium-headless-shell', 'fonts-noto-cjk'],
    },
    script: APT,
  },
  {
    command: 'apk',
    root: true,
    packages: { redis: ['redis'], faketime: ['libfaketime'], chromium: ['chromium', 'font-noto-cjk'] },
    script: 'apk add --no-cache "$@"',
  },
  {
    command: 'dnf',
    root: true,
    packages: { redis: ['redis'], faketime: ['libfaketime'], chromium: ['chromium', 'google-noto-sans-cjk-fonts'] },
    script: 'dnf install -y "$@"',
  },
  {
    command: 'brew',
    root: false,
    packages: { redis: ['redis'], faketime: ['libfaketime'], chromium: ['google-chrome'] },
    script: 'brew install "$@"',
  },
];

/** Without the parts that only people need, which take more time than pages do, where there is a choice. */
const BROWSERS = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const BROWSERS_OF_MACOS = ['Chromium', 'Google Chrome'].map(name => `/Applications/${name}.app/Contents/MacOS/${name}`);

/** The Redis or Valkey server to test with: `REDIS_SERVER`, or the first on the `PATH`. */
export function findRedisServer(): string | undefined {
  return process.env['REDIS_SERVER'] ?? findCommand('redis-server') ?? findCommand('valkey-server');
}

/** The browser to test with: `CHROMIUM`, the first on the `PATH`, or an application of macOS. */
export function findChromium(): string | undefined {
  const found = BROWSERS.map(findCommand).find(path => path !== undefined);
  return process.env['CHROMIUM'] ?? found ?? BROWSERS_OF_MACOS.find(isExecutable);
}

/** The library that shifts the clock of a process; the one for programs with several threads where there is a choice. */
export function findFaketime(): string | undefined {
  const folders = ['/usr/lib64', '/usr/lib', ...foldersIn('/usr/lib'), '/opt/homebrew/lib', '/usr/local/lib'];
  const names = ['libfaketimeMT.so.1', 'libfaketime.so.1', 'libfaketimeMT.1.dylib', 'libfaketime.1.dylib'];
  return folders.flatMap(folder => names.map(name => join(folder, 'faketime', name))).find(path => existsSync(path));
}

/**
 * Vitest's global setup: makes sure that this machine has a Redis or Valkey server, libfaketime and Chromium. What is
 * missing is installed where that takes no password; otherwise the run ends with what to install. No test is skipped.
 */
export default function setup(): void {
  for (const name of ['REDIS_SERVER', 'CHROMIUM']) {
    const explicit = process.env[name];
    if (explicit !== undefined && !isExecutable(explicit)) throw new Error(`${name}=${explicit} is no executable.`);
  }
  if (missing().length === 0) return;
  const manager = MANAGERS.find(({ command }) => findCommand(command) !== undefined);
  const why = manager ? install(manager) : 'there is no package manager to do it';
  if (missing().length === 0) return;
  const packages = missing().flatMap(piece => manager?.packages[piece] ?? [piece]);
  const how = manager ? ` with ${manager.command}` : '';
  throw new Error(
    `Install ${packages.join(' and ')}${how} to run the tests (REDIS_SERVER and CHROMIUM may name executables): ${why}.`,
  );
}

function missing(): Piece[] {
  const found = { redis: findRedisServer(), faketime: findFaketime(), chromium: findChromium() };
  return (['redis', 'faketime', 'chromium'] as const).filter(piece => found[piece] === undefined);
}

/** Returns why something may be missing still. */
function install(manager: PackageManager): string {
  const packages = missing().flatMap(piece => manager.packages[piece]);
  const shell = ['sh', '-ec', manager.script, 'install', ...packages];
  const sudo = manager.root && process.getuid?.() !== 0 ? ['sudo', '-n'] : [];
  if (sudo.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0)
    return 'neither root nor sudo without password';
  process.stderr.write(`Installing ${packages.join(' and ')} with ${manager.command}.\n`);
  const [command = 'sh', ...args] = [...sudo, ...shell];
  // A package manager has more to say than a buffer holds.
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status === 0) return 'it is installed, but not where it was looked for';
  const last = stderr.trim().split('\n').at(-1);
  return error?.message ?? (last || `${manager.command} failed`).replace(/\.$/, '');
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
