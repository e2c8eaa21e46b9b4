export { WechatHealthIndicator, WechatHealthModule } from './wechat.health.js';
