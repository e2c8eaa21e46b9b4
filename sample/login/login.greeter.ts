import { Injectable } from '@nestjs/common';
import { OnScanLogin, type ScanLoginContext } from 'nestjs-wechat';

/** What the bot says to those who log in at the site. */
@Injectable()
export class LoginGreeter {
  @OnScanLogin()
  welcome({ login }: ScanLoginContext) {
    return login.newFollower ? '欢迎加入！这是您首次登录，网页已自动进入。' : '欢迎回来！登录成功，网页已自动进入。';
  }
}
