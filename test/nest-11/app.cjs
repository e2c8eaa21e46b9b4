'use strict';

// A CommonJS application on Nest 11, as test/e2e/nest-11.test.ts starts it: `node app.cjs '{"platform":"express",…}'`.
// Options of the account `shop` come from the environment. Prints one line of JSON once it listens.

require('reflect-metadata');
const { createRequire } = require('node:module');
const {
  BadRequestException,
  Catch,
  Controller,
  Get,
  HttpException,
  Inject,
  Injectable,
  Module,
  ParseIntPipe,
  Scope,
  SetMetadata,
  UnauthorizedException,
  UseFilters,
  UseGuards,
  UseInterceptors,
  VersioningType,
} = require('@nestjs/common');
const { NestFactory, Reflector, REQUEST } = require('@nestjs/core');
const { map } = require('rxjs');
const {
  Account,
  getWechatToken,
  Match,
  Message,
  OAuthGuard,
  OAuthUser,
  OnMessage,
  OnSubscribe,
  OnText,
  OpenId,
  Reply,
  WechatAccount,
  wechatConfigFor,
  WechatExecutionContext,
  WechatModule,
} = require('nestjs-wechat');

const setup = JSON.parse(process.argv[2]);

class NotBlocked {
  canActivate(context) {
    return context.getType() === 'wechat' && WechatExecutionContext.getContext(context).openId !== 'oBlocked';
  }
}
decorateClass(NotBlocked, Injectable());

class Politely {
  intercept(_context, next) {
    return next.handle().pipe(map(text => `${text}, please`));
  }
}
decorateClass(Politely, Injectable());

class Apology {
  catch(exception) {
    return `sorry: ${exception.message}`;
  }
}
decorateClass(Apology, Catch(HttpException));

class Bot {
  constructor(own) {
    this.own = own;
  }

  hello(account, openId) {
    return Reply.text(
      `hello ${openId}, this is ${account.name}${account === this.own ? '' : ', not the injected one'}`,
    );
  }

  order(id) {
    return `order ${typeof id} ${id}`;
  }

  cancel(id) {
    return `cancel ${id}`;
  }

  async echo(context) {
    return context.message.Content;
  }

  fail() {
    throw new BadRequestException('This is for the log.');
  }

  welcome() {
    return 'welcome';
  }

  other(context) {
    return `you sent a message of kind ${context.kind}`;
  }
}
decorateClass(Bot, Injectable(), parameter(0, Inject(getWechatToken(WechatAccount, setup.account))));
decorateMethod(Bot, 'hello', OnText('hello'), parameter(0, Account()), parameter(1, OpenId()));
decorateMethod(
  Bot,
  'order',
  OnText(/^order (\d+)$/),
  UseGuards(NotBlocked),
  UseInterceptors(Politely),
  UseFilters(Apology),
  parameter(0, Match(1, ParseIntPipe)),
);
decorateMethod(Bot, 'cancel', OnText(/^cancel (\w+)$/), UseFilters(Apology), parameter(0, Match(1, ParseIntPipe)));
decorateMethod(Bot, 'echo', OnText());
decorateMethod(Bot, 'fail', OnText('fail'));
decorateMethod(Bot, 'welcome', OnSubscribe());
decorateMethod(Bot, 'other', OnMessage());

class Visit {
  static instances = 0;
  number = ++Visit.instances;

  constructor(request) {
    this.request = request;
  }

  visit() {
    return `visit ${this.number} by ${this.request.openId}`;
  }
}
decorateClass(Visit, Injectable({ scope: Scope.REQUEST }), parameter(0, Inject(REQUEST)));
decorateMethod(Visit, 'visit', OnText('visit'));

/** Two modules of a host may well have classes of one name with methods of one name. */
function createTwin(text, ...parameters) {
  class Twin {
    answer(...values) {
      return `${text}: ${values.join(', ')}`;
    }
  }
  decorateClass(Twin, Injectable());
  decorateMethod(Twin, 'answer', OnText(text), ...parameters.map((decorator, index) => parameter(index, decorator)));
  return Twin;
}
const twins = [createTwin('first twin', OpenId()), createTwin('second twin', Message('MsgType'), Message('MsgId'))];

const Public = () => SetMetadata('public', true);

class PingController {
  ping() {
    return 'pong';
  }

  closed() {
    return 'never';
  }
}
decorateClass(PingController, Controller());
decorateMethod(PingController, 'ping', Get('ping'), Public());
decorateMethod(PingController, 'closed', Get('closed'));

class MeController {
  me(openId) {
    return { openId };
  }
}
decorateClass(MeController, Controller());
decorateMethod(
  MeController,
  'me',
  Get('me'),
  UseGuards(OAuthGuard.with({ scope: 'snsapi_userinfo' })),
  parameter(0, OAuthUser('openId')),
);

class OnlyPublic {
  canActivate(context) {
    if (new Reflector().getAllAndOverride('public', [context.getHandler(), context.getClass()])) return true;
    throw new UnauthorizedException('not public');
  }
}

class Envelope {
  intercept(_context, next) {
    return next.handle().pipe(map(data => ({ code: 0, data })));
  }
}

class EveryError {
  constructor(adapter) {
    this.adapter = adapter;
  }

  catch(exception, host) {
    const body = { code: exception.status ?? 500, data: null };
    this.adapter.reply(host.switchToHttp().getResponse(), body, 200);
  }
}
decorateClass(EveryError, Catch());

class Loudly {
  intercept(_context, next) {
    return next.handle().pipe(map(text => (typeof text === 'string' ? text.toUpperCase() : text)));
  }
}

class AppModule {}
decorateClass(
  AppModule,
  Module({
    imports: createAccounts(),
    controllers: setup.guard ? [PingController, MeController] : [PingController],
    providers: [Bot, Visit, ...twins],
  }),
);

function createAccounts() {
  const { account, options, hostile, globalEnhancers } = setup;
  const extras = { globalEnhancers, controllerDecorators: hostile ? [Public()] : undefined };
  const first = WechatModule.forRoot({ ...extras, ...options });
  if (account === 'default') return [first];
  const named = { name: account, path: `wechat/${account}`, ...wechatConfigFor(account).asProvider() };
  return [first, WechatModule.forRootAsync({ ...extras, ...named })];
}

function createAdapter() {
  if (setup.platform === 'express') return new (require('@nestjs/platform-express').ExpressAdapter)();
  return new (require('@nestjs/platform-fastify').FastifyAdapter)();
}

/** What makes life hard for a route that has to answer its own bytes. */
function makeHostile(app) {
  app.setGlobalPrefix('api');
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
  app.useGlobalGuards(new OnlyPublic());
  app.useGlobalInterceptors(new Envelope());
  app.useGlobalFilters(new EveryError(app.getHttpAdapter()));
}

/** Versions that the package gets when it imports its peers, and whether they are this application's own copies. */
function describePeers() {
  const requireOfPackage = createRequire(require.resolve('nestjs-wechat'));
  const peers = ['@nestjs/common', '@nestjs/config', '@nestjs/core', 'rxjs'];
  return Object.fromEntries(
    peers.map(name => [
      name,
      {
        version: requireOfPackage(`${name}/package.json`).version,
        shared: requireOfPackage.resolve(name) === require.resolve(name),
      },
    ]),
  );
}

function decorateClass(type, ...decorators) {
  Reflect.decorate(decorators, type);
}

function decorateMethod(type, method, ...decorators) {
  Reflect.decorate(decorators, type.prototype, method, Object.getOwnPropertyDescriptor(type.prototype, method));
}

function parameter(index, decorator) {
  return (target, method) => decorator(target, method, index);
}

async function main() {
  const app = await NestFactory.create(AppModule, createAdapter());
  if (setup.hostile) makeHostile(app);
  if (setup.globalEnhancers) app.useGlobalInterceptors(new Loudly());
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address();
  console.log(JSON.stringify({ port, entry: require.resolve('nestjs-wechat'), peers: describePeers() }));
}

// The end of the test run that started it, however that came about.
process.stdin.on('end', () => process.exit()).resume();
void main();
