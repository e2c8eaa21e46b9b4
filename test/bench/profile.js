/**
 * Prints where `CallbackService.handle` spends its time: the functions with the most self time.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { selfTimes } from './report/cpu-profile.js';
import { renderTable } from './report/table.js';
import { modes } from './wechat/account.js';

const MESSAGES = 200_000;
const TOP = 25;
const root = new URL('../../', import.meta.url).href;
const makers = new URL('wechat/', import.meta.url).href;
const drive = fileURLToPath(new URL('in-process/drive.js', import.meta.url));

for (const mode of modes) {
  const functions = selfTimes(record(mode), url => url.startsWith(makers)).slice(0, TOP);
  console.log(`\n${mode}: ${MESSAGES.toLocaleString('en-US')} messages; what makes them is left out\n`);
  console.log(
    renderTable(
      ['ms', '%', 'Function', 'File'],
      functions.map(({ name, url, line, ms, share }) => [
        ms.toFixed(0),
        (share * 100).toFixed(1),
        name,
        url === '' ? '' : `${url.replace(root, '')}:${line}`,
      ]),
    ),
  );
}

function record(mode) {
  const directory = mkdtempSync(join(tmpdir(), 'nestjs-wechat-profile-'));
  try {
    const args = ['--cpu-prof', `--cpu-prof-dir=${directory}`, drive, mode, String(MESSAGES)];
    execFileSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'production' } });
    const [file] = readdirSync(directory);
    return JSON.parse(readFileSync(join(directory, file), 'utf8'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
