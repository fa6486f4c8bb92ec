import { desk } from '#domain/deadlines';
import { anyOf, defineNoun, ofFirm, type Reach } from '#domain/engine';
import { managersOf } from '#domain/identity';
import { bodyName, enterpriseName, parkName } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import { localDate } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { shorten } from '#kernel/text';
import { formatReckoned } from '#kernel/workingDays';
import { AGREED, transferActs, transferEvents } from './transfer.acts.ts';
import { hasSaid, TRANSFER_STATUSES, TransferModel, type TransferStatus } from './transfer.model.ts';
import { answerDueAt } from './transfer.rules.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Both parks. */
const ofBothParks: Reach = ({ scope: { parkId } }) =>
  parkId === undefined ? undefined : { $or: [{ fromParkId: parkId }, { toParkId: parkId }] };
/** General bodies above either park; a sector department has no part in it. */
const ofBothRegions: Reach = ({ scope: { regionCode, sectors } }) =>
  regionCode === undefined || sectors !== undefined ? undefined : { regionPaths: regionCode };

/** The body that is to take the firm on, of a sector too: its word is asked for. */
const ofReceivingBody: Reach = ({ scope: { bodyId } }) =>
  bodyId === undefined ? undefined : { receivingBodyId: bodyId };

/** 园区转移: nobody but both parks, the firm and the general bodies above has a part in it. */
export const transfers = defineNoun({
  kind: 'transfer',
  name: '园区转移',
  letter: 'T',
  path: '/transfers',
  model: TransferModel,
  statuses: TRANSFER_STATUSES,
  acts: transferActs,
  sees: {
    'enterprise-manager': ofFirm,
    'safety-officer': ofFirm,
    'park-officer': ofBothParks,
    regulator: anyOf(ofBothRegions, ofReceivingBody),
  },
  about: ({ enterpriseId, fromParkId, toParkId }) => [
    ...(enterpriseId === undefined ? [] : [{ kind: 'enterprise', id: enterpriseId }]),
    { kind: 'park', id: fromParkId },
    { kind: 'park', id: toParkId },
  ],
  // It is the move itself.
  moves: 'stays',
  holds: 'posts',
  refusal: (actor, action, { proposingParkId }) =>
    actsAs(actor, 'park-officer') && actor.scope.parkId === proposingParkId && action !== 'withdraw'
      ? forbidden('parks.own-proposal')
      : undefined,
  clocks: {
    'transfer-answer': {
      ladder: 'transfer-answer',
      title: ({ kind }) => (kind === 'firm' ? '企业转移待答复' : '园区合并待答复'),
      runs: ({ status }) => status === 'proposed',
      // The row keeps the day as it is shown; how it was reckoned follows from when it was asked.
      dueAt: ({ createdAt }) => answerDueAt(createdAt),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
    'transfer-consent': {
      ladder: 'transfer-answer',
      title: () => '企业要转到外市的园区，等您同意',
      runs: (transfer) => transfer.status === 'agreed' && !hasSaid(transfer, 'firm'),
      dueAt: ({ since }) => answerDueAt(since),
      owedBy: ({ enterpriseId = '' }) => [desk.manager(enterpriseId)],
    },
    'transfer-receive': {
      ladder: 'transfer-answer',
      title: () => '外市的企业要转入，等您部门同意接收',
      runs: (transfer) => transfer.status === 'agreed' && !hasSaid(transfer, 'body'),
      dueAt: ({ since }) => answerDueAt(since),
      owedBy: ({ receivingBodyId = '' }) => [desk.body(receivingBodyId)],
    },
  },
  filters: {
    status: (status: TransferStatus) => ({ status }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ kind, reason }) => `${kind === 'firm' ? '企业转移' : '园区合并'}：${reason}`,
  params: async (transfer, { facts }) => {
    const newBodyId = text(facts['newBodyId']);
    const firmId = text(facts['enterpriseId']) || transfer.enterpriseId;
    return {
      isMerger: transfer.kind === 'merger',
      firm: firmId === undefined ? '' : await enterpriseName(firmId),
      from: await parkName(transfer.fromParkId),
      to: await parkName(transfer.toParkId),
      dueOn: formatReckoned(localDate(transfer.dueAt)),
      reason: shorten(text(facts['reason'])),
      newBody: newBodyId !== '' && newBodyId !== facts['oldBodyId'] ? await bodyName(newBodyId) : '',
    };
  },
  events: {
    ...transferEvents,
    // The firm itself hears when it has gone over, also in a merger.
    'parks.firm-moved': {
      done: '企业转到另一园区',
      told: [
        { to: (_, { facts }) => managersOf(text(facts['enterpriseId'])), template: 'firm-moved', whileIn: AGREED },
      ],
    },
  },
});
