import { list, notice, number, object, optional, text } from './schema.js';

const copyrightCheck = object({
  ArticleIdx: number,
  UserDeclareState: number,
  AuditState: number,
  OriginalArticleUrl: text,
  OriginalArticleType: number,
  CanReprint: number,
  NeedReplaceContent: number,
  NeedShowReprintSource: number,
});

/** Results of work that WeChat did later: mass messages, template messages, publishing. */
export const jobEvents = {
  /**
   * A mass message was sent; `MsgID` is the `msg_id` of the call. `Status`: `send success` (some people may still have
   * been skipped), `send fail` (older: `sendsuccess`, `sendfail`), `err(10001)` advertising, `err(20001)` politics,
   * `err(20002)` pornography, `err(20004)` social, `err(20006)` crime, `err(20008)` fraud, `err(20013)` copyright,
   * `err(21000)` other, `err(22000)` mutual promotion. Originality: `err(30001)` system error, `err(30002)` refused,
   * `err(30003)` a reprint while `send_ignore_reprint` was 0. The administrator: `err(40001)` refused, `err(40002)` did
   * not confirm within 30 minutes. Unconfirmed: `FilterCount` is `SentCount` + `ErrorCount`; `CheckState` 1 no reprint,
   * 2 a reprint that may be sent, 3 a reprint that may not.
   */
  'event.MASSSENDJOBFINISH': notice({
    MsgID: text,
    Status: text,
    TotalCount: number,
    FilterCount: number,
    SentCount: number,
    ErrorCount: number,
    CopyrightCheckResult: optional(
      object({ Count: number, ResultList: object({ item: list(copyrightCheck) }), CheckState: number }),
    ),
    ArticleUrlResult: optional(
      object({ Count: number, ResultList: object({ item: list(object({ ArticleIdx: number, ArticleUrl: text })) }) }),
    ),
  }),
  /** A template message was sent. `Status`: `success`, `failed:user block`, `failed: system failed`; spaces vary. */
  'event.TEMPLATESENDJOBFINISH': notice({ MsgID: text, Status: text }),
  /**
   * A draft was published. `publish_status`: 0 done, 2 originality check failed; unconfirmed: 1 running, 3 failed,
   * 4 refused by review, 5 all articles deleted by the user, 6 all blocked by the platform. `fail_idx` has the articles
   * that failed.
   */
  'event.PUBLISHJOBFINISH': notice({
    PublishEventInfo: object({
      publish_id: text,
      publish_status: number,
      article_id: optional(text),
      article_detail: optional(object({ count: number, item: list(object({ idx: number, article_url: text })) })),
      fail_idx: list(number),
    }),
  }),
};
