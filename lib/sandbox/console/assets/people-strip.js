import { h, html, useState } from 'htm/preact';
import { avatar } from './avatar.js';
import { readForm } from './form.js';
import { icon } from './icons.js';
/** @import { Snapshot } from '../console.types.js' */
/** @import { Ui } from './ui.js' */

/**
 * Whose phone is looked at.
 *
 * @param {{ ui: Ui, snapshot: Snapshot }} props
 */
export function PeopleStrip({ ui, snapshot }) {
  const [isAdding, setAdding] = useState(false);
  const { t } = ui;
  const { people, phone } = snapshot;
  const { newest, total } = people;
  return html`<div class="people">
    <div class="people__list" role="group" aria-label=${t.people}>
      ${newest.map(
        ({ personId, nickname, isFollowing }) =>
          html`<button
            key=${personId}
            class="people__person"
            aria-pressed=${personId === phone?.personId}
            title=${`${nickname} · ${isFollowing ? t.following : t.notFollowing}`}
            onClick=${() => ui.select({ ...ui.selection, person: personId })}
          >
            ${avatar(nickname)}<span class="people__name">${nickname}</span>
            <i class="people__dot" data-follows=${isFollowing}></i>
          </button>`,
      )}
    </div>
    <button class="people__add" aria-label=${t.newPerson} title=${t.newPerson} onClick=${() => setAdding(!isAdding)}>
      ${icon('add')}
    </button>
    ${isAdding && h(NewPerson, { ui, close: () => setAdding(false) })}
    ${total > newest.length && html`<p class="people__count">${t.peopleTotal(newest.length, total)}</p>`}
  </div>`;
}

/** @param {{ ui: Ui, close: () => void }} props */
function NewPerson({ ui, close }) {
  const create = async (/** @type {SubmitEvent} */ event) => {
    const result = await ui.act('addPerson', { nickname: readForm(event)['nickname'] });
    if (!result) return;
    ui.select({ ...ui.selection, person: String(result['person']) });
    close();
  };
  return html`<form class="people__form" onSubmit=${create}>
    <input
      class="field"
      name="nickname"
      maxlength="32"
      autofocus
      aria-label=${ui.t.newPersonHint}
      placeholder=${ui.t.newPersonHint}
    />
    <button class="button button_primary">${ui.t.create}</button>
  </form>`;
}
