import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { listCredentials } from './accounts.js';
import { AppModule } from './app.module.js';
import { curlTextMessage } from './curl.js';

const app = process.argv.includes('--fastify')
  ? await NestFactory.create(AppModule, new FastifyAdapter())
  : await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);

const origin = `http://localhost:${new URL(await app.getUrl()).port}`;
const lines = listCredentials().map(account => {
  const safe = account.encodingAESKey !== undefined;
  return [
    `${safe ? 'Safe' : 'Plain'} mode, ${origin}/${account.path}. Say hello; the answer is "你说：hello"${safe ? ', encrypted' : ''}:`,
    '',
    curlTextMessage(origin, account, 'hello'),
  ].join('\n');
});
process.stdout.write(`\n${lines.join('\n\n')}\n\nOther words to try: help, order 42. Press Ctrl+C to stop.\n`);
