/**
 * The texts of a form that was sent; the page stays where it is.
 *
 * @param {SubmitEvent} event
 * @returns {Readonly<Record<string, string>>}
 */
export function readForm(event) {
  const entries = [...formOf(event).entries()];
  return Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

/**
 * The file of a form that was sent.
 *
 * @param {SubmitEvent} event
 * @param {string} name
 * @returns {File | undefined}
 */
export function fileOf(event, name) {
  const file = formOf(event).get(name);
  return file instanceof File && file.size > 0 ? file : undefined;
}

/** @param {SubmitEvent} event */
function formOf(event) {
  event.preventDefault();
  return new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
}
