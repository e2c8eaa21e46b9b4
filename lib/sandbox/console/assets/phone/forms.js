/** @import { MenuButtonView } from '../../console.types.js' */
/** @import { Texts } from '../language/language.js' */

/** @typedef {'picture' | 'video' | 'voice' | 'location' | 'reportLocation' | 'link' | 'menuScan' | 'menuPicture' | 'menuPlace'} FormName */

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {'text' | 'number' | 'url' | 'file'} [type] default: `text`
 * @property {string} [value]
 * @property {string} [hint]
 * @property {string} [accept] of a file
 * @property {boolean} [isRequired]
 */

/**
 * A form: what it asks for, and the action that takes it.
 *
 * @typedef {object} Form
 * @property {string} title
 * @property {string} action
 * @property {readonly Field[]} fields
 * @property {Readonly<Record<string, string>>} [input] what else the action is given
 */

/**
 * What the sheet of a name asks for.
 *
 * @param {Texts} t
 * @param {FormName} name
 * @param {MenuButtonView} [button] the menu button that asks for it
 * @returns {Form}
 */
export function describeForm(t, name, button) {
  const ofButton = { title: button?.name ?? '', action: 'click', input: { target: button?.target ?? '' } };
  switch (name) {
    case 'picture':
      return { title: t.picture, action: 'sendImage', fields: [fileField('file', t.upload, t.sampleHint, 'image/*')] };
    case 'video':
      return { title: t.video, action: 'sendVideo', fields: [fileField('file', t.upload, t.sampleHint, 'video/*')] };
    case 'voice':
      return {
        title: t.voice,
        action: 'sendVoice',
        fields: [{ name: 'recognition', label: t.recognition, hint: t.recognitionHint }],
      };
    case 'location':
      return { title: t.location, action: 'sendLocation', fields: placeFields(t) };
    case 'reportLocation':
      return { title: t.reportLocation, action: 'reportLocation', fields: placeFields(t).slice(0, 2) };
    case 'link':
      return { title: t.link, action: 'sendLink', fields: linkFields(t) };
    case 'menuScan':
      return { ...ofButton, fields: [{ name: 'scan', label: t.scanResult, hint: t.scanResultHint, isRequired: true }] };
    case 'menuPicture':
      return { ...ofButton, fields: [fileField('picture', t.upload, t.sampleHint, 'image/*')] };
    default:
      return { ...ofButton, fields: placeFields(t) };
  }
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} hint
 * @param {string} accept
 * @returns {Field}
 */
function fileField(name, label, hint, accept) {
  return { name, label, hint, accept, type: 'file' };
}

/**
 * @param {Texts} t
 * @returns {Field[]}
 */
function placeFields(t) {
  return [
    { name: 'latitude', label: t.latitude, type: 'number', value: '31.2304', isRequired: true },
    { name: 'longitude', label: t.longitude, type: 'number', value: '121.4737', isRequired: true },
    { name: 'label', label: t.placeLabel, value: '上海市黄浦区人民大道 200 号' },
  ];
}

/**
 * @param {Texts} t
 * @returns {Field[]}
 */
function linkFields(t) {
  return [
    { name: 'title', label: t.linkTitle, value: 'NestJS', isRequired: true },
    { name: 'description', label: t.linkDescription, value: 'A progressive Node.js framework' },
    { name: 'url', label: t.linkUrl, type: 'url', value: 'https://nestjs.com', isRequired: true },
  ];
}
