import { execFileSync } from 'node:child_process';

/** Measured code and what drives it get a core each, so that neither takes time from the other. */
export const MEASURED_CORE = 0;
export const DRIVING_CORE = 1;

/** Whether processes can be pinned here: `taskset` exists and both cores may be used. */
export const pinned = [MEASURED_CORE, DRIVING_CORE].every(core => {
  try {
    execFileSync('taskset', ['-c', String(core), 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** Pins this process, with all its threads, to the driving core. */
export function pinDriver() {
  if (pinned) execFileSync('taskset', ['-acp', String(DRIVING_CORE), String(process.pid)], { stdio: 'ignore' });
}

/**
 * The command that runs Node.js on the measured core.
 *
 * @param {readonly string[]} args
 * @returns {[command: string, args: string[]]}
 */
export function measuredNode(args) {
  if (!pinned) return [process.execPath, [...args]];
  return ['taskset', ['-c', String(MEASURED_CORE), process.execPath, ...args]];
}
