import type { TemplateKeyword } from './template-composer.js';

/** A template that accounts choose from. */
export interface PublicTemplate {
  readonly tid: number;
  readonly title: string;
  readonly categoryId: number;
  /** 2 is for one message, 3 for any number. */
  readonly type: 2 | 3;
  /** The keyword's number is its `kid`. */
  readonly keywords: readonly (TemplateKeyword & { readonly example: string })[];
}

/** What an account's templates are about. */
export const CATEGORIES = [{ id: 307, name: '线下超市/便利店' }] as const;

/** The library of subscribe templates: a few of each type. */
export const PUBLIC_TEMPLATES: readonly PublicTemplate[] = [
  {
    tid: 101,
    title: '预约成功通知',
    categoryId: 307,
    type: 2,
    keywords: [
      { number: 1, name: '预约项目', kind: 'thing', example: '洗车' },
      { number: 2, name: '预约时间', kind: 'time', example: '2026年1月1日 15:01' },
      { number: 3, name: '预约单号', kind: 'character_string', example: 'A0001' },
      { number: 4, name: '联系电话', kind: 'phone_number', example: '020-12345678' },
      { number: 5, name: '费用', kind: 'amount', example: '¥20.5元' },
      { number: 6, name: '备注', kind: 'thing', example: '请提前十分钟到店' },
    ],
  },
  {
    tid: 102,
    title: '订单发货提醒',
    categoryId: 307,
    type: 2,
    keywords: [
      { number: 1, name: '商品', kind: 'thing', example: '苹果' },
      { number: 2, name: '快递单号', kind: 'character_string', example: 'SF0001' },
      { number: 3, name: '发货时间', kind: 'time', example: '2026年1月1日 15:01' },
    ],
  },
  {
    tid: 103,
    title: '会员服务通知',
    categoryId: 307,
    type: 3,
    keywords: [
      { number: 1, name: '服务内容', kind: 'thing', example: '积分到账' },
      { number: 2, name: '时间', kind: 'time', example: '2026年1月1日 15:01' },
    ],
  },
];
