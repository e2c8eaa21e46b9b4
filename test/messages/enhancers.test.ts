import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  Inject,
  Injectable,
  ParseIntPipe,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, REQUEST } from '@nestjs/core';
import { map, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import {
  Ctx,
  Match,
  OnScan,
  OnSubscribe,
  OnText,
  OpenId,
  Reply,
  WechatContext,
  WechatExecutionContext,
} from 'nestjs-wechat';
import { createBot, textOf } from '../support/bot.js';
import { eventMessage, OPEN_ID, textMessage } from '../support/wechat-side.js';

@Injectable()
class OnlyPolite implements CanActivate {
  canActivate(context: ExecutionContext) {
    const wechat = WechatExecutionContext.getContext(context);
    return context.getType<string>() === 'wechat' && wechat.text('Content')?.includes('please') === true;
  }
}

@Injectable()
class Loud implements NestInterceptor {
  intercept(_: ExecutionContext, next: { handle(): ReturnType<typeof of> }) {
    return next.handle().pipe(map(value => String(value).toUpperCase()));
  }
}

@Catch()
class Apologise implements ExceptionFilter {
  catch(error: Error, host: ArgumentsHost) {
    return `sorry, ${WechatExecutionContext.getContext(host).openId}: ${error.message}`;
  }
}

@Catch()
class Silent implements ExceptionFilter {
  catch() {}
}

class Double implements PipeTransform {
  transform(value: number) {
    return value * 2;
  }
}

describe('enhancers of handlers', () => {
  test('guards, pipes, interceptors and filters run on methods', async () => {
    @Injectable()
    class Bot {
      @OnText(/^please (\w+)$/)
      @UseGuards(OnlyPolite)
      @UseInterceptors(Loud)
      @UseFilters(Apologise)
      double(@Match(1, ParseIntPipe, new Double()) value: number) {
        return `twice is ${value}`;
      }
      @OnText() @UseGuards(OnlyPolite) @UseFilters(Apologise) other() {
        return 'other';
      }
    }
    const bot = await createBot({ providers: [Bot] });
    expect(await textOf(bot.ask(textMessage('please 4')))).toBe('TWICE IS 8');
    expect(await textOf(bot.ask(textMessage('please x')))).toMatch(new RegExp(`^sorry, ${OPEN_ID}: .*numeric`));
    expect(await textOf(bot.ask(textMessage('now')))).toBe(`sorry, ${OPEN_ID}: Forbidden resource`);
    expect(await textOf(bot.ask(textMessage('yes please')))).toBe('other');
    expect(bot.logger.filter({ level: 'error' })).toEqual([]);
  });

  test('and on classes, with dependencies of their own', async () => {
    @Injectable()
    class Words {
      readonly allowed = 'open sesame';
    }
    @Injectable()
    class Password implements CanActivate {
      constructor(private readonly words: Words) {}
      canActivate(context: ExecutionContext) {
        return WechatExecutionContext.getContext(context).text('Content') === this.words.allowed;
      }
    }
    @Injectable()
    @UseGuards(Password)
    @UseFilters(Apologise)
    @UsePipes(new Double())
    class Bot {
      @OnText() enter() {
        return 'enter';
      }
    }
    const bot = await createBot({ providers: [Bot, Words, Password] });
    expect(await textOf(bot.ask(textMessage('open sesame')))).toBe('enter');
    expect(await textOf(bot.ask(textMessage('open')))).toBe(`sorry, ${OPEN_ID}: Forbidden resource`);
  });

  test('of transient scope are made properly', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class Closed implements CanActivate {
      private readonly open = false;
      canActivate() {
        return this.open;
      }
    }
    @Injectable()
    class Bot {
      @OnText() @UseGuards(Closed) enter() {
        return 'enter';
      }
    }
    const bot = await createBot({ providers: [Bot] });
    expect(await bot.ask(textMessage('x'))).toBe('success');
  });

  test.each([
    ['a factory', (type: new () => object) => ({ provide: type, useFactory: () => new type() })],
    ['a value', (type: new () => object) => ({ provide: type, useValue: new type() })],
  ])('given as classes stop the boot where %s makes the host, because Nest would skip them', async (_, provide) => {
    class Guarded {
      @OnText() @UseGuards(OnlyPolite) enter() {}
    }
    class Piped {
      @OnText(/(.)/) enter(@Match(1, ParseIntPipe) _value: number) {}
    }
    for (const type of [Guarded, Piped]) {
      await expect(createBot({ providers: [provide(type)] })).rejects.toThrow(
        /would not run.*or give the decorator an instance/,
      );
    }
    class Instances {
      @OnText() @UseGuards(new OnlyPolite()) enter() {
        return 'enter';
      }
    }
    const bot = await createBot({ providers: [provide(Instances)] });
    expect(await bot.ask(textMessage('now'))).toBe('success');
    expect(await textOf(bot.ask(textMessage('please')))).toBe('enter');
  });

  test('a filter may answer with a Reply, a promise, or not at all', async () => {
    @Catch()
    class Later {
      catch() {
        return Promise.resolve(Reply.text('later'));
      }
    }
    @Injectable()
    class Bot {
      @OnText('later') @UseFilters(Later) later(): string {
        throw new Error('a');
      }
      @OnText('silent') @UseFilters(Silent) silent(): string {
        throw new Error('b');
      }
      @OnText('http') http(): string {
        throw new BadRequestException('c');
      }
    }
    const bot = await createBot({ providers: [Bot] });
    expect(await textOf(bot.ask(textMessage('later')))).toBe('later');
    expect(await bot.ask(textMessage('silent'))).toBe('success');
    expect(await bot.ask(textMessage('http'))).toBe('success');
    expect(bot.logger.filter({ level: 'error' }).map(entry => entry.context)).toEqual([
      'MessageDispatcher',
      'MessageDispatcher',
    ]);
  });

  test('an Observable answers with its last value', async () => {
    @Injectable()
    class Bot {
      @OnText() say() {
        return of('one', 'two');
      }
    }
    const bot = await createBot({ providers: [Bot] });
    expect(await textOf(bot.ask(textMessage('x')))).toBe('two');
  });
});

describe('enhancers of the host', () => {
  const seen: string[] = [];
  const globals = [
    { provide: APP_GUARD, useValue: { canActivate: () => seen.push('guard') > 0 } },
    {
      provide: APP_INTERCEPTOR,
      useValue: { intercept: (_: unknown, next: { handle(): unknown }) => (seen.push('interceptor'), next.handle()) },
    },
    { provide: APP_PIPE, useValue: { transform: (value: unknown) => (seen.push('pipe'), value) } },
    { provide: APP_FILTER, useClass: Apologise },
  ];
  @Injectable()
  class Bot {
    @OnText('fail') fail(@OpenId() _openId: string): string {
      throw new Error('failed');
    }
    @OnText() say(@OpenId() openId: string) {
      return openId;
    }
  }

  test('do not run for handlers', async () => {
    seen.length = 0;
    const bot = await createBot({ providers: [Bot, ...globals] });
    expect(await textOf(bot.ask(textMessage('x')))).toBe(OPEN_ID);
    expect(await bot.ask(textMessage('fail'))).toBe('success');
    expect(seen).toEqual([]);
  });

  test('do run where the account wants it', async () => {
    seen.length = 0;
    const bot = await createBot({ providers: [Bot, ...globals], globalEnhancers: true });
    expect(await textOf(bot.ask(textMessage('x')))).toBe(OPEN_ID);
    expect(seen).toEqual(['guard', 'interceptor', 'pipe']);
    expect(await textOf(bot.ask(textMessage('fail')))).toBe(`sorry, ${OPEN_ID}: failed`);
    seen.length = 0;
    expect(await textOf(bot.ask(textMessage('x'), 'shop'))).toBe(OPEN_ID);
    expect(seen).toEqual([]);
  });
});

test('request-scoped global enhancers stop the boot where an account wants them, because they would not run', async () => {
  const guard = { provide: APP_GUARD, useClass: OnlyPolite, scope: Scope.REQUEST };
  await expect(createBot({ providers: [guard], globalEnhancers: true })).resolves.toBeDefined();
  class Bot {
    @OnText() enter() {}
  }
  await expect(createBot({ providers: [Bot, guard], globalEnhancers: true })).rejects.toThrow(/request-scoped/);
});

describe('request-scoped hosts', () => {
  test('are made once per message and may inject it', async () => {
    let made = 0;
    @Injectable({ scope: Scope.REQUEST })
    class Person {
      readonly number = ++made;
      constructor(@Inject(REQUEST) private readonly context: WechatContext) {}
      get openId() {
        return this.context.openId;
      }
    }
    @Injectable()
    class Bot {
      constructor(private readonly person: Person) {}
      @OnSubscribe() subscribed() {
        return `${this.person.number} ${this.person.openId}`;
      }
      @OnScan('one') @UseGuards(OnlyPolite) never() {}
      @OnScan() scanned(@Ctx() context: WechatContext) {
        return `${this.person.number} ${this.person.openId} ${context.scene}`;
      }
    }
    const bot = await createBot({ providers: [Bot, Person] });
    const follow = (): string => eventMessage('subscribe', { EventKey: 'qrscene_a', Ticket: 't' });
    expect(await textOf(bot.ask(follow()))).toBe(`1 ${OPEN_ID} a`);
    expect(await textOf(bot.ask(follow()))).toBe(`2 ${OPEN_ID} a`);
    expect(made).toBe(2);
  });

  test('of transient scope are made for every message', async () => {
    let made = 0;
    @Injectable({ scope: Scope.TRANSIENT })
    class Bot {
      readonly number = ++made;
      @OnText() say() {
        return String(this.number);
      }
    }
    const bot = await createBot({ providers: [Bot] });
    const first = Number(await textOf(bot.ask(textMessage('x'))));
    expect(Number(await textOf(bot.ask(textMessage('x'))))).toBeGreaterThan(first);
  });

  test('that cannot be made are logged, and the message acknowledged', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Bot {
      constructor() {
        throw new Error('no room');
      }
      @OnText() say() {}
    }
    const bot = await createBot({ providers: [Bot] });
    expect(await bot.ask(textMessage('x'))).toBe('success');
    bot.logger.assertLogged({ level: 'error', message: /Bot\.say failed.*no room/ });
  });
});
