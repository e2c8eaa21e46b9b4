/** @typedef {'waiting' | 'scanned' | 'confirmed' | 'rejected' | 'expired'} LoginState */

const FIRST_EVENT_MS = 5000;
const POLL_MS = 2000;

const card = /** @type {HTMLElement} */ (document.querySelector('[data-state]'));
const panels = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-panel]'));

/**
 * Shows how far the login has come.
 *
 * @param {LoginState} state
 * @returns whether that is final
 */
function show(state) {
  card.dataset['state'] = state;
  for (const panel of panels) panel.hidden = panel.dataset['panel'] !== state;
  if (state === 'confirmed') card.querySelector('form')?.requestSubmit();
  return state !== 'waiting' && state !== 'scanned';
}

/** Listens; a connection that is lost is opened again by the browser itself. */
function listen() {
  const events = new EventSource('/login/events');
  const fallBack = () => {
    events.close();
    void poll();
  };
  // Some proxies hold events back.
  const timer = setTimeout(fallBack, FIRST_EVENT_MS);
  events.addEventListener('message', ({ data }) => {
    clearTimeout(timer);
    if (show(JSON.parse(data).state)) events.close();
  });
  events.addEventListener('error', () => {
    if (events.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    fallBack();
  });
}

/** Asks again and again. */
async function poll() {
  try {
    const response = await fetch('/login/status');
    if (response.ok && show((await response.json()).state)) return;
  } catch {
    // Offline: the next one may come through.
  }
  setTimeout(poll, POLL_MS);
}

listen();
