import {
  type Binding,
  bodyPeople,
  findBindingsOf,
  findPeople,
  getPerson,
  managersOf,
  openLetter,
  parkPeople,
} from '#domain/identity';
import type { JournalEvent } from '#domain/journal';
import { enterpriseName, recallEnterprise } from '#domain/organisations';
import { type Role, roleLabel } from '#kernel/actor';
import { paths } from '#kernel/paths';
import { hasSms } from '#platform/sms';
import { addressOf, type LetterDraft } from './enqueue.ts';
import { type OutboxRow, PORTAL, SMS } from './outbox.model.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const roleOf = (value: unknown): string => roleLabel(textOf(value) as Role);

/**
 * What happens to an account, in the words its holder is told it by. They are told of their own acts too: whoever does
 * them may be somebody else with their password. `undefined` for what needs no telling this time.
 */
const TOLD_HOLDER: Readonly<Record<string, (event: JournalEvent) => string | undefined>> = {
  'identity.password-reset': () => '密码用重置码重新设置了',
  'identity.password-changed': () => '密码改了',
  'identity.new-device': ({ facts }) => `在一台新设备上登录（${textOf(facts['device'])}）`,
  'identity.phone-changed': () => '登录的手机号换了',
  // Our own chat page ties itself to whoever is signed in there.
  'identity.chat-bound': ({ facts }) => (facts['channel'] === 'webchat' ? undefined : '绑定了一个聊天'),
  'identity.chat-unbound': ({ facts }) => (facts['channel'] === 'webchat' ? undefined : '解除了一个聊天的绑定'),
  'identity.invited': ({ facts }) =>
    facts['isToldInside'] === true && facts['offerId'] !== undefined
      ? `有人请您担任${roleOf(facts['role'])}，请登录后到“账号与安全”接受或不接受`
      : undefined,
  'identity.join-asked': ({ facts }) =>
    facts['isToldInside'] === true && facts['offerId'] !== undefined
      ? `有人用这个手机号${facts['role'] === 'applicant' ? '注册企业' : '申请加入班组'}，是您本人的，请登录后到“账号与安全”接受`
      : undefined,
  'identity.role-taken': ({ facts }) => `接受了身份：${roleOf(facts['role'])}`,
  'identity.role-removed': ({ facts }) => `身份收回了：${roleOf(facts['role'])}`,
  'identity.registration-confirmed': () => `身份变成了${roleLabel('enterprise-manager')}`,
  'identity.registration-annulled': () => `身份收回了：${roleLabel('applicant')}`,
  'identity.firm-given-to-adviser': () => '多辅导一家企业',
  'identity.firm-taken-from-adviser': () => '少辅导一家企业',
  'identity.disabled': () => '账号停用了',
  'identity.handed-over': ({ facts }) => `您手上的 ${facts['count']} 件事交给了接手的人`,
  'identity.enabled': () => '账号重新启用了',
  'identity.totp-enabled': () => '动态码启用了',
  'identity.totp-disabled': () => '动态码停用了',
  'identity.totp-reset': () => '动态码由管理员停用了',
  'identity.slip-printed': () => '有人为您打印了重置密码的密封纸条',
};

/** Codes that are sent, by the event that made them, and their template. */
const CODES: Readonly<Record<string, string>> = {
  'identity.invited': 'code-invitation',
  'identity.join-asked': 'code-invitation',
  'identity.reset-code-issued': 'code-reset',
  'identity.phone-code-issued': 'code-phone',
};

/** Names of the events this file has decided about. */
export const ACCOUNT_EVENTS: readonly string[] = [...new Set([...Object.keys(TOLD_HOLDER), ...Object.keys(CODES)])];

/** The messages an act on an account leads to: its code, to the holder alone; word to the holder; word to those concerned. */
export async function lettersFor(event: JournalEvent, now: Date): Promise<LetterDraft[]> {
  if (event.subject.kind !== 'person') return [];
  const letters = [
    ...(await codeLetters(event, now)),
    ...(await holderLetters(event)),
    ...(await concernedLetters(event)),
    ...(await successorLetters(event)),
  ];
  return letters.map((letter, n) => ({ ...letter, dedupeKey: `${event._id}:${letter.template}:${n}` }));
}

type Letter = Omit<LetterDraft, 'dedupeKey'>;
const still = { kind: 'always' } as const;

async function codeLetters({ name, facts }: JournalEvent, now: Date): Promise<Letter[]> {
  const template = CODES[name];
  const id = textOf(facts['codeId']);
  const letter = template === undefined || id === '' ? undefined : await openLetter(id, now);
  if (letter === undefined || template === undefined) return [];
  const { personId, way, bindingId } = letter;
  const params = { isByOthers: facts['isByOthers'] === true };
  const row: Omit<Letter, 'channel'> = {
    personId,
    template,
    params,
    linkPath: paths.signIn,
    isUrgent: true,
    sort: 'copy',
    still: { kind: 'code', id },
  };
  if (way === 'sms') return [{ ...row, channel: SMS, channelUserId: 'own' }];
  const chats = (await chatsOf(personId)).filter(({ _id }) => bindingId === undefined || _id === bindingId);
  return chats.map(({ channel, channelUserId }) => ({ ...row, channel, channelUserId }));
}

type Address = Pick<OutboxRow, 'channel' | 'channelUserId'>;

/** Chats outside the portal that are a person's, or were until this very act. */
const chatsOf = async (personId: string, endedAt?: Date): Promise<Binding[]> =>
  (await findBindingsOf(personId, endedAt)).filter(({ channel }) => channel !== 'webchat');

/**
 * In every chat of theirs and in the portal; by SMS where no chat reaches them; to the number before, when it changed. A
 * chat bound by this very act does not count as reaching them: whoever bound it may be somebody else.
 */
async function holderLetters(event: JournalEvent): Promise<Letter[]> {
  const what = TOLD_HOLDER[event.name]?.(event);
  if (what === undefined) return [];
  const { id: personId } = event.subject;
  const bound = await chatsOf(personId, event.at);
  const chats: Address[] = bound.map(({ channel, channelUserId }) => ({ channel, channelUserId }));
  const isReached = bound.some(({ boundAt }) => boundAt < event.at);
  const byNumber: Address[] = [
    ...(event.name === 'identity.phone-changed' ? [{ channel: SMS, channelUserId: 'former' }] : []),
    ...(!isReached || event.name === 'identity.phone-changed' ? [{ channel: SMS, channelUserId: 'own' }] : []),
  ];
  const places = [...chats, ...(hasSms() ? byNumber : []), { channel: PORTAL }];
  return places.map((address) => ({
    personId,
    template: 'account-changed',
    params: { what },
    linkPath: paths.me,
    isUrgent: true,
    sort: address.channel === PORTAL ? 'notice' : 'copy',
    still,
    ...address,
  }));
}

/**
 * A reset somebody else asked for is seen by the competent bodies of the holder's firms; one by a slip of paper, which
 * anybody may have opened, by everybody who runs the same place. Neither says what the account may hold.
 */
async function concernedLetters(event: JournalEvent): Promise<Letter[]> {
  if (event.name !== 'identity.password-reset' || event.facts['isByOthers'] !== true) return [];
  const { id: holder } = event.subject;
  const isSlip = event.facts['way'] === 'slip';
  const { name, grants } = await getPerson(holder);
  const told = new Map<string, string>();
  const supervisors = new Set<string>();
  for (const { role, scope } of grants) {
    const { enterpriseId, parkId, bodyId } = scope;
    const firm = enterpriseId === undefined ? undefined : await recallEnterprise(enterpriseId);
    const place = firm === undefined ? '' : await enterpriseName(firm._id);
    const over = firm === undefined ? [] : await bodyPeople(firm.bodyId);
    for (const personId of over) supervisors.add(personId);
    const people = [
      ...over,
      ...(isSlip && firm !== undefined ? await managersOf(firm._id) : []),
      ...(isSlip && firm?.parkId !== undefined ? await parkPeople(firm.parkId) : []),
      ...(isSlip && parkId !== undefined ? await parkPeople(parkId) : []),
      ...(isSlip && bodyId !== undefined ? await bodyPeople(bodyId) : []),
      ...(isSlip && role === 'administrator' ? (await findPeople({ role })).map(({ _id }) => _id) : []),
    ];
    for (const personId of people)
      told.set(personId, [place, roleLabel(role)].filter((part) => part !== '').join('，'));
  }
  told.delete(holder);
  const by = roleOf(event.facts['askedByRole']);
  return Promise.all(
    [...told].map(async ([personId, where]) => ({
      personId,
      template: 'account-recovered',
      params: { name, where, by, isSlip },
      linkPath: supervisors.has(personId) ? paths.resets : paths.inbox,
      isUrgent: isSlip,
      sort: 'notice' as const,
      still,
      ...(await addressOf(personId)),
    })),
  );
}

/** Whoever takes over is told once, however many things it is. */
async function successorLetters({ name, facts, subject }: JournalEvent): Promise<Letter[]> {
  const personId = textOf(facts['successorId']);
  if (name !== 'identity.handed-over' || personId === '') return [];
  return [
    {
      personId,
      template: 'work-handed-over',
      params: { name: (await getPerson(subject.id)).name, count: facts['count'] },
      linkPath: paths.toDos,
      isUrgent: false,
      sort: 'notice',
      still,
      ...(await addressOf(personId)),
    },
  ];
}
