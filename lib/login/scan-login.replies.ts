import { Reply } from '../messages/reply.js';

/** What people are told where the application says nothing. */
export const loginReplies = {
  confirmed: Reply.text('登录成功。'),
  rejected: Reply.text('登录请求未通过。'),
  failed: Reply.text('登录失败，请刷新网页后重新扫码。'),
  over: Reply.text('二维码已失效，请刷新网页后重新扫码。'),
  taken: Reply.text('这个二维码已被其他人扫描，请刷新网页后重新扫码。'),
  question: Reply.text(
    '有网页正在请求登录您的账号。\n如果是您本人打开的网页，请回复“确认”；如果二维码是别人发给您的，请回复“取消”。',
  ),
  declined: Reply.text('已取消登录。'),
} as const;

/** What a person answers the question with, as menus and phones write it. */
export const ANSWERS: ReadonlyMap<string, 'confirmed' | 'rejected'> = new Map([
  ['确认', 'confirmed'],
  ['确认登录', 'confirmed'],
  ['取消', 'rejected'],
  ['取消登录', 'rejected'],
]);
