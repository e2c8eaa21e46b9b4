/** What a page has set to be shared. Nobody has shared it yet. */
export interface PageShare {
  /** When, in milliseconds by WeChat's clock. */
  readonly at: number;
  /** Of the account that the page was signed for. */
  readonly appId: string;
  /** Address of the page. */
  readonly page: string;
  /** By which call, which tells where to: `updateAppMessageShareData`, `updateTimelineShareData`, `onMenuShareQQ`… */
  readonly api: string;
  readonly title: string;
  /** Empty for moments, which show none. */
  readonly desc: string;
  readonly link: string;
  readonly imgUrl: string;
}
