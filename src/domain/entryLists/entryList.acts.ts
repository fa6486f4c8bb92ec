import { defineActs } from '#domain/engine';
import { bodyPeopleOf, parkPeople } from '#domain/identity';
import { actsAs, type PersonActor } from '#kernel/actor';
import { atMost, dayField, reasonField, rowsField, wordsField } from '#kernel/input';
import type { EntryList, EntryListStatus } from './entryList.model.ts';

/** A list, an item a line. */
const itemsField = rowsField('请一行写一项', ...atMost(4_000, '目录')).transform((text) => [
  ...new Set(text.split('\n').filter((line) => line !== '')),
]);

const park = (actor: PersonActor): boolean => actsAs(actor, 'park-officer');
const body = (actor: PersonActor): boolean => actsAs(actor, 'regulator');
const toPark = ({ parkId }: EntryList) => parkPeople(parkId);
const toBody = ({ parkId }: EntryList) => bodyPeopleOf(parkId);
/** Whoever holds the power over the park adopts it; the body always may. */
const decider = (actor: PersonActor, { isParkCompetent }: EntryList): boolean =>
  body(actor) || (isParkCompetent && park(actor));

/** A park proposes its list; another person of the park that holds the power, or the competent body, adopts it. */
export const entryListActs = defineActs<EntryList, EntryListStatus>()({
  propose: {
    label: '拟定准入目录',
    from: [],
    to: 'proposed',
    may: park,
    needs: {
      from: dayField('请选择哪天起施行'),
      basis: wordsField('请写明依据的文件', 200),
      banned: itemsField,
      restricted: itemsField.default([]),
    },
    event: 'entries.proposed',
    done: '拟定准入目录',
    said: '已拟定，批准后按日期施行。',
    told: [
      { to: toBody, template: 'entry-list-proposed' },
      { to: toPark, template: 'entry-list-proposed' },
    ],
  },
  adopt: {
    label: '批准公布',
    from: ['proposed'],
    to: 'adopted',
    may: decider,
    differsFrom: ['proposedBy'],
    needs: {},
    event: 'entries.adopted',
    done: '批准公布',
    said: '已公布，到日期后审查项目用这一份；以前审过的不变。',
    told: [{ to: toPark, template: 'entry-list-adopted' }],
  },
  decline: {
    label: '不批准',
    from: ['proposed'],
    to: 'declined',
    may: decider,
    differsFrom: ['proposedBy'],
    needs: { reason: reasonField },
    event: 'entries.declined',
    done: '没有批准',
    said: '已退回，园区会收到理由。',
    told: [{ to: toPark, template: 'entry-list-declined' }],
  },
  withdraw: {
    label: '废止',
    from: ['adopted'],
    to: 'withdrawn',
    may: decider,
    needs: { reason: reasonField },
    event: 'entries.withdrawn',
    done: '废止了目录',
    said: '已废止，从现在起审查项目用它前面的一份。',
    told: [{ to: toPark, template: 'entry-list-withdrawn' }],
  },
});
