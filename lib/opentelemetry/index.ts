export { WechatOpenTelemetryModule } from './wechat-opentelemetry.module.js';
