/** The account that every contestant serves. Invented. */
export const account = {
  appId: 'wx1a2b3c4d5e6f7081',
  originalId: 'gh_0123456789ab',
  token: 'vector_Token_01',
  encodingAESKey: '3SNPDhKqumDrxQUfAAqa4Yd829vhJEiweo54pXjuHz0',
};

export const person = 'oVectorUser0000000000000001';

/** What the person writes, and what every contestant's handler answers. */
export const CONTENT = 'hello';
export const ANSWER = `echo: ${CONTENT}`;

export const CALLBACK_PATH = '/wechat';

/** @typedef {'plain' | 'safe'} Mode */

/** @type {readonly Mode[]} */
export const modes = ['plain', 'safe'];
