import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { bodyPeople, managersOf, parkPeople } from '#domain/identity';
import { getPark } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import { optionalWords, reasonField } from '#kernel/input';
import type { Transfer, TransferStatus } from './transfer.model.ts';

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
/** Under way or over: the answer stands. */
export const AGREED = ['moving', 'moved'];

/** A firm that moves to another park, or a park that becomes part of another: proposed by one, answered by the other. */
export const transferActs = defineActs<Transfer, TransferStatus>()({
  propose: {
    label: '提出转移',
    from: [],
    to: 'proposed',
    may: (actor, { fromParkId, toParkId }) => isOf(actor, fromParkId, toParkId),
    needs: {
      kind: z.enum(wishes, { error: '请选择要办哪一种' }),
      firm: optionalWords(100),
      toParkId: z.string().optional(),
      direction: z.enum(['ours', 'theirs']).optional().catch(undefined),
      parkId: z.string().optional(),
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
    // A merger goes on from `moving`; the command says so.
    to: 'moved',
    may: answers,
    needs: {},
    event: 'parks.transfer-accepted',
    done: '同意转移',
    said: '已同意，转移已经生效。',
    told: [
      { to: proposing, template: 'transfer-accepted', whileIn: AGREED },
      { to: bodies, template: 'transfer-accepted', whileIn: AGREED },
    ],
  },
  refuse: {
    label: '不同意',
    from: ['proposed'],
    to: 'refused',
    may: answers,
    needs: { reason: reasonField },
    event: 'parks.transfer-refused',
    done: '不同意转移',
    said: '已答复不同意。',
    told: [
      { to: proposing, template: 'transfer-refused' },
      { to: firm, template: 'transfer-refused' },
    ],
  },
  withdraw: {
    label: '撤回',
    from: ['proposed'],
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
    from: ['proposed'],
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
export type TransferAction = keyof typeof transferActs;
