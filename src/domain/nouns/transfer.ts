import type { RegisteredNoun } from '#domain/engine';
import { bodyPeople, findPeople, managersOf } from '#domain/identity';
import { bodyName, enterpriseName, getPark, parkName } from '#domain/organisations';
import { peekTransfer, type Transfer, transferLifecycle } from '#domain/parks';
import { formatDay, localDate } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { shorten } from '#kernel/text';
import { textOf } from './fact.ts';

const officers = async (parkId: string): Promise<string[]> =>
  (await findPeople({ parkId, role: 'park-officer' })).map((person) => person._id);
const both = async (transfer: Transfer): Promise<string[]> => [
  ...(await officers(transfer.fromParkId)),
  ...(await officers(transfer.toParkId)),
];
const firm = ({ enterpriseId }: Transfer): Promise<string[]> | string[] =>
  enterpriseId === undefined ? [] : managersOf(enterpriseId);
/** The bodies to which both parks report. */
async function bodies({ fromParkId, toParkId }: Transfer): Promise<string[]> {
  const parks = await Promise.all([getPark(fromParkId), getPark(toParkId)]);
  const ids = new Set(parks.flatMap((park) => park.bodyId ?? []));
  return (await Promise.all([...ids].map(bodyPeople))).flat();
}
const DONE = ['moving', 'moved'];

export const transferNoun: RegisteredNoun<Transfer> = {
  kind: 'transfer',
  name: '园区转移',
  collection: 'transfers',
  lifecycle: transferLifecycle,
  peek: peekTransfer,
  statusOf: (transfer) => transfer.status,
  pathOf: paths.transfer,
  textOf: (one) => one.reason,
  params: async (transfer, event) => {
    const newBodyId = textOf(event.facts['newBodyId']);
    const firmId = textOf(event.facts['enterpriseId']) || transfer.enterpriseId;
    return {
      isMerger: transfer.kind === 'merger',
      firm: firmId === undefined ? '' : await enterpriseName(firmId),
      from: await parkName(transfer.fromParkId),
      to: await parkName(transfer.toParkId),
      dueOn: formatDay(localDate(transfer.dueAt)),
      reason: shorten(textOf(event.facts['reason'])),
      newBody: newBodyId !== '' && newBodyId !== event.facts['oldBodyId'] ? await bodyName(newBodyId) : '',
    };
  },
  events: {
    'parks.transfer-proposed': {
      told: [
        { to: (t) => officers(t.answeringParkId), template: 'transfer-to-answer' },
        { to: firm, template: 'transfer-proposed' },
        { to: bodies, template: 'transfer-proposed' },
      ],
    },
    'parks.transfer-accepted': {
      told: [
        { to: (t) => officers(t.proposingParkId), template: 'transfer-accepted', whileIn: DONE },
        { to: bodies, template: 'transfer-accepted', whileIn: DONE },
      ],
    },
    // The firm itself hears when it has gone over, also in a merger.
    'parks.firm-moved': {
      told: [
        { to: (_t, { facts }) => managersOf(textOf(facts['enterpriseId'])), template: 'firm-moved', whileIn: DONE },
      ],
    },
    'parks.merger-finished': { told: [{ to: both, template: 'merger-finished' }] },
    'parks.transfer-refused': {
      told: [
        { to: (t) => officers(t.proposingParkId), template: 'transfer-refused' },
        { to: firm, template: 'transfer-refused' },
      ],
    },
    'parks.transfer-withdrawn': {
      told: [
        { to: (t) => officers(t.answeringParkId), template: 'transfer-withdrawn' },
        { to: firm, template: 'transfer-withdrawn' },
      ],
    },
    'parks.transfer-overtaken': { told: [{ to: both, template: 'transfer-overtaken' }] },
  },
  clocks: {},
  moves: 'stays',
};
