import mongoose, { Schema } from 'mongoose';
import { hourId, ID, newId, randomId } from '#kernel/ids';
import { checkModelIds } from '#platform/modelIds';
import { loadModels } from '../../scripts/migrations/collections.ts';

beforeAll(loadModels);

const kindOf = (name: string): unknown => mongoose.models[name]?.schema.path('_id').options['idKind'];

/** What nobody may guess, and what must not tell when it was made. Whatever else there is may be known in its order. */
const RANDOM = [
  'ChatMessage',
  'Deadline',
  'InboxMessage',
  'Offer',
  'OneTimeCode',
  'Photo',
  'ResetByOthers',
  'RewardAdvance',
  'Sound',
  'StoredFile',
  'TallyDelta',
];
/** Named by what they are about. */
const NAMED = [
  'AlertEvent',
  'Aside',
  'Beat',
  'BotStatus',
  'CalendarYear',
  'ChatCounter',
  'Competence',
  'Cover',
  'Confirmation',
  'Counter',
  'Dialogue',
  'DoneAct',
  'Draft',
  'GatePresence',
  'AnchorKept',
  'HazardAlarm',
  'HazardHeldAct',
  'HazardContact',
  'Hold',
  'JournalReader',
  'PolicyImportLine',
  'RewardCap',
  'RewardClaim',
  'Session',
  'Tally',
  'TallyCheck',
  'Tries',
];

it('every model says how its ids are made', () => {
  const names = Object.keys(mongoose.models).sort();
  expect(names.length).toBeGreaterThan(40);
  const expected = (name: string) => (RANDOM.includes(name) ? 'random' : NAMED.includes(name) ? 'named' : 'ordered');
  expect(Object.fromEntries(names.map((name) => [name, kindOf(name)]))).toEqual(
    Object.fromEntries(names.map((name) => [name, expected(name)])),
  );
});

it('a model that does not say so keeps the process from starting', () => {
  checkModelIds();
  mongoose.model('Thoughtless', new Schema({ _id: { type: String, default: () => newId() } }));
  try {
    expect(checkModelIds).toThrow('Thoughtless does not say how its ids are made');
  } finally {
    mongoose.deleteModel('Thoughtless');
  }
});

it('random ids tell neither time nor order, and an hour id tells the hour', () => {
  const at = new Date('2026-11-24T02:37:41.123Z');
  const all = Array.from({ length: 200 }, () => randomId());
  expect(new Set(all).size).toBe(200);
  expect(all.every((id) => ID.test(id) && id.length === 32)).toBe(true);
  const [one, other] = [hourId(at), hourId(at)];
  expect(one.slice(0, 8)).toBe(newId(new Date('2026-11-24T02:00:00Z')).slice(0, 8));
  expect(one.slice(8, 24)).not.toBe(other.slice(8, 24));
  expect([one, newId(at)].every((id) => ID.test(id))).toBe(true);
  expect(ID.test(`${newId(at)}0`)).toBe(false);
});
