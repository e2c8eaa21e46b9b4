import express from 'express';
import tnwx from 'tnwx';
import { account, CALLBACK_PATH } from '../wechat/account.js';

const { ApiConfig, ApiConfigKit, OutTextMsg, WeChat } = tnwx;

const messageAdapter = {
  processInTextMsg: async message => new OutTextMsg(message).setContent(`echo: ${message.getContent}`),
};

/** As the Express sample of its repository does it, which its documents show too. */
export function start(mode) {
  const { appId, token, encodingAESKey } = account;
  ApiConfigKit.putApiConfig(new ApiConfig(appId, 'secret', token, mode === 'safe', encodingAESKey));
  const app = express();
  app.post(CALLBACK_PATH, (request, response) => {
    const { msg_signature: msgSignature, timestamp, nonce } = request.query;
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const xml = Buffer.concat(chunks).toString('utf-8');
      void WeChat.handleMsg(messageAdapter, xml, msgSignature, timestamp, nonce).then(data => response.send(data));
    });
  });
  return app.listen(0, '127.0.0.1');
}
