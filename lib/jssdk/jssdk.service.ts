import { randomBytes } from 'node:crypto';
import type { TicketType, TokenService } from '../token/token.service.js';
import { WechatArgumentError } from '../wechat.errors.js';
import type {
  AddCardItem,
  AddCardRequest,
  ChooseCardParameters,
  ChooseCardRequest,
  ChooseInvoiceParameters,
  PageSignature,
  SignOptions,
} from './jssdk.types.js';
import { readPageUrl } from './page-url.js';
import { signCardValues, signPage } from './signature.js';

/** What the service is made of. */
export interface JssdkParts {
  readonly appId: string;
  readonly tokens: Pick<TokenService, 'getTicket'>;
}

/**
 * Signs pages that use the JS-SDK, and calls about cards and invoices. Official document: JS-SDK说明文档.
 *
 * The ticket that signs stays here; whoever has it can sign any page. Methods reject as `TokenService` does where there is
 * none to be had, and with `WechatArgumentError` where an argument is wrong.
 */
export class JssdkService {
  constructor(private readonly parts: JssdkParts) {}

  /**
   * Signs a page. It does not ask whose page it is: check the host of an address that a browser sent, or let the route
   * of `jssdk: { path, hosts }` do it.
   *
   * @param url `location.href` of the page, as it is: with its query, not decoded and not encoded again. What follows `#` is
   * not signed.
   * @returns what `wx.config` takes, beside `jsApiList`
   */
  async sign(url: string, { ticket }: SignOptions = {}): Promise<PageSignature> {
    const page = readPageUrl(url);
    const { nonceStr, timestamp } = stamp();
    const signature = signPage({ ticket: await this.ticket('jsapi', ticket), nonceStr, timestamp, url: page.url });
    return { appId: this.parts.appId, timestamp, nonceStr, signature };
  }

  /** Signs a card to be added. Official document: JS-SDK说明文档, 批量添加卡券接口 and 附录4. */
  async signCard(card: AddCardRequest, { ticket }: SignOptions = {}): Promise<AddCardItem> {
    const { cardId, fixedBeginTimestamp: fixed_begintimestamp, outerStr: outer_str } = card;
    if (!cardId) throw new WechatArgumentError('A card to be signed has no cardId. Give the card_id that WeChat made.');
    // WeChat signs what cardExt has, so what is empty must be in neither.
    const [code, openid] = [card.code || undefined, card.openId || undefined];
    const { nonceStr: nonce_str, timestamp: seconds } = stamp();
    const timestamp = String(seconds);
    const signed = [await this.ticket('wx_card', ticket), timestamp, nonce_str, cardId, code, openid];
    const signature = signCardValues(...signed);
    const extension = { code, openid, timestamp, nonce_str, fixed_begintimestamp, outer_str, signature };
    return { cardId, cardExt: JSON.stringify(extension) };
  }

  /** Signs a choice of cards. Official document: JS-SDK说明文档, 拉取适用卡券列表并获取用户选择信息 and 附录4. */
  async signChooseCard(
    { shopId, cardType, cardId }: ChooseCardRequest = {},
    { ticket }: SignOptions = {},
  ): Promise<ChooseCardParameters> {
    return { shopId, cardType, cardId, ...(await this.signChoice([shopId, cardType, cardId], ticket)) };
  }

  /** Signs a choice of invoices. Official document: 拉起发票列表（微信内）. */
  signChooseInvoice({ ticket }: SignOptions = {}): Promise<ChooseInvoiceParameters> {
    return this.signChoice(['INVOICE'], ticket);
  }

  private async signChoice(
    values: readonly (string | undefined)[],
    given: string | undefined,
  ): Promise<ChooseInvoiceParameters> {
    const { nonceStr, timestamp: seconds } = stamp();
    const timestamp = String(seconds);
    const ticket = await this.ticket('wx_card', given);
    const cardSign = signCardValues(ticket, this.parts.appId, timestamp, nonceStr, ...values);
    return { timestamp, nonceStr, signType: 'SHA1', cardSign };
  }

  private async ticket(type: TicketType, given: string | undefined): Promise<string> {
    if (given === '')
      throw new WechatArgumentError(`The ${type} ticket is empty. Leave it out to use the account's own.`);
    return given ?? this.parts.tokens.getTicket(type);
  }
}

function stamp(): { readonly nonceStr: string; readonly timestamp: number } {
  // Letters and digits, 32 at most.
  return { nonceStr: randomBytes(16).toString('hex'), timestamp: Math.floor(Date.now() / 1000) };
}
