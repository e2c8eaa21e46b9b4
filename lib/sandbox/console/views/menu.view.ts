import type { MenuButton } from '../../../api/endpoints/menu.endpoints.js';
import type { SandboxAccount } from '../../account/sandbox-account.js';
import type { Person } from '../../people/person.js';
import type { MenuButtonView } from '../console.types.js';

/** The menu that a person sees who follows the account. */
export function toMenuView(person: Person, { appId, contacts, menus }: SandboxAccount): MenuButtonView[] {
  const contact = contacts.find(person.openIdFor(appId));
  return contact?.isFollowing ? (menus.menuFor(contact)?.buttons.map(toButtonView) ?? []) : [];
}

function toButtonView(button: MenuButton): MenuButtonView {
  const { name, type, sub_button: children = [] } = button;
  const url = type === 'view' ? button.url : undefined;
  return { name, type, target: findTarget(button), url, children: children.map(toButtonView) };
}

function findTarget(button: MenuButton): string {
  if ('key' in button) return button.key;
  if (button.type === 'view') return button.url;
  return button.type === 'miniprogram' ? button.pagepath : button.name;
}
