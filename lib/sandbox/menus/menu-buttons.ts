import type { ActionButton, MenuButton, SubMenuButton } from '../../api/endpoints/menu.endpoints.js';

/** Whether a button opens a sub-menu: only those have no type. */
export function isSubMenu(button: MenuButton): button is SubMenuButton {
  return button.type === undefined;
}

/** The buttons that do something, those of sub-menus included. */
export function listActions(buttons: readonly MenuButton[]): ActionButton[] {
  return buttons.flatMap((button): readonly ActionButton[] => (isSubMenu(button) ? button.sub_button : [button]));
}

/** The button with this key, url, page path or name, looked for in this order. */
export function findButton(buttons: readonly MenuButton[], text: string): MenuButton | undefined {
  const actions = listActions(buttons);
  return (
    actions.find(button => 'key' in button && button.key === text) ??
    actions.find(button => button.type === 'view' && button.url === text) ??
    actions.find(button => button.type === 'miniprogram' && button.pagepath === text) ??
    [...actions, ...buttons].find(({ name }) => name === text)
  );
}
