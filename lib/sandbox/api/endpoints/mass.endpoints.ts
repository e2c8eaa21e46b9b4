import { pushNotice } from '../../delivery/notices.js';
import type { Contact } from '../../people/contact.js';
import { readLiteralBody } from '../../sending/literal-body.js';
import { readMassContents } from '../../sending/mass-content.reader.js';
import { ApiError } from '../api-error.js';
import { post, type ApiTable, type AuthorizedCall } from '../endpoint.js';
import type { Fields } from '../fields.js';

const DAILY_LIMIT = 100;
const MONTHLY_LIMIT_OF_A_PERSON = 4;
const MAX_RECIPIENTS = 10_000;
const LIMITS = { minuteLimit: 60 };
/** Results of mass messages come from no follower. */
const PLATFORM_OPENID = 'oSandboxMassMessageAssistant';

interface Audience {
  /** Who could get it. */
  readonly contacts: readonly Contact[];
  /** How many it was meant for. */
  readonly total: number;
}

/** Mass messages. Official document: 群发消息. */
export const massEndpoints: ApiTable = {
  '/cgi-bin/message/mass/sendall': post(call => {
    const contacts = readFilter(call);
    return send(call, { contacts, total: contacts.length });
  }, LIMITS),

  '/cgi-bin/message/mass/send': post(call => {
    const openIds = call.body.texts('touser', { missing: 41009 });
    if (openIds.length < 2) throw new ApiError(40130);
    if (openIds.length > MAX_RECIPIENTS) throw new ApiError(40032);
    const found = [...new Set(openIds)].map(openId => call.account.contacts.find(openId));
    const contacts = found.filter(contact => contact !== undefined).filter(({ isFollowing }) => isFollowing);
    return send(call, { contacts, total: openIds.length });
  }, LIMITS),

  '/cgi-bin/message/mass/preview': post(
    ({ account, request, body }) => {
      const contact = findPreviewer(account.contacts.list(), body) ?? account.contacts.get(readOpenId(body));
      const contents = readMassContents(readLiteralBody(request), account.media);
      const recipient = account.contacts.getRecipient(contact.openId);
      for (const content of contents) recipient.show(content, 'mass');
    },
    { dailyLimit: 100 },
  ),
};

function send({ world, account, request, body }: AuthorizedCall, { contacts, total }: Audience) {
  const contents = readMassContents(readLiteralBody(request), account.media);
  const clientId = body.optionalText('clientmsgid') ?? '';
  account.massMessages.checkClientId(clientId);
  if (!account.quotas.spend('mass messages', DAILY_LIMIT)) throw new ApiError(45028);
  const reached = contacts.filter(
    ({ isBlacklisted, openId }) =>
      !isBlacklisted && account.quotas.spend(`mass ${openId}`, MONTHLY_LIMIT_OF_A_PERSON, 'month'),
  );
  for (const contact of reached) for (const content of contents) contact.show(content, 'mass');
  const messageId = account.nextJobId();
  account.massMessages.add(messageId, clientId);
  pushNotice(world, account, PLATFORM_OPENID, 'MASSSENDJOBFINISH', {
    MsgID: messageId,
    Status: 'send success',
    TotalCount: total,
    // How many are left after the filter, not how many it took away.
    FilterCount: reached.length,
    SentCount: reached.length,
    ErrorCount: 0,
  });
  return {
    errcode: 0,
    errmsg: 'send job submission success',
    msg_id: messageId,
    ...(body.optionalText('msgtype') === 'mpnews' && { msg_data_id: account.nextJobId() }),
  };
}

function readFilter({ account, body }: AuthorizedCall): Contact[] {
  const filter = body.object('filter');
  const followers = account.contacts.followers();
  if (filter.flag('is_to_all')) return followers;
  const tagId = filter.integer('tag_id', { missing: 45159 });
  account.tags.check(tagId);
  return followers.filter(({ tagIds }) => tagIds.has(tagId));
}

/** `towxname` goes before `touser`; in the sandbox it is the nickname. */
function findPreviewer(contacts: readonly Contact[], body: Fields): Contact | undefined {
  const name = body.optionalText('towxname') ?? '';
  if (name === '') return undefined;
  const contact = contacts.find(({ person }) => person.nickname === name);
  if (!contact) throw new ApiError(40132);
  return contact;
}

function readOpenId(body: Fields): string {
  return body.text('touser', { missing: 41009 });
}
