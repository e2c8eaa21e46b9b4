import type { AccountTelemetry } from '../telemetry/account-telemetry.js';
import { errorName } from '../telemetry/error-name.js';
import { WechatApiError, WechatQuotaError } from '../wechat.errors.js';
import { endpointOf, type RequestSender, type WechatRequest } from './wechat-http.js';

/** What is called. */
export type CalledEndpoint = Pick<WechatRequest, 'method' | 'path'>;

/** Calls of WeChat's API as they are counted and traced: each one is told once, however many requests it takes. */
export class ApiCalls implements RequestSender {
  private readonly origin: string;

  /** @param host address of the server, of which the path and what else it may carry stay here */
  constructor(
    private readonly http: RequestSender,
    private readonly telemetry: AccountTelemetry,
    host: string,
  ) {
    this.origin = new URL(host).origin;
  }

  /** A call of one request. */
  json<T>(request: WechatRequest): Promise<T> {
    return this.call(request, http => http.json<T>(request));
  }

  /** A call of one request. */
  file(request: WechatRequest): Promise<Response> {
    return this.call(request, http => http.file(request));
  }

  /** A call that may take several requests, all of which it has to make through the sender that it is given. */
  call<T>(endpoint: CalledEndpoint, make: (http: RequestSender) => Promise<T>): Promise<T> {
    return this.telemetry.isObserved ? this.observe(endpoint, make) : make(this.http);
  }

  private observe<T>(called: CalledEndpoint, make: (http: RequestSender) => Promise<T>): Promise<T> {
    const { http, origin, telemetry } = this;
    const endpoint = endpointOf(called);
    let attempts = 0;
    const counting: RequestSender = {
      json: request => {
        attempts += 1;
        return http.json(request);
      },
      file: request => {
        attempts += 1;
        return http.file(request);
      },
    };
    return telemetry.begin('api-call', { method: called.method, origin, endpoint }).run(() => make(counting), {
      done: () => ({ attempts, errcode: 0, rid: undefined, error: undefined }),
      failed: error => {
        const { errcode, rid } = error instanceof WechatApiError ? error : {};
        if (error instanceof WechatQuotaError) {
          telemetry.tell({ type: 'quota-error', by: 'wechat', endpoint, errcode: error.errcode });
        }
        return { attempts, errcode, rid, error: errorName(error) };
      },
    });
  }
}
