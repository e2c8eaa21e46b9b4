import { conversation, notice, number, optional, text } from './schema.js';

const cardOfUser = { CardId: text, UserCardCode: text };

/** Cards, coupons, gift cards. Official document: 卡券事件推送. A legacy product that is still pushed. */
export const cardEvents = {
  /** A card passed review. */
  'event.card_pass_check': notice({ CardId: text }),
  /** A card failed review. */
  'event.card_not_pass_check': notice({ CardId: text, RefuseReason: text }),
  /** Somebody took a card, or got it from a friend (`IsGiveByFriend` 1). */
  'event.user_get_card': conversation({
    ...cardOfUser,
    IsGiveByFriend: number,
    FriendUserName: optional(text),
    OldUserCardCode: optional(text),
    OuterId: optional(text),
    OuterStr: optional(text),
    IsRestoreMemberCard: optional(number),
    IsRecommendByFriend: optional(number),
    SourceScene: optional(text),
    UnionId: optional(text),
  }),
  /** Somebody gave a card away. */
  'event.user_gifting_card': notice({
    ...cardOfUser,
    FriendUserName: text,
    IsReturnBack: number,
    IsChatRoom: number,
  }),
  /** Somebody deleted a card. */
  'event.user_del_card': notice(cardOfUser),
  /** A card was redeemed. `ConsumeSource`: FROM_API, FROM_MP, FROM_MOBILE_HELPER. */
  'event.user_consume_card': notice({
    ...cardOfUser,
    ConsumeSource: text,
    LocationId: optional(text),
    LocationName: optional(text),
    StaffOpenId: optional(text),
    VerifyCode: optional(text),
    RemarkAmount: optional(text),
    OuterStr: optional(text),
  }),
  /** Somebody paid from the card. Fees in fen. */
  'event.user_pay_from_pay_cell': notice({
    ...cardOfUser,
    TransId: text,
    LocationId: text,
    LocationName: optional(text),
    Fee: number,
    OriginalFee: number,
  }),
  /** Somebody opened a member card. */
  'event.user_view_card': notice({ ...cardOfUser, OuterStr: optional(text) }),
  /** Somebody went from the card into the conversation. */
  'event.user_enter_session_from_card': conversation(cardOfUser),
  /** The bonus or the balance of a member card changed. */
  'event.update_member_card': notice({ ...cardOfUser, ModifyBonus: number, ModifyBalance: number }),
  /** Somebody filled in the form of a member card. */
  'event.submit_membercard_user_info': notice(cardOfUser),
  /** The stock of a card is below the warning level. */
  'event.card_sku_remind': notice({ CardId: text, Detail: text }),
  /** An entry of the coupon point ledger. `Status` such as ORDER_STATUS_FINANCE_SUCC; times are seconds. */
  'event.card_pay_order': notice({
    OrderId: text,
    Status: text,
    CreateOrderTime: number,
    PayFinishTime: number,
    Desc: text,
    FreeCoinCount: number,
    PayCoinCount: number,
    RefundFreeCoinCount: number,
    RefundPayCoinCount: number,
    OrderType: text,
    Memo: text,
    ReceiptInfo: text,
  }),
  /** Somebody bought a gift card. */
  'event.giftcard_pay_done': notice({ PageId: text, OrderId: text }),
  /** Somebody sent a gift card to a friend. Flags read `true`/`false` or 1/0. */
  'event.giftcard_send_to_friend': notice({
    PageId: text,
    OrderId: text,
    IsChatRoom: text,
    IsReturnBack: text,
  }),
  /** A friend accepted a gift card. `IsChatRoom` reads `true`/`false` or 1/0. */
  'event.giftcard_user_accept': notice({ PageId: text, OrderId: text, IsChatRoom: text }),
  /** A sub-merchant was reviewed; `IsPass` 1 means that it passed. */
  'event.card_merchant_check_result': notice({
    CardId: optional(text),
    MerchantId: text,
    IsPass: number,
    Reason: optional(text),
  }),
};
