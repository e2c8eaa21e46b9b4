import { CATEGORIES, PUBLIC_TEMPLATES, type PublicTemplate } from '../../sending/public-templates.js';
import { composeTemplate } from '../../sending/template-composer.js';
import { ApiError } from '../api-error.js';
import { get, post, type ApiTable } from '../endpoint.js';
import type { Fields } from '../fields.js';

const MAX_TEMPLATES = 25;
const MAX_PAGE = 30;
const MAX_SCENE_LENGTH = 15;

/** The library of subscribe templates, and those of an account. Official document: 订阅通知. */
export const subscribeTemplateEndpoints: ApiTable = {
  '/wxaapi/newtmpl/getcategory': get(() => ({ errcode: 0, errmsg: 'ok', data: CATEGORIES })),

  '/wxaapi/newtmpl/getpubtemplatetitles': get(({ query }) => {
    const ids = query.text('ids', { missing: 200018 }).split(',').map(Number);
    if (!ids.every(id => CATEGORIES.some(category => category.id === id))) throw new ApiError(200019);
    const start = query.integer('start', { missing: 200016 });
    const limit = query.integer('limit', { missing: 200017 });
    if (start < 0) throw new ApiError(200016);
    if (limit < 1 || limit > MAX_PAGE) throw new ApiError(200017);
    const found = PUBLIC_TEMPLATES.filter(({ categoryId }) => ids.includes(categoryId));
    const data = found.slice(start, start + limit).map(({ tid, title, type, categoryId }) => ({
      tid,
      title,
      type,
      categoryId,
    }));
    return { errcode: 0, errmsg: 'ok', data, count: found.length };
  }),

  '/wxaapi/newtmpl/getpubtemplatekeywords': get(({ query }) => {
    const { keywords } = findPublic(query);
    const data = keywords.map(({ number: kid, name, kind: rule, example }) => ({ kid, name, example, rule }));
    return { errcode: 0, errmsg: 'ok', data };
  }),

  '/wxaapi/newtmpl/addtemplate': post(({ account, body }) => {
    const { title, type, keywords } = findPublic(body);
    const chosen = readKids(body).map(kid => keywords.find(({ number }) => number === kid));
    const found = chosen.filter(keyword => keyword !== undefined);
    if (found.length < chosen.length) throw new ApiError(200020);
    const scene = body.text('sceneDesc', { missing: 200021 });
    if (scene.length > MAX_SCENE_LENGTH) throw new ApiError(200021);
    if (account.subscribeTemplates.list().length >= MAX_TEMPLATES) throw new ApiError(200012);
    const options = { title, content: composeTemplate(found), isLongTerm: type === 3 };
    return { errcode: 0, errmsg: 'ok', priTmplId: account.subscribeTemplates.add(options).templateId };
  }),

  '/wxaapi/newtmpl/gettemplate': get(({ account }) => {
    const data = account.subscribeTemplates.list().map(({ templateId, title, content, isLongTerm }) => ({
      priTmplId: templateId,
      title,
      content,
      example: '',
      type: isLongTerm ? 3 : 2,
    }));
    return { errcode: 0, errmsg: 'ok', data };
  }),

  '/wxaapi/newtmpl/deltemplate': post(({ account, body }) => {
    if (!account.subscribeTemplates.delete(body.text('priTmplId', { missing: 200014 }))) throw new ApiError(200014);
  }),
};

function findPublic(fields: Fields): PublicTemplate {
  const id = fields.text('tid', { missing: 200014 });
  const template = PUBLIC_TEMPLATES.find(({ tid }) => String(tid) === id);
  if (!template) throw new ApiError(200014);
  return template;
}

/** Two to five different ones. */
function readKids(body: Fields): number[] {
  const kids = body.integers('kidList', { missing: 200020 });
  if (kids.length < 2 || kids.length > 5 || new Set(kids).size < kids.length) throw new ApiError(200020);
  return kids;
}
