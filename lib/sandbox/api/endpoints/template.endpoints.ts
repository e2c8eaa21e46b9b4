import { findIndustry } from '../../account/industries.js';
import { CLASSIC_TEMPLATE, composeTemplate, guessKeywords } from '../../sending/template-composer.js';
import { ApiError } from '../api-error.js';
import { get, post, type ApiTable } from '../endpoint.js';
import type { Fields } from '../fields.js';

const MAX_TEMPLATES = 25;

/** An account's templates. Official document: 模板消息接口. */
export const templateEndpoints: ApiTable = {
  '/cgi-bin/template/api_set_industry': post(({ account, body }) => {
    const ids = [readIndustry(body, 'industry_id1'), readIndustry(body, 'industry_id2')] as const;
    if (!account.quotas.spend('industry', 1, 'month')) throw new ApiError(43100);
    account.industries = ids;
  }),

  '/cgi-bin/template/get_industry': get(({ account: { industries } }) =>
    industries === undefined
      ? {}
      : { primary_industry: findIndustry(industries[0]), secondary_industry: findIndustry(industries[1]) },
  ),

  '/cgi-bin/template/api_add_template': post(({ account, body }) => {
    const title = body.text('template_id_short', { missing: 40037 });
    const content = composeContent(title, body);
    if (account.templates.list().length >= MAX_TEMPLATES) throw new ApiError(45026);
    return { errcode: 0, errmsg: 'ok', template_id: account.templates.add({ title, content }).templateId };
  }),

  '/cgi-bin/template/get_all_private_template': get(({ account }) => {
    const industry = account.industries && findIndustry(account.industries[0]);
    return {
      template_list: account.templates.list().map(({ templateId, title, content }) => ({
        template_id: templateId,
        title,
        // The two levels of one industry, though the names are those of two.
        primary_industry: industry?.first_class ?? '',
        deputy_industry: industry?.second_class ?? '',
        content,
        example: '',
      })),
    };
  }),

  '/cgi-bin/template/del_private_template': post(({ account, body }) => {
    if (!account.templates.delete(body.text('template_id', { missing: 40037 }))) throw new ApiError(40037);
  }),
};

function readIndustry(body: Fields, name: string): number {
  const id = body.integer(name, { missing: 40102 });
  if (!findIndustry(id)) throw new ApiError(40102);
  return id;
}

/** Numbers are of today's library, whose templates have no keywords of their own. */
function composeContent(shortId: string, body: Fields): string {
  if (!/^((OPEN)?TM)?\d+$/.test(shortId)) throw new ApiError(40037);
  const names = body.has('keyword_name_list') ? body.texts('keyword_name_list') : [];
  if (names.length > 0) return composeTemplate(guessKeywords(names));
  if (/^\d+$/.test(shortId)) throw new ApiError(41011);
  return CLASSIC_TEMPLATE;
}
