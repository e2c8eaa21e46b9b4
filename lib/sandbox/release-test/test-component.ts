import type { Component } from '../component/component.js';
import { SandboxError } from '../sandbox.error.js';
import type { World } from '../world.js';
import { runReleaseTest } from './release-test.js';
import type { ReleaseTestCase, ReleaseTestReport } from './release-test-report.js';
import type { ReleaseTestOptions } from './release-test.types.js';
import { WorldReleaseTest } from './world-release-test.js';

/** Tests a platform of the sandbox, which has the result as it comes. */
export async function testComponent(
  world: World,
  component: Component,
  options: ReleaseTestOptions,
): Promise<ReleaseTestReport> {
  const { componentAppId, token, encodingAESKey, eventsUrl, messageUrl } = component;
  if (eventsUrl === undefined || messageUrl === undefined)
    throw new SandboxError('The platform needs an eventsUrl and a messageUrl before it can be tested.');
  if (component.releaseTest?.isDone === false) throw new SandboxError('The platform is being tested already.');
  const cases: ReleaseTestCase[] = [];
  const show = (isDone: boolean) => {
    component.releaseTest = { cases, isDone };
    world.changes.notify();
  };
  show(false);
  const target = { componentAppId, token, encodingAESKey, eventsUrl, messageUrl };
  try {
    for await (const testCase of runReleaseTest(target, new WorldReleaseTest(world, component), options)) {
      cases.push(testCase);
      show(false);
      options.onCase?.(testCase);
    }
  } finally {
    show(true);
  }
  return { passed: cases.every(({ outcome }) => outcome !== 'failed'), cases };
}
