import mongoose from 'mongoose';
import { blind, parseSealingKeys, rotateSealed, sealedField, useSealingKeys } from '#platform/sealing';
import { useStores } from '../support/stores.ts';

const key = (fill: string) => Buffer.alloc(32, fill).toString('base64');
const OLD = `old:${key('o')},blind:${key('b')}`;
const NEW = `new:${key('n')},${OLD}`;
const contacts = sealedField<{ phone: string }>('sealingTrial', 'contact.sealed');

describe('a sealed field', () => {
  useStores();
  beforeEach(() => useSealingKeys(OLD));

  it('opens what it sealed, and shows nothing of it', () => {
    const sealed = contacts.seal('row', { phone: '13800000000' });
    expect(contacts.open('row', sealed)).toEqual({ phone: '13800000000' });
    expect(Buffer.from(sealed.split('.')[2] as string, 'base64url').toString('latin1')).not.toContain('138000');
    expect(contacts.seal('row', { phone: '13800000000' })).not.toBe(sealed);
  });

  it('is as long for a short secret as for a longer one', () => {
    expect(contacts.seal('row', { phone: '1' })).toHaveLength(contacts.seal('row', { phone: '13800000000' }).length);
  });

  it('refuses what was moved from another row, or changed by one letter', () => {
    const sealed = contacts.seal('row', { phone: '13800000000' });
    expect(() => contacts.open('other', sealed)).toThrow();
    const changed = sealed.slice(0, -4) + (sealed.at(-4) === 'A' ? 'B' : 'A') + sealed.slice(-3);
    expect(() => contacts.open('row', changed)).toThrow();
  });

  it('is sealed anew by a rotation, after which the old key may go; what nobody can open stays and is counted', async () => {
    const rows = mongoose.connection.collection<{ _id: string }>('sealingTrial');
    const ids = Array.from({ length: 205 }, (_, i) => `r${String(i).padStart(3, '0')}`);
    await rows.insertMany(ids.map((id) => ({ _id: id, contact: { sealed: contacts.seal(id, { phone: id }) } })));
    const lost = contacts.seal('elsewhere', { phone: 'x' });
    await rows.insertOne({ _id: 'r0005-lost', contact: { sealed: lost } } as never);

    useSealingKeys(NEW);
    const rotated = async () => (await rotateSealed()).find(({ collection }) => collection === 'sealingTrial');
    expect(await rotated()).toMatchObject({ rotated: 205, unreadable: 1 });
    expect(await rotated()).toMatchObject({ rotated: 0, unreadable: 1 });

    useSealingKeys(`new:${key('n')},blind:${key('b')}`);
    for (const row of await rows.find().toArray()) {
      const { sealed } = (row as unknown as { contact: { sealed: string } }).contact;
      if (row._id === 'r0005-lost') expect(sealed).toBe(lost);
      else expect(contacts.open(row._id, sealed)).toEqual({ phone: row._id });
    }
    expect(() => contacts.open('elsewhere', lost)).toThrow(/not on the ring/);
  });

  it('cannot be declared twice', () => {
    expect(() => sealedField('sealingTrial', 'contact.sealed')).toThrow(/twice/);
  });

  it('is looked up by a word that differs from purpose to purpose and from ring to ring', () => {
    const word = blind('13800000000', 'one');
    expect(blind('13800000000', 'one')).toBe(word);
    expect(blind('13800000000', 'two')).not.toBe(word);
    useSealingKeys(`old:${key('o')},blind:${key('x')}`);
    expect(blind('13800000000', 'one')).not.toBe(word);
  });
});

describe('the ring of keys', () => {
  it.each([
    ['no key named blind', `old:${key('o')}`, /blind is missing/],
    ['no key to seal with', `blind:${key('b')}`, /to seal with is missing/],
    ['a short key', `old:c2hvcnQ=,blind:${key('b')}`, /old is not 32 bytes/],
    ['one name twice', `old:${key('o')},old:${key('p')},blind:${key('b')}`, /old is named twice/],
    ['something else', 'hunter2', /write id:base64/],
  ])('with %s is refused without saying a key', (_what, text, complaint) => {
    expect(() => parseSealingKeys(text)).toThrow(complaint);
    expect(() => parseSealingKeys(text)).not.toThrow(/hunter2|c2hvcnQ/);
  });
});
