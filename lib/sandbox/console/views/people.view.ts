import type { SandboxAccount } from '../../account/sandbox-account.js';
import type { Person } from '../../people/person.js';
import type { PeopleView, PersonView, PhoneView } from '../console.types.js';

/** The newest people, as an account knows them or would know them. */
export function listPeople(people: readonly Person[], account: SandboxAccount, newest: number): PeopleView {
  return { total: people.length, newest: people.slice(-newest).map(person => toPersonView(person, account)) };
}

/** A person's phone, open at the chat with an account, with the newest messages. */
export function toPhoneView(person: Person, account: SandboxAccount, newest: number): PhoneView {
  const contact = account.contacts.find(person.openIdFor(account.appId));
  return {
    ...toPersonView(person, account),
    isTyping: contact?.isTyping ?? false,
    chat: contact?.chat.slice(-newest) ?? [],
    messagesLeft: contact?.window.left ?? 0,
  };
}

function toPersonView(person: Person, { appId, contacts }: SandboxAccount): PersonView {
  const openId = person.openIdFor(appId);
  const { id: personId, nickname } = person;
  return { personId, openId, nickname, isFollowing: contacts.find(openId)?.isFollowing ?? false };
}
