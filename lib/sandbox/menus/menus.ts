import type { MenuButton } from '../../api/endpoints/menu.endpoints.js';
import { ApiError } from '../api/api-error.js';
import type { Contact } from '../people/contact.js';
import { matches, type MatchRule } from './match-rule.js';

/** A menu as WeChat keeps it. */
export interface StoredMenu {
  readonly menuId: number;
  readonly buttons: readonly MenuButton[];
}

/** 个性化菜单: a menu for some people. */
export interface ConditionalMenu extends StoredMenu {
  readonly rule: MatchRule;
}

/** No document gives the number. */
const MAX_CONDITIONAL = 61;

/** The menus of one account. Official documents: 自定义菜单, 个性化菜单. */
export class Menus {
  #standard: StoredMenu | undefined;
  #conditional: readonly ConditionalMenu[] = [];
  #lastId = 400_000_000;

  /** 默认菜单: the menu of those whom no conditional one matches. */
  get standard(): StoredMenu | undefined {
    return this.#standard;
  }

  /** Oldest first. */
  get conditional(): readonly ConditionalMenu[] {
    return this.#conditional;
  }

  /** Makes the default menu anew; the conditional ones stay. */
  replace(buttons: readonly MenuButton[]): void {
    this.#standard = { menuId: ++this.#lastId, buttons };
  }

  /** Deletes the default menu and, with it, the conditional ones. */
  clear(): void {
    this.#standard = undefined;
    this.#conditional = [];
  }

  /** Adds a conditional menu, or throws 65305. */
  add(buttons: readonly MenuButton[], rule: MatchRule): ConditionalMenu {
    if (this.#conditional.length >= MAX_CONDITIONAL) throw new ApiError(65305);
    const menu = { menuId: ++this.#lastId, buttons, rule };
    this.#conditional = [...this.#conditional, menu];
    return menu;
  }

  /** Deletes a conditional menu, or throws 65301. */
  delete(menuId: number): void {
    const others = this.#conditional.filter(menu => menu.menuId !== menuId);
    if (others.length === this.#conditional.length) throw new ApiError(65301);
    this.#conditional = others;
  }

  /** The menu that a person sees: of the conditional ones that match, the newest. */
  menuFor(contact: Contact): StoredMenu | ConditionalMenu | undefined {
    return this.#conditional.findLast(({ rule }) => matches(rule, contact)) ?? this.#standard;
  }
}
