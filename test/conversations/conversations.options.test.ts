import { describe, expect, test } from 'vitest';
import { resolveOptions } from '#lib/wechat.options-resolver';
import { WechatConfigError, type ConversationsOptions } from 'nestjs-wechat';

const resolve = (conversations?: ConversationsOptions) =>
  resolveOptions({ appId: 'wx1', token: 'token', conversations }, 'default').conversations;

describe('options of conversations', () => {
  test.each<[ConversationsOptions | undefined, object]>([
    [undefined, { maxBytes: 16_384, lifeMs: 1_800_000 }],
    [
      { maxBytes: undefined, lifeSeconds: undefined },
      { maxBytes: 16_384, lifeMs: 1_800_000 },
    ],
    [
      { maxBytes: 1, lifeSeconds: 0.5 },
      { maxBytes: 1, lifeMs: 500 },
    ],
    [
      { maxBytes: 1_048_576, lifeSeconds: 2_592_000 },
      { maxBytes: 1_048_576, lifeMs: 2_592_000_000 },
    ],
  ])('%j are %j', (conversations, settings) => {
    expect(resolve(conversations)).toEqual(settings);
  });

  test.each<[ConversationsOptions, string]>([
    [{ maxBytes: 0 }, 'conversations.maxBytes is 0. Choose bytes'],
    [{ maxBytes: 1_048_577 }, 'conversations.maxBytes is 1048577. Choose bytes'],
    [{ maxBytes: Number.NaN }, 'conversations.maxBytes is NaN. Choose bytes'],
    [{ lifeSeconds: 0 }, 'conversations.lifeSeconds is 0. Choose seconds'],
    [{ lifeSeconds: 2_592_001 }, 'conversations.lifeSeconds is 2592001. Choose seconds'],
    [{ lifeSeconds: Infinity }, 'conversations.lifeSeconds is Infinity. Choose seconds'],
  ])('%j are refused', (conversations, message) => {
    expect(() => resolve(conversations)).toThrow(WechatConfigError);
    expect(() => resolve(conversations)).toThrow(message);
  });
});
