import { get, post } from '../endpoint.js';

export interface MenuLabel {
  /** In the bar up to 16 bytes (about 4 Chinese characters are shown), in a sub-menu up to 60 (8 are shown). */
  readonly name: string;
}

/** What does something when clicked. */
export interface MenuAction extends MenuLabel {
  /** Empty in WeChat's answers. */
  readonly sub_button?: readonly [] | undefined;
}

/** A button that pushes an event, whose `EventKey` is `key`. */
export interface KeyButton extends MenuAction {
  readonly type:
    | 'click'
    | 'scancode_push'
    | 'scancode_waitmsg'
    | 'pic_sysphoto'
    | 'pic_photo_or_album'
    | 'pic_weixin'
    | 'location_select';
  /** Up to 128 bytes. */
  readonly key: string;
}

/** A button that opens a page. */
export interface ViewButton extends MenuAction {
  readonly type: 'view';
  /** Up to 1,024 bytes. A menu links to at most 3 domains of others. */
  readonly url: string;
}

/** A button that opens a mini program, which has to be linked with the account. */
export interface MiniProgramButton extends MenuAction {
  readonly type: 'miniprogram';
  /** For clients without mini programs. Up to 1,024 bytes. */
  readonly url: string;
  readonly appid: string;
  readonly pagepath: string;
}

/** A button that sends material (`media_id`) or opens an article of the library (`view_limited`). Pushes no event. */
export interface MediaButton extends MenuAction {
  readonly type: 'media_id' | 'view_limited';
  readonly media_id: string;
}

/** A button that sends or opens a published article. Pushes no event. */
export interface ArticleButton extends MenuAction {
  readonly type: 'article_id' | 'article_view_limited';
  readonly article_id: string;
}

/** A button that does something, by `type`. */
export type ActionButton = KeyButton | ViewButton | MiniProgramButton | MediaButton | ArticleButton;

/** A button that opens a sub-menu, and therefore has no type. */
export interface SubMenuButton extends MenuLabel {
  readonly type?: undefined;
  /** 1 to 5. */
  readonly sub_button: readonly ActionButton[];
}

export type MenuButton = ActionButton | SubMenuButton;

export interface Menu {
  /** 1 to 3. */
  readonly button: readonly MenuButton[];
}

/** Who sees a conditional menu: everybody to whom all of it applies. At least one field. */
export interface MenuMatchRule {
  readonly tag_id?: string | undefined;
  /** 1 iOS, 2 Android, 3 others. */
  readonly client_platform_type?: '1' | '2' | '3' | undefined;
  /** Language of the client, such as `zh_CN`. */
  readonly language?: string | undefined;
  /** Legacy. */
  readonly sex?: string | undefined;
  /** Legacy. */
  readonly country?: string | undefined;
  /** Legacy. */
  readonly province?: string | undefined;
  /** Legacy. */
  readonly city?: string | undefined;
}

export interface ConditionalMenu extends Menu {
  readonly matchrule: MenuMatchRule;
}

export interface ConditionalMenuId {
  readonly menuid: string;
}

export interface ExistingConditionalMenu extends Menu {
  /** As it was given, but WeChat makes numbers of some values. */
  readonly matchrule: Readonly<Partial<Record<keyof MenuMatchRule, string | number>>>;
  readonly menuid: number;
}

export interface Menus {
  /** The default menu. */
  readonly menu: Menu & { readonly menuid?: number };
  readonly conditionalmenu?: readonly ExistingConditionalMenu[];
}

export interface DeleteConditionalMenuRequest {
  /** `addConditional` answers it as text, `get` as a number; either will do. */
  readonly menuid: string | number;
}

export interface TryMatchMenuRequest {
  /** An openid or a WeChat id. */
  readonly user_id: string;
}

/** Some answers wrap the menu, some do not: `'menu' in match ? match.menu : match`. */
export type MatchedMenu = Menu | { readonly menu: Menu };

export interface SelfMenuArticle {
  readonly title: string;
  readonly author?: string;
  readonly digest?: string;
  readonly show_cover: 0 | 1;
  readonly cover_url: string;
  readonly content_url: string;
  readonly source_url?: string;
}

/** A button as it is now, whoever made it. Those made in the console have types of their own, from `text` on. */
export interface SelfMenuButton extends MenuLabel {
  /** Absent where there is a sub-menu. */
  readonly type?: ActionButton['type'] | 'text' | 'img' | 'photo' | 'video' | 'voice' | 'news';
  readonly key?: string;
  /** Made in the console: the text, a media id (`img`, `voice`, `news`), or the address of a video. */
  readonly value?: string;
  readonly url?: string;
  readonly news_info?: { readonly list: readonly SelfMenuArticle[] };
  readonly sub_button?: { readonly list?: readonly SelfMenuButton[] };
}

export interface SelfMenu {
  readonly is_menu_open: 0 | 1;
  readonly selfmenu_info: { readonly button: readonly SelfMenuButton[] };
}

/** Menus. A change shows within 24 hours, or at once to who follows anew. */
export const menuEndpoints = {
  /**
   * Replaces the default menu. 创建自定义菜单. 40015 to 40020 and 40022 to 40027 buttons and sub-menus, 40054 and 40055
   * domain, 45064 mini program not linked, 65316 more than 3 domains of others.
   */
  create: post<Menu, void>('/cgi-bin/menu/create', { repeatable: true }),
  /** The menus that the API made. 获取自定义菜单配置. 46003 there is none. */
  get: get<void, Menus>('/cgi-bin/menu/get'),
  /** Deletes the default menu and all conditional ones. 删除自定义菜单. */
  delete: get<void, void>('/cgi-bin/menu/delete'),
  /**
   * Adds a menu for some people; of several that match, the last one made wins. 创建个性化菜单. 65303 no default menu,
   * 65304 empty matchrule, 65305 too many, 65306 and 65309 not allowed to this account or switched off, 65307 empty
   * menu.
   */
  addConditional: post<ConditionalMenu, ConditionalMenuId>('/cgi-bin/menu/addconditional'),
  /** Deletes one conditional menu. 删除个性化菜单. 65301 there is none, which a repeated call also answers. */
  deleteConditional: post<DeleteConditionalMenuRequest, void>('/cgi-bin/menu/delconditional', { repeatable: true }),
  /** The menu that a person sees. 测试个性化菜单匹配结果. 65302 no such user. */
  tryMatch: post<TryMatchMenuRequest, MatchedMenu>('/cgi-bin/menu/trymatch', { repeatable: true }),
  /** The menu in use, also one made in the console. 查询自定义菜单信息. */
  getCurrent: get<void, SelfMenu>('/cgi-bin/get_current_selfmenu_info'),
};
