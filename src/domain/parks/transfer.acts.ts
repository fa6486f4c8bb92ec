import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { bodyPeople, managersOf, parkPeople } from '#domain/identity';
import { getPark } from '#domain/organisations';
import { type Actor, actsAs, type PersonActor } from '#kernel/actor';
import { lineField, optionalWords, reasonField } from '#kernel/input';
import { hasSaid, type Transfer, type TransferStatus, type Word } from './transfer.model.ts';

/** What an officer may want: a firm that leaves, a firm that comes, or two parks that become one. */
export const TRANSFER_WISHES = [
  { code: 'out', label: '企业转出', hint: '本园区的企业搬到别的园区。' },
  { code: 'in', label: '企业转入', hint: '别的园区的企业搬到本园区。' },
  { code: 'merge', label: '园区合并', hint: '一个园区带着全部企业并入另一个。' },
] as const;
export type TransferWish = (typeof TRANSFER_WISHES)[number]['code'];
const wishes = TRANSFER_WISHES.map(({ code }) => code) as [TransferWish, ...TransferWish[]];

const isOf = (actor: PersonActor, ...parkIds: string[]): boolean =>
  actsAs(actor, 'park-officer') && actor.scope.parkId !== undefined && parkIds.includes(actor.scope.parkId);
/** The other park answers. */
const answers = (actor: PersonActor, { parkId }: Transfer): boolean => isOf(actor, parkId);
/** Whoever proposed may take it back. */
const proposed = (actor: PersonActor, { proposingParkId }: Transfer): boolean => isOf(actor, proposingParkId);

/** For whom somebody speaks when a firm goes to another city: for the firm, or for the body that would take it on. */
export function sideOf(actor: Actor, { enterpriseId, receivingBodyId }: Transfer): Word['side'] | undefined {
  if (actor.kind !== 'person' || receivingBodyId === undefined) return undefined;
  const { role, scope } = actor;
  if (role === 'enterprise-manager') return scope.enterpriseId === enterpriseId ? 'firm' : undefined;
  return role === 'regulator' && scope.bodyId === receivingBodyId ? 'body' : undefined;
}

const answering = ({ parkId }: Transfer) => parkPeople(parkId);
const proposing = ({ proposingParkId }: Transfer) => parkPeople(proposingParkId);
const bothParks = async ({ fromParkId, toParkId }: Transfer): Promise<string[]> => [
  ...(await parkPeople(fromParkId)),
  ...(await parkPeople(toParkId)),
];
const firm = ({ enterpriseId }: Transfer) => (enterpriseId === undefined ? [] : managersOf(enterpriseId));
/** The bodies to which both parks report. */
async function bodies({ fromParkId, toParkId }: Transfer): Promise<string[]> {
  const parks = await Promise.all([getPark(fromParkId), getPark(toParkId)]);
  const ids = new Set(parks.flatMap((park) => park.bodyId ?? []));
  return (await Promise.all([...ids].map(bodyPeople))).flat();
}
/** The body that would take the firm on. */
const receiving = ({ receivingBodyId }: Transfer) => (receivingBodyId === undefined ? [] : bodyPeople(receivingBodyId));
/** Under way or over: the answer stands. */
export const AGREED = ['moving', 'moved'];

/**
 * A firm that moves to another park, or a park that becomes part of another: proposed by one, answered by the other. To
 * another city a firm moves only when it and the body there have said yes too.
 */
export const transferActs = defineActs<Transfer, TransferStatus>()({
  propose: {
    label: '提出转移',
    from: [],
    to: 'proposed',
    may: (actor, { fromParkId, toParkId }) => isOf(actor, fromParkId, toParkId),
    needs: {
      kind: z.enum(wishes, { error: '请选择要办哪一种' }),
      firm: optionalWords(100),
      toParkId: lineField('请选择园区').optional(),
      direction: z.enum(['ours', 'theirs']).optional().catch(undefined),
      parkId: lineField('请选择园区').optional(),
      reason: reasonField,
    },
    event: 'parks.transfer-proposed',
    done: '提出转移',
    said: '已提出，对方园区会收到通知。',
    told: [
      { to: answering, template: 'transfer-to-answer' },
      { to: firm, template: 'transfer-proposed' },
      { to: bodies, template: 'transfer-proposed' },
    ],
  },
  accept: {
    label: '同意',
    from: ['proposed'],
    // A merger goes on from `moving`, a firm that changes cities from `agreed`; the command says so.
    to: 'moved',
    may: answers,
    needs: {},
    event: 'parks.transfer-accepted',
    done: '同意转移',
    said: '已同意。',
    told: [
      { to: proposing, template: 'transfer-accepted', whileIn: AGREED },
      { to: bodies, template: 'transfer-accepted', whileIn: AGREED },
    ],
  },
  consent: {
    label: '企业同意转移',
    from: ['agreed'],
    // With the other word it moves; the command says so.
    to: 'stay',
    may: (actor, transfer) => sideOf(actor, transfer) === 'firm',
    when: (transfer) => !hasSaid(transfer, 'firm'),
    needs: {},
    event: 'parks.firm-consented',
    done: '企业同意转移',
    said: '已记下企业同意。',
    told: [],
  },
  receive: {
    label: '同意接收企业',
    from: ['agreed'],
    to: 'stay',
    may: (actor, transfer) => sideOf(actor, transfer) === 'body',
    when: (transfer) => !hasSaid(transfer, 'body'),
    needs: {},
    event: 'parks.firm-received',
    done: '接收地监管部门同意接收',
    said: '已记下同意接收。',
    told: [],
  },
  refuse: {
    label: '不同意',
    from: ['proposed', 'agreed'],
    to: 'refused',
    may: (actor, transfer) =>
      transfer.status === 'agreed' ? sideOf(actor, transfer) !== undefined : answers(actor, transfer),
    needs: { reason: reasonField },
    event: 'parks.transfer-refused',
    done: '不同意转移',
    said: '已答复不同意。',
    told: [
      { to: bothParks, template: 'transfer-refused' },
      { to: firm, template: 'transfer-refused' },
    ],
  },
  withdraw: {
    label: '撤回',
    from: ['proposed', 'agreed'],
    to: 'withdrawn',
    may: proposed,
    needs: {},
    event: 'parks.transfer-withdrawn',
    done: '撤回了转移',
    said: '已撤回。',
    told: [
      { to: answering, template: 'transfer-withdrawn' },
      { to: firm, template: 'transfer-withdrawn' },
    ],
  },
  overtake: {
    label: '随合并办理',
    from: ['proposed', 'agreed'],
    to: 'overtaken',
    may: 'clock',
    needs: {},
    event: 'parks.transfer-overtaken',
    done: '园区合并，改随合并办理',
    said: '',
    told: [{ to: bothParks, template: 'transfer-overtaken' }],
  },
  finish: {
    label: '迁移完成',
    from: ['moving'],
    to: 'moved',
    may: 'clock',
    needs: {},
    event: 'parks.merger-finished',
    done: '企业已全部迁移',
    said: '',
    told: [{ to: bothParks, template: 'merger-finished' }],
  },
});
/** What accepting a move to another city, and the second word, lead to. */
export const transferEvents = {
  'parks.transfer-agreed': {
    done: '两个园区都同意，等企业和接收地监管部门同意',
    told: [
      { to: proposing, template: 'transfer-agreed' },
      { to: firm, template: 'transfer-word-asked' },
      { to: receiving, template: 'transfer-word-asked' },
    ],
  },
  'parks.transfer-settled': {
    done: '都同意了，转移生效',
    told: [
      { to: bothParks, template: 'transfer-accepted', whileIn: AGREED },
      { to: bodies, template: 'transfer-accepted', whileIn: AGREED },
    ],
  },
};
export type TransferAction = keyof typeof transferActs;
