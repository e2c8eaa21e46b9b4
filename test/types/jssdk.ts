// Compiled by `npm run typecheck`: every expected error has to be one, and nothing else may be.
import {
  WechatModule,
  type AddCardItem,
  type ChooseCardParameters,
  type ChooseInvoiceParameters,
  type JssdkService,
  type PageSignature,
  type WechatOptions,
} from 'nestjs-wechat';

export async function sign(jssdk: JssdkService, url: string | undefined): Promise<PageSignature> {
  // @ts-expect-error -- a Referer may be missing
  await jssdk.sign(url);
  // @ts-expect-error -- a page is signed with one ticket
  await jssdk.sign('https://www.example.com/', { ticket: ['a', 'b'] });
  // @ts-expect-error -- the time is that of the signature
  await jssdk.sign('https://www.example.com/', { timestamp: 1 });
  const signed = await jssdk.sign('https://www.example.com/', { ticket: undefined });
  const seconds: number = signed.timestamp;
  // @ts-expect-error -- a signature is right for what it was made for
  signed.timestamp = seconds + 1;
  // @ts-expect-error -- the ticket stays on the server
  void signed.ticket;
  return signed;
}

export async function cards(
  jssdk: JssdkService,
): Promise<[AddCardItem, ChooseCardParameters, ChooseInvoiceParameters]> {
  // @ts-expect-error -- a card has an id
  await jssdk.signCard({ code: '1' });
  // @ts-expect-error -- codes are text, with zeros in front
  await jssdk.signCard({ cardId: 'p', code: 1 });
  const item = await jssdk.signCard({ cardId: 'p', code: undefined, openId: 'o', fixedBeginTimestamp: 1700000000 });
  const extension: string = item.cardExt;
  const all = await jssdk.signChooseCard();
  const some = await jssdk.signChooseCard({ shopId: undefined, cardType: 'GROUPON' }, { ticket: 't' });
  // @ts-expect-error -- an invoice has no id to choose by
  await jssdk.signChooseInvoice({ cardId: 'p' });
  const invoice = await jssdk.signChooseInvoice();
  const algorithm: 'SHA1' = invoice.signType;
  void [extension, all.cardId?.length, algorithm];
  return [item, some, invoice];
}

const options: WechatOptions = { appId: 'wx', jssdk: { hosts: ['www.example.com'] } };

export const modules = [
  WechatModule.forRoot({ ...options, jssdk: { path: 'jssdk', hosts: ['www.example.com'] } }),
  WechatModule.forRoot({ ...options, jssdk: undefined }),
  WechatModule.forRootAsync({ jssdk: { path: 'jssdk' }, useFactory: () => options }),
  // @ts-expect-error -- hosts come out of the factory
  WechatModule.forRootAsync({ jssdk: { path: 'jssdk', hosts: [] }, useFactory: () => options }),
  // @ts-expect-error -- hosts are a list
  WechatModule.forRoot({ appId: 'wx', jssdk: { path: 'jssdk', hosts: 'www.example.com' } }),
];
