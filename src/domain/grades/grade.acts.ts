import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { bodyPeople, bodyPeopleOf, parkPeople } from '#domain/identity';
import { isAutonomousRegion } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import { emptyIsMissing, idsField, namedField, optionalWords, reasonField, wordsField } from '#kernel/input';
import type { GradeStatus, ParkGrade } from './grade.model.ts';
import { GRADES, type Grade, pointsIn, pointsOf, SHEET_ITEMS, type SheetItem } from './grade.rules.ts';

const grades = GRADES.map(({ code }) => code) as [Grade, ...Grade[]];

const pointsField = (most: number) => {
  const ask = `请填写 0 到 ${pointsOf(most)} 分，最多一位小数`;
  return z
    .string({ error: ask })
    .transform((typed) => pointsIn(typed, most))
    .pipe(z.number({ error: ask }));
};
const sheet = Object.fromEntries(SHEET_ITEMS.map(({ code, most }) => [code, pointsField(most)])) as Record<
  SheetItem,
  ReturnType<typeof pointsField>
>;

const park = (actor: PersonActor): boolean => actsAs(actor, 'park-officer');
/** 危险化学品安全法第十七条: grades are the autonomous region's. */
const region = (actor: PersonActor): boolean => isAutonomousRegion(actor);
const toPark = ({ parkId }: ParkGrade) => parkPeople(parkId);
const toRegion = ({ bodyId }: ParkGrade) => (bodyId === undefined ? [] : bodyPeople(bodyId));
const toBody = ({ parkId }: ParkGrade) => bodyPeopleOf(parkId);

/** 自评 → 第三方评估 → 自治区复核 → 公布 → 被替代. */
export const gradeActs = defineActs<ParkGrade, GradeStatus>()({
  score: {
    label: '自评打分',
    from: [],
    to: 'self-scored',
    may: park,
    needs: sheet,
    event: 'grades.scored',
    done: '园区自评',
    said: '已自评，请填写第三方评估结果。',
    // Whoever goes on is whoever did it.
    told: [],
  },
  rescore: {
    label: '重新自评',
    from: ['self-scored', 'returned'],
    to: 'self-scored',
    may: park,
    needs: sheet,
    event: 'grades.rescored',
    done: '园区重新自评',
    said: '已重新自评。',
    told: [],
  },
  assess: {
    label: '填写第三方评估',
    from: ['self-scored'],
    to: 'third-party',
    may: park,
    needs: {
      assessor: namedField('请填写评估机构名称', 60),
      reportNumber: wordsField('请填写评估报告编号', 40),
      ...sheet,
      photoIds: idsField,
      fileIds: idsField,
    },
    event: 'grades.assessed',
    done: '填写了第三方评估结果',
    said: '已报自治区复核。',
    told: [{ to: toRegion, template: 'grade-assessed', whileIn: ['third-party'] }],
  },
  return: {
    label: '退回重评',
    from: ['third-party', 'rechecked'],
    to: 'returned',
    may: region,
    needs: { reason: reasonField },
    event: 'grades.returned',
    done: '自治区退回重评',
    said: '已退回，园区会收到理由。',
    told: [{ to: toPark, template: 'grade-returned' }],
  },
  recheck: {
    label: '复核',
    from: ['third-party'],
    to: 'rechecked',
    may: region,
    differsFrom: ['scoredBy', 'assessedBy'],
    needs: {
      ...sheet,
      overrideGrade: z.preprocess(emptyIsMissing, z.enum(grades, { error: '请选择等级' }).optional()),
      overrideItem: optionalWords(100),
      overrideReason: optionalWords(500),
    },
    event: 'grades.rechecked',
    done: '自治区复核',
    said: '已复核，公布后生效。',
    told: [{ to: toPark, template: 'grade-rechecked', whileIn: ['rechecked'] }],
  },
  publish: {
    label: '公布等级',
    from: ['rechecked'],
    to: 'published',
    may: region,
    differsFrom: ['scoredBy', 'assessedBy'],
    needs: { documentNumber: wordsField('请填写公布的文号', 60) },
    event: 'grades.published',
    done: '自治区公布等级',
    said: '已公布，从今天起按这个等级把关。',
    told: [
      { to: toPark, template: 'grade-published' },
      { to: toBody, template: 'grade-published' },
    ],
  },
  supersede: {
    label: '被新的等级替代',
    from: ['published'],
    to: 'superseded',
    may: 'clock',
    needs: {},
    event: 'grades.superseded',
    done: '被新公布的等级替代',
    said: '',
    // Told of the new one.
    told: [],
  },
});
export type GradeAction = keyof typeof gradeActs;
