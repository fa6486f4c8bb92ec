import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { bodyPeopleOf, parkPeople } from '#domain/identity';
import { actsAs, type PersonActor } from '#kernel/actor';
import {
  callField,
  dayField,
  emptyIsMissing,
  namedField,
  optionalName,
  optionalWords,
  reasonField,
  wordsField,
} from '#kernel/input';
import type { Facility, FacilityStatus, Point } from './facility.model.ts';
import { FACILITY_TYPES, type FacilityType, mapExtent } from './facility.rules.ts';

const types = FACILITY_TYPES.map(({ code }) => code) as [FacilityType, ...FacilityType[]];

/** How one is entered first. */
export const ENTRIES = [
  { code: 'usable', label: '已经建好，能用', hint: '登记后按周期提醒检测' },
  { code: 'planned', label: '计划建', hint: '过了计划日期还没有建成，就算缺口' },
  { code: 'not-needed', label: '不需要', hint: '写明理由，监管部门会收到' },
] as const;
export type EntryKind = (typeof ENTRIES)[number]['code'];
const entries = ENTRIES.map(({ code }) => code) as [EntryKind, ...EntryKind[]];

const optionalDay = (ask: string) => z.preprocess(emptyIsMissing, dayField(ask).optional());
const UNREAD = '坐标写成“经度，纬度”，例如：110.354210，22.708130';

/** 经度，纬度 in degrees, as people copy it from a map. */
const pointField = z.preprocess(
  emptyIsMissing,
  z
    .string()
    .transform((typed, { addIssue }): Point => {
      const parts = typed
        .normalize('NFKC')
        .split(/[,、;\s]+/)
        .filter((part) => part !== '');
      const [lon = Number.NaN, lat = Number.NaN] = parts.map(Number);
      const isWithin =
        parts.length === 2 &&
        lon >= mapExtent.west &&
        lon <= mapExtent.east &&
        lat >= mapExtent.south &&
        lat <= mapExtent.north;
      if (!isWithin) addIssue({ code: 'custom', message: UNREAD });
      return { lon, lat };
    })
    .optional(),
);

const described = {
  at: pointField,
  capacity: optionalWords(100),
  basis: optionalWords(200),
  custodian: optionalName(40),
  custodianPhone: z.preprocess(emptyIsMissing, callField('电话写成 0775-6300119 或手机号').optional()),
};

const park = (actor: PersonActor): boolean => actsAs(actor, 'park-officer');
const toPark = ({ parkId }: Facility) => parkPeople(parkId);
const toBody = ({ parkId }: Facility) => bodyPeopleOf(parkId);
/** The register is the park's own: whoever would be told is whoever did it. */
const NOBODY = [] as const;

/** A facility of a park from its plan to its end. */
export const facilityActs = defineActs<Facility, FacilityStatus>()({
  enter: {
    label: '登记设施',
    from: [],
    to: 'usable',
    may: park,
    needs: {
      kind: z.enum(entries, { error: '请选择它现在是什么情况' }),
      type: z.enum(types, { error: '请选择哪一种设施' }),
      name: optionalName(40),
      ...described,
      inServiceOn: optionalDay('请选择投用日期'),
      lastTestedOn: optionalDay('请选择上次检测日期'),
      plannedOn: optionalDay('请选择计划建成的日期'),
      reason: optionalWords(500),
    },
    event: 'facilities.entered',
    done: '登记设施',
    said: '已登记。',
    told: NOBODY,
  },
  'enter-planned': {
    label: '登记计划建的设施',
    from: [],
    to: 'planned',
    may: park,
    needs: {},
    event: 'facilities.planned-entered',
    done: '登记计划建的设施',
    said: '已登记。',
    told: NOBODY,
  },
  'enter-waived': {
    label: '登记不需要的设施',
    from: [],
    to: 'not-needed',
    may: park,
    needs: {},
    event: 'facilities.waived-entered',
    done: '登记为不需要',
    said: '已登记。',
    told: [{ to: toBody, template: 'facility-waived' }],
  },
  test: {
    label: '登记检测',
    from: ['usable', 'faulty'],
    to: 'stay',
    may: park,
    needs: {
      testedOn: dayField('请选择检测日期'),
      result: z.enum(['passed', 'failed'], { error: '请选择检测结果' }),
      note: optionalWords(500),
    },
    event: 'facilities.tested',
    done: '登记检测',
    said: '已登记。',
    told: NOBODY,
  },
  fault: {
    label: '报故障',
    from: ['usable'],
    to: 'faulty',
    may: park,
    needs: { reason: wordsField('请写明哪里坏了', 500) },
    event: 'facilities.faulted',
    done: '发现故障',
    said: '已记为故障，修好前算缺口。',
    told: [{ to: toPark, template: 'facility-faulty' }],
  },
  mend: {
    label: '修好了',
    from: ['faulty'],
    to: 'usable',
    may: park,
    needs: { note: wordsField('请写明怎么修的', 500) },
    event: 'facilities.mended',
    done: '修好了',
    said: '已恢复为能用。',
    told: NOBODY,
  },
  build: {
    label: '建成投用',
    from: ['planned', 'absent', 'not-needed'],
    to: 'usable',
    may: park,
    needs: { inServiceOn: dayField('请选择投用日期') },
    event: 'facilities.built',
    done: '建成投用',
    said: '已记为能用。',
    told: NOBODY,
  },
  plan: {
    label: '定建成日期',
    from: ['planned', 'absent', 'not-needed'],
    to: 'planned',
    may: park,
    needs: { plannedOn: dayField('请选择计划建成的日期'), note: optionalWords(300) },
    event: 'facilities.planned',
    done: '定了建成日期',
    said: '已记下，过了这天还没有建成就算缺口。',
    told: NOBODY,
  },
  waive: {
    label: '不需要',
    from: ['planned', 'absent'],
    to: 'not-needed',
    may: park,
    needs: { reason: reasonField },
    event: 'facilities.waived',
    done: '记为不需要',
    said: '已记下，监管部门会收到理由。',
    told: [{ to: toBody, template: 'facility-waived' }],
  },
  object: {
    label: '不同意，还是要有',
    from: ['not-needed'],
    to: 'absent',
    may: (actor) => actsAs(actor, 'regulator'),
    needs: { reason: reasonField },
    event: 'facilities.objected',
    done: '监管部门不同意“不需要”',
    said: '已改为缺少，园区会收到理由。',
    told: [{ to: toPark, template: 'facility-objected' }],
  },
  change: {
    label: '改登记内容',
    from: ['usable', 'faulty', 'planned', 'absent', 'not-needed'],
    to: 'stay',
    may: park,
    needs: { name: namedField('请填写设施名称', 40), ...described },
    event: 'facilities.changed',
    done: '改了登记内容',
    said: '已保存。',
    told: NOBODY,
  },
  remove: {
    label: '已拆除',
    from: ['usable', 'faulty', 'planned', 'absent', 'not-needed'],
    to: 'gone',
    may: park,
    needs: { reason: reasonField },
    event: 'facilities.removed',
    done: '记为拆除',
    said: '已从登记里去掉。没有别的同类设施的，会列为缺少。',
    told: [{ to: toBody, template: 'facility-removed' }],
  },
});
export type FacilityAction = keyof typeof facilityActs;
