/** @typedef {'checking' | 'accepted' | 'refused' | 'outside'} ShareState */
/** @typedef {{ errMsg: string }} Answer */
/**
 * What is used of WeChat's script.
 *
 * @typedef {object} JsSdk
 * @property {(options: object) => void} config
 * @property {(callback: () => void) => void} ready
 * @property {(callback: (answer: Answer) => void) => void} error
 * @property {(options: object) => void} updateAppMessageShareData
 * @property {(options: object) => void} updateTimelineShareData
 */

/** Nobody answers outside WeChat. */
const PATIENCE_MS = 5000;

const card = /** @type {HTMLElement} */ (document.querySelector('[data-signer]'));
const button = /** @type {HTMLButtonElement} */ (document.querySelector('[data-share]'));
const tip = /** @type {HTMLElement} */ (document.querySelector('[data-tip]'));
const wx = /** @type {{ wx?: JsSdk }} */ (globalThis).wx;
// What follows # is not signed.
const url = location.href.split('#')[0] ?? '';

/** @param {ShareState} state */
function show(state) {
  card.dataset['state'] = state;
  button.disabled = state !== 'accepted';
}

/**
 * @param {'url' | 'signature' | 'answer'} field
 * @param {string} text
 */
function fill(field, text) {
  const place = card.querySelector(`[data-field="${field}"]`);
  if (place) place.textContent = text;
}

/** Asks the site to sign this page. */
async function sign() {
  const response = await fetch(`${card.dataset['signer']}?url=${encodeURIComponent(url)}`);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** @param {JsSdk} sdk */
async function configure(sdk) {
  const signature = await sign();
  fill('signature', signature.signature);
  const timer = setTimeout(() => show('outside'), PATIENCE_MS);
  sdk.ready(() => {
    clearTimeout(timer);
    // It also comes after an error.
    if (card.dataset['state'] === 'refused') return;
    fill('answer', 'config:ok');
    show('accepted');
    share(sdk);
  });
  sdk.error(({ errMsg }) => {
    clearTimeout(timer);
    fill('answer', errMsg);
    show('refused');
  });
  sdk.config({ ...signature, jsApiList: ['updateAppMessageShareData', 'updateTimelineShareData'] });
}

/**
 * Sets what friends will see.
 *
 * @param {JsSdk} sdk
 */
function share(sdk) {
  const data = {
    title: read('[data-title]'),
    desc: read('[data-description]'),
    link: url,
    imgUrl: `${location.origin}/assets/share.png`,
  };
  sdk.updateAppMessageShareData(data);
  sdk.updateTimelineShareData(data);
}

/** @param {string} selector */
function read(selector) {
  return card.querySelector(selector)?.textContent ?? '';
}

fill('url', url);
// No page may open the phone's menu.
button.addEventListener('click', () => {
  tip.hidden = !tip.hidden;
});
if (wx === undefined) {
  fill('answer', '微信的脚本没有加载');
  show('outside');
} else {
  configure(wx).catch(error => {
    fill('answer', error.message);
    show('refused');
  });
}
