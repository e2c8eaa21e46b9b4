/** A text in the two languages of the pages. */
export interface PageText {
  readonly zh: string;
  readonly en: string;
}

/** A page refuses to open. These numbers are none of the API's. */
export class OAuthPageError extends Error {
  override readonly name = 'OAuthPageError';

  /**
   * @param wording what WeChat's page says
   * @param code the number that WeChat's page shows; `undefined` where none is known
   * @param reason what is wrong, which WeChat leaves one to guess
   */
  constructor(
    readonly wording: string,
    readonly code: number | undefined,
    readonly reason: PageText,
  ) {
    super(`${code === undefined ? '' : `${code} `}${wording}: ${reason.en}`);
  }
}
