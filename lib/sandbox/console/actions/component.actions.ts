import { SandboxComponent } from '../../component/sandbox-component.js';
import { begin, type ActionCall, type ConsoleAction } from './console-action.js';

/** What happens to a third-party platform. */
export const componentActions = {
  setComponentUrls(call) {
    const component = actingComponent(call);
    component.eventsUrl = readUrl(call, 'eventsUrl');
    component.messageUrl = readUrl(call, 'messageUrl');
  },

  pushTicket: call => begin(actingComponent(call).pushTicket()),

  startTicketPushes: call => actingComponent(call).startTicketPushes(),

  stopTicketPushes: call => actingComponent(call).stopTicketPushes(),

  authorizeComponent: call => begin(actingComponent(call).authorize(call.input.text('authorizer'))),

  revokeComponent: call => begin(actingComponent(call).revoke(call.input.text('authorizer'))),

  runReleaseTest: call => begin(actingComponent(call).runReleaseTest()),
} satisfies Record<string, ConsoleAction>;

/** The platform that is looked at. */
function actingComponent({ world, input }: ActionCall): SandboxComponent {
  return new SandboxComponent(world, world.component(input.text('component')));
}

/** An empty field of the form means none. */
function readUrl({ input }: ActionCall, name: string): string | undefined {
  const url = input.optionalText(name);
  return url === '' ? undefined : url;
}
