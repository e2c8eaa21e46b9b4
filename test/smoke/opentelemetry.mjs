import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WechatApi, WechatEvents, WechatModule } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';

/** The API of OpenTelemetry is not installed, and nobody misses it who does not ask for it. */
async function withoutPeer() {
  const error = await import('nestjs-wechat/opentelemetry').catch(reason => reason);
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes('@opentelemetry/api'))
    throw new Error(`without its peer nestjs-wechat/opentelemetry says ${error}`);
  const told = await callWechat([]);
  if (!told.includes('api-call')) throw new Error(`without OpenTelemetry the events are ${told}`);
}

async function withPeer() {
  const { context, trace } = await import('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  const { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace');
  const { WechatOpenTelemetryModule } = await import('nestjs-wechat/opentelemetry');
  const exporter = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
  await callWechat([WechatOpenTelemetryModule]);
  const spans = exporter.getFinishedSpans().map(({ name }) => name);
  const expected = ['POST /cgi-bin/stable_token', 'refresh access token', 'GET /cgi-bin/getcallbackip'];
  if (JSON.stringify(spans) !== JSON.stringify(expected)) throw new Error(`the spans are ${spans}`);
}

/** Makes a call; returns the types of the events. */
async function callWechat(imports) {
  const sandbox = await WechatSandbox.start();
  class AppModule {}
  Module({ imports: [WechatModule.forRoot(sandbox.credentials()), ...imports] })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
  const told = [];
  app.get(WechatEvents).stream.subscribe(({ type }) => told.push(type));
  await app.get(WechatApi).get('/cgi-bin/getcallbackip');
  await app.close();
  await sandbox.stop();
  return told;
}

const isInstalled = process.argv[2] === 'installed';
await (isInstalled ? withPeer() : withoutPeer());
console.log(`opentelemetry: ${isInstalled ? 'traced' : 'not missed'}`);
