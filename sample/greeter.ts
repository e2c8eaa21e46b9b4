import { Injectable, ParseIntPipe } from '@nestjs/common';
import {
  Account,
  Match,
  Message,
  On,
  OnClick,
  OnLocation,
  OnMessage,
  OnScan,
  OnSubscribe,
  OnText,
  OpenId,
  Reply,
  Scene,
  WechatAccount,
  type WechatContext,
} from 'nestjs-wechat';

/** What the bot says. Every method hears one kind of message; what it returns is the answer. */
@Injectable()
export class Greeter {
  @OnSubscribe()
  async welcome(@OpenId() openId: string, @Account() account: WechatAccount) {
    // Not an answer but a call: a customer-service message, which may also come later.
    await account.api.kefu.send({
      touser: openId,
      msgtype: 'text',
      text: { content: '欢迎关注！回复 help 看看我会什么。' },
    });
  }

  @OnScan()
  scanned(@Scene() scene: string) {
    return `你扫描了二维码 ${scene}。`;
  }

  @OnText('help')
  help() {
    return ['回复 order 42：查订单', '回复其他文字：我会复述', '发送位置：我会报出坐标'].join('\n');
  }

  @OnText(/^order (\d+)$/)
  order(@Match(1, ParseIntPipe) id: number) {
    return id % 2 === 0 ? `订单 ${id} 已发货。` : `订单 ${id} 正在备货。`;
  }

  @OnText()
  echo(context: WechatContext<'text'>) {
    return `你说：${context.message.Content}`;
  }

  @OnLocation()
  located(@Message('Location_X') latitude: number, @Message('Location_Y') longitude: number) {
    return `你在北纬 ${latitude}，东经 ${longitude}。`;
  }

  @OnClick('NEWS')
  news() {
    return Reply.news([
      {
        title: 'nestjs-wechat',
        description: '用 NestJS 写公众号',
        picUrl: '',
        url: 'https://docs.nestjs.com',
      },
    ]);
  }

  @On('event.scancode_waitmsg')
  scannedByMenu(context: WechatContext<'event.scancode_waitmsg'>) {
    return `扫码结果：${context.message.ScanCodeInfo.ScanResult}`;
  }

  @OnMessage()
  anything(context: WechatContext) {
    return `收到一条 ${context.kind} 消息。`;
  }
}
