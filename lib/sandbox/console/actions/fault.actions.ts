import { SandboxError } from '../../sandbox.error.js';
import type { ConsoleAction } from './console-action.js';

const TEN_YEARS_MS = 10 * 366 * 86_400_000;

/** What goes wrong, and the clock. */
export const faultActions = {
  advanceClock({ world, input }) {
    const milliseconds = input.number('milliseconds');
    if (!(milliseconds >= 0 && milliseconds <= TEN_YEARS_MS))
      throw new SandboxError('The clock goes forward only, and by ten years at most.');
    world.clock.advance(milliseconds);
    world.changes.notify();
  },

  expireTokens: ({ faults }) => faults.expireTokens(),

  rejectTokens: ({ faults }) => faults.rejectTokens(),

  delay({ faults, input }) {
    faults.delay(input.number('milliseconds'), { path: readPath(input.optionalText('path')) });
  },

  dropResponses: ({ faults, input }) =>
    faults.dropResponses(input.number('times'), readPath(input.optionalText('path'))),

  apiError({ faults, input }) {
    faults.apiError(input.text('path'), input.number('errcode'), { times: input.optionalNumber('times') });
  },

  duplicateDeliveries: ({ faults, input }) => faults.duplicateDeliveries(input.optionalNumber('times')),

  clearFaults: ({ faults }) => faults.clear(),
} satisfies Record<string, ConsoleAction>;

/** An empty field of the form means every path. */
function readPath(path: string | undefined): string | undefined {
  return path === '' ? undefined : path;
}
