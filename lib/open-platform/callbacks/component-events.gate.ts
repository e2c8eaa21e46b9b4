import { Logger } from '@nestjs/common';
import type { CallbackGate } from '../../callback/callback.gate.js';
import type { WechatMessageMap } from '../../messages/kinds/message-map.js';
import type { ReceivedMessage } from '../../messages/message.reader.js';
import type { AuthorizationExchanger } from '../authorizations/authorization.exchanger.js';
import type { Authorizers } from '../authorizations/authorizers.js';
import { WechatAuthorizerError } from '../open-platform.errors.js';
import type { VerifyTickets } from '../tokens/verify-tickets.js';

type Authorized = WechatMessageMap['component.authorized'];

/** Does what a platform has to do about what WeChat tells it, before its handlers hear of it. */
export class ComponentEventsGate implements CallbackGate {
  private readonly logger = new Logger('OpenPlatform');

  constructor(
    private readonly tickets: VerifyTickets,
    private readonly authorizers: Authorizers,
    private readonly exchanger: AuthorizationExchanger,
  ) {}

  /** Every step may be done twice, for WeChat tells things more than once. */
  async admit({ kind, message }: ReceivedMessage): Promise<boolean> {
    const fields = message as unknown;
    switch (kind) {
      case 'component.component_verify_ticket': {
        const { ComponentVerifyTicket, CreateTime } = fields as WechatMessageMap[typeof kind];
        return this.tickets.save(ComponentVerifyTicket, CreateTime);
      }
      case 'component.authorized':
      case 'component.updateauthorized':
        return this.authorize(fields as Authorized);
      case 'component.unauthorized': {
        const { AuthorizerAppid, CreateTime } = fields as WechatMessageMap[typeof kind];
        return this.authorizers.unauthorize(AuthorizerAppid, CreateTime);
      }
      default:
        if (kind.startsWith('component.')) return true;
        this.logger.warn(
          `A message of kind ${kind} came to the events URL of the platform ${this.authorizers.componentAppId}, and is ` +
            "acknowledged. Give WeChat's console the URL with $APPID$ for messages.",
        );
        return false;
    }
  }

  private async authorize({ AuthorizerAppid, AuthorizationCode, CreateTime }: Authorized): Promise<boolean> {
    try {
      await this.exchanger.exchange(AuthorizationCode, CreateTime);
      return await this.authorizers.confirm(AuthorizerAppid, CreateTime);
    } catch (error) {
      if (!(error instanceof WechatAuthorizerError)) throw error;
      // Somebody else exchanged it, or the answer was lost: as long as the authorization stands, WeChat tells it.
      const found = await this.authorizers.lookUp(AuthorizerAppid, CreateTime);
      if (found === undefined) this.logger.warn(error.message);
      return found?.state === 'authorized';
    }
  }
}
