import { html } from 'htm/preact';
import { fileOf, readForm } from '../form.js';
import { readFile } from '../store/requests.js';
/** @import { Ui } from '../ui.js' */
/** @import { Field, Form } from './forms.js' */

/**
 * Asks for what an action needs, and runs it.
 *
 * @param {{ ui: Ui, form: Form, close: () => void }} props
 */
export function SheetForm({ ui, form, close }) {
  const submit = async (/** @type {SubmitEvent} */ event) => {
    const input = await readInput(form, event);
    close();
    await ui.act(form.action, input);
  };
  return html`<form class="sheet-form" onSubmit=${submit}>
    <div class="weui-cells">${form.fields.map(cell)}</div>
    <button class="weui-btn weui-btn_primary">${ui.t.send}</button>
  </form>`;
}

/** @param {Field} field */
function cell({ name, label, type = 'text', value = '', hint = '', accept, isRequired = false }) {
  return html`<label class="weui-cell weui-cell_active">
    <span class="weui-cell__hd weui-label">${label}</span>
    <span class="weui-cell__bd">
      <input
        class="weui-input"
        name=${name}
        type=${type}
        step="any"
        accept=${accept}
        required=${isRequired}
        placeholder=${hint}
        defaultValue=${value}
      />
      ${type === 'file' && html`<small class="sheet-form__hint">${hint}</small>`}
    </span>
  </label>`;
}

/**
 * @param {Form} form
 * @param {SubmitEvent} event
 */
async function readInput({ fields, input }, event) {
  const texts = readForm(event);
  const file = fields.find(({ type }) => type === 'file');
  const chosen = file && fileOf(event, file.name);
  const content = chosen && (await readFile(chosen));
  const values = fields.flatMap(({ name, type }) => {
    const text = texts[name];
    if (text === undefined || text === '') return [];
    return [[name, type === 'number' ? Number(text) : text]];
  });
  return { ...Object.fromEntries(values), ...input, ...(file && content && { [file.name]: content }) };
}
