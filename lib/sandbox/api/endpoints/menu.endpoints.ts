import type { ActionButton, MenuButton } from '../../../api/endpoints/menu.endpoints.js';
import { readMatchRule } from '../../menus/match-rule.js';
import { isSubMenu, listActions } from '../../menus/menu-buttons.js';
import { readButtons } from '../../menus/menu.reader.js';
import type { StoredMenu } from '../../menus/menus.js';
import { ApiError } from '../api-error.js';
import { get, post, type ApiTable, type AuthorizedCall } from '../endpoint.js';

const MAX_DOMAINS = 3;
/** A character that is not ASCII, written as `\uXXXX`. A backslash before it that is itself escaped is none. */
const ESCAPED_CHARACTER = /(?<!\\)(?:\\\\)*\\u(?!00[0-7])[\da-f]{4}/i;

/** Menus. Official documents: 自定义菜单, 个性化菜单. */
export const menuEndpoints: ApiTable = {
  '/cgi-bin/menu/create': post(
    call => {
      const { account, body } = call;
      checkCharset(call);
      const buttons = readButtons(body, account.media);
      checkDomains(call, buttons);
      account.menus.replace(buttons);
    },
    { dailyLimit: 1000 },
  ),

  '/cgi-bin/menu/get': get(
    ({ account: { menus } }) => {
      if (!menus.standard) throw new ApiError(46003);
      const { buttons, menuId: menuid } = menus.standard;
      if (menus.conditional.length === 0) return { menu: { button: buttons.map(toListed) } };
      return {
        menu: { button: buttons.map(toListed), menuid },
        conditionalmenu: menus.conditional.map(menu => ({
          button: menu.buttons.map(toListed),
          matchrule: menu.rule,
          menuid: menu.menuId,
        })),
      };
    },
    { dailyLimit: 10_000 },
  ),

  '/cgi-bin/menu/delete': get(({ account }) => account.menus.clear(), { dailyLimit: 1000 }),

  '/cgi-bin/menu/addconditional': post(
    call => {
      const { account, body } = call;
      const { menus, media } = account;
      checkCharset(call);
      if (!body.has('button') || body.objects('button').length === 0) throw new ApiError(65307);
      const rule = readMatchRule(body);
      if (!menus.standard) throw new ApiError(65303);
      const buttons = readButtons(body, media);
      // All conditional menus of an account share three domains.
      checkDomains(call, [...menus.conditional.flatMap(menu => menu.buttons), ...buttons]);
      return { menuid: String(menus.add(buttons, rule).menuId) };
    },
    { dailyLimit: 2000 },
  ),

  '/cgi-bin/menu/delconditional': post(
    ({ account, body }) => account.menus.delete(body.integer('menuid', { missing: 65301 })),
    { dailyLimit: 2000 },
  ),

  '/cgi-bin/menu/trymatch': post(
    ({ account: { contacts, menus }, body }) => {
      const contact = contacts.find(body.text('user_id', { missing: 65302 }));
      if (!contact?.isFollowing) throw new ApiError(65302);
      const menu = menus.menuFor(contact);
      if (!menu) throw new ApiError(65303);
      return { button: menu.buttons.map(toListed) };
    },
    { dailyLimit: 20_000 },
  ),

  '/cgi-bin/get_current_selfmenu_info': get(({ account }) => toSelfMenu(account.menus.standard), {
    dailyLimit: 10_000,
  }),
};

function checkCharset({ request }: AuthorizedCall): void {
  if (ESCAPED_CHARACTER.test(request.raw.toString())) throw new ApiError(40033);
}

/** Links to WeChat itself, which the sandbox's own origin plays, go to nobody else's domain. */
function checkDomains({ world }: AuthorizedCall, buttons: readonly MenuButton[]): void {
  const urls = listActions(buttons).flatMap(button => ('url' in button ? [new URL(button.url)] : []));
  const others = urls.filter(({ origin, hostname }) => origin !== world.origin && !hostname.endsWith('.weixin.qq.com'));
  if (new Set(others.map(({ hostname }) => hostname)).size > MAX_DOMAINS) throw new ApiError(65316);
}

/** As `menu/get` lists it: a button without a sub-menu has an empty one. */
function toListed(button: MenuButton) {
  if (!isSubMenu(button)) return toLeaf(button);
  return { name: button.name, sub_button: button.sub_button.map(toLeaf) };
}

function toLeaf(button: ActionButton) {
  return { ...button, sub_button: [] };
}

function toSelfMenu(menu: StoredMenu | undefined) {
  const button = (menu?.buttons ?? []).map(each =>
    isSubMenu(each) ? { name: each.name, sub_button: { list: each.sub_button } } : each,
  );
  return { is_menu_open: menu ? 1 : 0, selfmenu_info: { button } };
}
