import { sleep } from '../../clock.js';
import { PRE_AUTH_CODE_SECONDS } from '../../component/pre-auth-codes.js';
import { spendCall, type CallLimits } from '../call-quota.js';
import { authenticateComponent, checkComponentAppId } from '../component-caller.js';
import { ofComponent, open, type ApiTable } from '../endpoint.js';
import { secondsLeft } from '../seconds-left.js';

/** Unconfirmed. */
const TOKEN: CallLimits = { dailyLimit: 2000 };
const TOKEN_PATH = '/cgi-bin/component/api_component_token';

/** From the ticket to the pre-auth code. Official documents: 启动推送票据, 获取第三方平台令牌, 获取预授权码. */
export const componentTokenEndpoints: ApiTable = {
  '/cgi-bin/component/api_start_push_ticket': open('POST', call => {
    const component = authenticateComponent(call, 'component_secret');
    component.ticketPushes.start();
    // The answer comes first.
    void sleep(0).then(() => component.ticketPushes.pushNow());
  }),

  [TOKEN_PATH]: open(
    'POST',
    call => {
      const component = authenticateComponent(call, 'component_appsecret');
      component.tickets.check(call.body.text('component_verify_ticket', { missing: 61006 }));
      spendCall(component, TOKEN_PATH, TOKEN);
      const { value, expiresAt } = component.accessTokens.renew('component');
      return { component_access_token: value, expires_in: secondsLeft(call.world, expiresAt) };
    },
    TOKEN,
  ),

  '/cgi-bin/component/api_create_preauthcode': ofComponent('POST', call => {
    checkComponentAppId(call);
    return { pre_auth_code: call.component.preAuthCodes.issue(), expires_in: PRE_AUTH_CODE_SECONDS };
  }),
};
