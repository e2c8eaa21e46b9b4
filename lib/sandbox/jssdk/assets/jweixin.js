// What the sandbox gives pages in place of https://res.wx.qq.com/open/js/jweixin-1.6.0.js: `wx`, as it is inside WeChat.
// Official document: JS-SDK说明文档.
(() => {
  /** @typedef {{ readonly errMsg: string, readonly [name: string]: unknown }} Result What every callback gets. */
  /** @typedef {(result: Result) => unknown} Callback */
  /** @typedef {{ readonly success?: Callback, readonly fail?: Callback, readonly complete?: Callback }} Callbacks */
  /** @typedef {Callbacks & { readonly title?: string, readonly desc?: string, readonly link?: string, readonly imgUrl?: string }} ShareOptions */
  /** @typedef {Callbacks & { readonly jsApiList?: readonly string[] }} CheckOptions */
  /** @typedef {{ readonly debug?: boolean, readonly appId: string, readonly timestamp: number | string, readonly nonceStr: string, readonly signature: string, readonly jsApiList?: readonly string[] }} Config */
  /** @typedef {{ jWeixin?: unknown, wx?: unknown, define?: ((factory: () => unknown) => void) & { amd?: unknown, cmd?: unknown } }} Page */

  const page = /** @type {Page} */ (/** @type {unknown} */ (window));
  // A page may load it twice; the first one knows the configuration.
  if (page.jWeixin) return;
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) throw new Error('Load the JS-SDK by <script src>, and not as a module.');
  const { origin } = new URL(script.src);

  /** Calls that succeed and do nothing, with what they answer. */
  const SIMPLE = {
    closeWindow: {},
    getNetworkType: { networkType: 'wifi' },
    hideAllNonBaseMenuItem: {},
    hideMenuItems: {},
    hideOptionMenu: {},
    showAllNonBaseMenuItem: {},
    showMenuItems: {},
    showOptionMenu: {},
  };
  const SHARES = ['updateAppMessageShareData', 'updateTimelineShareData'];
  /** The older ones, whose callbacks wait until somebody shares the page, which nobody does. */
  const MENU_SHARES = ['Timeline', 'AppMessage', 'QQ', 'Weibo', 'QZone'].map(menu => `onMenuShare${menu}`);
  /** Calls that a phone knows and the sandbox does not. */
  const OTHERS =
    'startRecord stopRecord onVoiceRecordEnd playVoice onVoicePlayEnd pauseVoice stopVoice uploadVoice downloadVoice ' +
    'chooseImage previewImage uploadImage downloadImage getLocalImgData translateVoice openLocation getLocation ' +
    'scanQRCode chooseWXPay openAddress openProductSpecificView addCard chooseCard openCard consumeAndShareCard ' +
    'startSearchBeacons stopSearchBeacons onSearchBeacons';
  const NOTE_MS = 15_000;
  const notes = document.createElement('div');
  notes.style.cssText =
    'position: fixed; z-index: 2147483647; bottom: 0; left: 0; right: 0; pointer-events: none; ' +
    'background: #1a1a1a; color: #fff; font: 13px/1.5 monospace;';
  const PLAYED = ['checkJsApi', ...Object.keys(SIMPLE), ...SHARES, ...MENU_SHARES];

  /** @type {Config | undefined} */
  let config;
  /** @type {'unknown' | 'believed' | 'refused'} */
  let state = 'unknown';
  /** A refusal that nobody has heard of. @type {Result | undefined} */
  let refusal;
  /** @type {Callback | undefined} */
  let onError;
  /** @type {(() => unknown)[]} */
  let waiting = [];

  /**
   * Asks the sandbox. As text, for which no leave has to be asked first.
   *
   * @param {'config' | 'share'} what
   * @param {Readonly<Record<string, string>>} body
   * @returns {Promise<Result & { readonly reason?: string }>}
   */
  async function ask(what, body) {
    try {
      const response = await fetch(`${origin}/open/js/${what}`, { method: 'POST', body: JSON.stringify(body) });
      return await response.json();
    } catch {
      return { errMsg: `${body['api'] ?? what}:fail`, reason: `The sandbox at ${origin} does not answer.` };
    }
  }

  /**
   * Shows what WeChat would alert. The page goes on meanwhile, and can be clicked on; nobody has to be there to say OK.
   *
   * @param {string} text
   */
  function note(text) {
    const line = document.createElement('div');
    line.setAttribute('role', 'status');
    line.style.cssText =
      'padding: 10px 16px; border-top: 1px solid #555; white-space: pre-wrap; overflow-wrap: anywhere;';
    line.textContent = text;
    notes.append(line);
    (document.body ?? document.documentElement).append(notes);
    setTimeout(() => line.remove(), NOTE_MS);
  }

  /**
   * Tells the page how a call ended.
   *
   * @param {Result} result
   * @param {Callbacks} [callbacks]
   * @param {string} [reason] what is wrong, which a phone leaves one to guess
   */
  function finish(result, { success, fail, complete } = {}, reason) {
    if (reason !== undefined) console.warn(`${result.errMsg}. ${reason}`);
    if (config?.debug) note(reason === undefined ? JSON.stringify(result) : `${JSON.stringify(result)}\n${reason}`);
    if (result.errMsg.endsWith(':ok')) success?.(result);
    else fail?.(result);
    complete?.(result);
  }

  /**
   * What the phone says to a call that it does not carry out, and why.
   *
   * @param {string} api
   * @returns {readonly [problem?: string, reason?: string]}
   */
  function refuse(api) {
    if (state !== 'believed')
      return ['the permission value is offline verifying', 'Make it in wx.ready(), and see that wx.config() succeeds.'];
    return config?.jsApiList?.includes(api) ? [] : ['permission denied', 'It is not in the jsApiList of wx.config().'];
  }

  /**
   * Carries out a call, if the page may make it.
   *
   * @template {Callbacks} Options
   * @param {string} api
   * @param {(options: Options) => unknown} carryOut
   */
  function call(api, carryOut) {
    return (/** @type {Options} */ options = /** @type {Options} */ ({})) => {
      const [problem, reason] = refuse(api);
      if (problem === undefined) carryOut(options);
      else finish({ errMsg: `${api}:${problem}` }, options, reason);
    };
  }

  /**
   * @param {string} api
   * @param {ShareOptions} options
   */
  async function share(api, { title = document.title, desc = '', link = location.href, imgUrl = '', ...callbacks }) {
    const appId = String(config?.appId);
    const { reason, ...result } = await ask('share', { api, appId, href: location.href, title, desc, link, imgUrl });
    finish(result, MENU_SHARES.includes(api) && result.errMsg.endsWith(':ok') ? {} : callbacks, reason);
  }

  /** @param {Config} given */
  async function verify({ appId, timestamp, nonceStr, signature }) {
    const body = { appId, timestamp: String(timestamp), nonceStr, signature, href: location.href };
    const { reason, ...result } = await ask('config', body);
    state = result.errMsg === 'config:ok' ? 'believed' : 'refused';
    refusal = undefined;
    const fail = onError ?? (() => void (refusal = result));
    // As the phone does: whoever waits for `ready` goes on after a refusal, too.
    const complete = () => waiting.splice(0).forEach(callback => callback());
    finish(result, { fail, complete }, reason);
  }

  /** @type {Record<string, unknown>} */
  const wx = {
    config(/** @type {Config} */ given) {
      config = given;
      void verify(given);
    },
    ready(/** @type {() => unknown} */ callback) {
      if (state === 'unknown') waiting.push(callback);
      else callback();
    },
    error(/** @type {Callback} */ callback) {
      if (refusal === undefined) onError = callback;
      else callback(refusal);
    },
    checkJsApi(/** @type {CheckOptions} */ { jsApiList = [], ...callbacks } = {}) {
      const checkResult = Object.fromEntries(jsApiList.map(api => [api, PLAYED.includes(api)]));
      finish({ checkResult, errMsg: 'checkJsApi:ok' }, callbacks);
    },
  };
  for (const [api, answer] of Object.entries(SIMPLE))
    wx[api] = call(api, options => finish({ ...answer, errMsg: `${api}:ok` }, options));
  for (const api of [...SHARES, ...MENU_SHARES]) wx[api] = call(api, options => share(api, options));
  for (const api of OTHERS.split(' '))
    wx[api] = call(api, options =>
      finish({ errMsg: `${api}:function not exist` }, options, 'The sandbox does not play it.'),
    );

  if (page.define?.amd || page.define?.cmd) page.define(() => wx);
  else page.wx = page.jWeixin = wx;
})();
