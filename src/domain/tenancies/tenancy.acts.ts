import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { bodyPeople, parkPeople, runnersOf } from '#domain/identity';
import type { JournalEvent } from '#domain/journal';
import { creditCodeField } from '#domain/organisations';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { chosenCode, dayField, emptyIsMissing, idsField, namedField, reasonField, wordsField } from '#kernel/input';
import { SIDES, type Side, type Tenancy, type TenancyStatus } from './tenancy.model.ts';

type Is = (actor: PersonActor, row: Tenancy) => boolean;
const isLandlord: Is = (actor, { enterpriseId }) => runsEnterprise(actor) && actor.scope.enterpriseId === enterpriseId;
const isTenant: Is = (actor, { tenantId }) => runsEnterprise(actor) && actor.scope.enterpriseId === tenantId;
const isEither: Is = (actor, row) => isLandlord(actor, row) || isTenant(actor, row);
/** The side that did not enter it; or the park, which has seen it. */
const isAsked: Is = (actor, row) =>
  (isEither(actor, row) && actor.scope.enterpriseId !== row.enteredFor) ||
  (actsAs(actor, 'park-officer') && row.parkId !== undefined && actor.scope.parkId === row.parkId);

const both = async ({ enterpriseId, tenantId }: Pick<Tenancy, 'enterpriseId' | 'tenantId'>): Promise<string[]> =>
  (await Promise.all([enterpriseId, tenantId].map((one) => runnersOf(one)))).flat();
const toPark = ({ parkId }: Tenancy) => (parkId === undefined ? [] : parkPeople(parkId));
const toBody = ({ bodyId }: Tenancy) => bodyPeople(bodyId);
/** Of a case of a shared part those named in the event: whoever leads has it, and who was told with another tenancy knows. */
const toOther = async ({ enterpriseId, tenantId }: Tenancy, { facts }: JournalEvent): Promise<string[]> => {
  const { leadId, toldIds } = facts;
  const isToBeTold = (one: string) => (Array.isArray(toldIds) ? toldIds.includes(one) : one !== leadId);
  return (await Promise.all([enterpriseId, tenantId].filter(isToBeTold).map(runnersOf))).flat();
};

const sides = SIDES.map(({ code }) => code) as [Side, ...Side[]];
const optionalCode = z.preprocess(emptyIsMissing, creditCodeField.optional());
const OPEN: TenancyStatus[] = ['proposed', 'in-force'];

/** Who rents what to whom, by which agreement, which parts both use and who leads there, and how it ends. */
export const tenancyActs = defineActs<Tenancy, TenancyStatus>()({
  enter: {
    label: '登记租赁',
    from: [],
    to: 'proposed',
    may: (actor) => runsEnterprise(actor) || actsAs(actor, 'park-officer'),
    needs: {
      landlordCode: optionalCode,
      tenantCode: optionalCode,
      area: wordsField('请写明租的是哪一部分', 100),
      startsOn: dayField('请选择从哪天起租'),
    },
    event: 'tenancies.entered',
    done: '登记租赁',
    said: '已登记，对方确认以后才算。',
    told: [{ to: both, template: 'tenancy-entered' }],
  },
  confirm: {
    label: '确认租赁',
    from: ['proposed'],
    to: 'in-force',
    may: isAsked,
    differsFrom: ['enteredBy'],
    needs: {},
    event: 'tenancies.confirmed',
    done: '确认租赁',
    said: '已确认。没有签协议的，请马上签。',
    told: [
      { to: both, template: 'tenancy-confirmed' },
      { to: toPark, template: 'tenancy-confirmed' },
    ],
  },
  decline: {
    label: '不是这样',
    from: ['proposed'],
    to: 'declined',
    may: isAsked,
    differsFrom: ['enteredBy'],
    needs: { reason: reasonField },
    event: 'tenancies.declined',
    done: '不认这项租赁',
    said: '已记下，登记的一方和园区会收到。',
    told: [
      { to: both, template: 'tenancy-declined' },
      { to: toPark, template: 'tenancy-declined' },
    ],
  },
  agree: {
    label: '登记安全生产管理协议',
    from: OPEN,
    to: 'stay',
    may: isEither,
    needs: {
      until: dayField('请选择协议到哪一天'),
      duties: wordsField('请写明双方各管什么', 2_000),
      coordinator: namedField('请填写统一协调管理的人', 40),
      fireLead: z.enum(sides, { error: '请选择消防由哪一方牵头' }),
      photoIds: idsField,
      fileIds: idsField,
    },
    event: 'tenancies.agreed',
    done: '登记安全生产管理协议',
    said: '已登记，对方会收到。',
    told: [{ to: both, template: 'tenancy-agreed', whileIn: OPEN }],
  },
  share: {
    label: '登记共用部位',
    from: OPEN,
    to: 'stay',
    // Whoever lets co-ordinates (安全生产法第四十九条).
    may: isLandlord,
    needs: { part: namedField('请填写共用的是哪里', 30), lead: z.enum(sides, { error: '请选择由哪一方牵头' }) },
    event: 'tenancies.shared',
    done: '登记共用部位',
    said: '已登记。由承租方牵头的，要承租方同意。',
    told: [{ to: both, template: 'tenancy-shared', whileIn: OPEN }],
  },
  'accept-lead': {
    label: '同意牵头',
    from: OPEN,
    to: 'stay',
    may: isTenant,
    when: ({ shared }) => shared.some(({ lead, isAgreed }) => lead === 'tenant' && isAgreed !== true),
    needs: { partId: chosenCode('请选择哪一处') },
    event: 'tenancies.lead-accepted',
    done: '承租方同意牵头',
    said: '已记下。',
    told: [{ to: both, template: 'tenancy-lead-accepted', whileIn: OPEN }],
  },
  unshare: {
    label: '不再共用',
    from: OPEN,
    to: 'stay',
    may: isLandlord,
    when: ({ shared }) => shared.length > 0,
    needs: { partId: chosenCode('请选择哪一处') },
    event: 'tenancies.unshared',
    done: '这一处不再共用',
    said: '已记下，已经上报的隐患不变。',
    told: [{ to: both, template: 'tenancy-unshared', whileIn: OPEN }],
  },
  check: {
    label: '登记联合检查',
    from: ['in-force'],
    to: 'stay',
    may: isLandlord,
    needs: {
      on: dayField('请选择哪一天检查的'),
      found: wordsField('请写明查了哪里、查出什么；没有问题也写明', 2_000),
      photoIds: idsField,
    },
    event: 'tenancies.checked',
    done: '双方联合检查',
    said: '已登记，承租方会收到。查出的隐患请上报。',
    told: [{ to: both, template: 'tenancy-checked', whileIn: ['in-force'] }],
  },
  end: {
    label: '退租',
    from: ['in-force'],
    to: 'ended',
    may: isEither,
    needs: { reason: reasonField },
    event: 'tenancies.ended',
    done: '退租',
    said: '已退租，共用部位没办完的隐患归出租方。',
    told: [
      { to: both, template: 'tenancy-ended' },
      { to: toPark, template: 'tenancy-ended' },
    ],
  },
  'find-gap': {
    label: '没有有效协议',
    from: ['in-force'],
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'tenancies.gap-found',
    done: '在租而没有有效协议，提一件疑似重大隐患',
    said: '已提出。',
    told: [
      { to: both, template: 'tenancy-gap' },
      { to: toPark, template: 'tenancy-gap' },
      { to: toBody, template: 'tenancy-gap' },
    ],
  },
  'tell-hazard': {
    label: '告诉另一方',
    from: ['in-force'],
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'tenancies.hazard-told',
    done: '共用部位有隐患，双方都已告知',
    said: '已告知。',
    told: [{ to: toOther, template: 'tenancy-hazard' }],
  },
});
