import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { bodyPeopleOf, parkPeople } from '#domain/identity';
import { actsAs } from '#kernel/actor';
import { dayField, emptyIsMissing, idsField, optionalWords, wordsField } from '#kernel/input';
import { CONDITIONS, type ConditionCode } from '../grade.rules.ts';
import type { Condition, ConditionStatus } from './condition.model.ts';

const codes = CONDITIONS.map(({ code }) => code) as [ConditionCode, ...ConditionCode[]];
const shown = {
  evidence: wordsField('请写明凭什么说达到了', 1_000),
  until: z.preprocess(emptyIsMissing, dayField('请选择材料有效期').optional()),
  photoIds: idsField,
  fileIds: idsField,
};
export const VERDICTS = [
  { code: 'met', label: '达到' },
  { code: 'partly', label: '部分达到' },
  { code: 'unmet', label: '没有达到' },
] as const;

const toPark = ({ parkId }: Condition) => parkPeople(parkId);
const toBody = ({ parkId }: Condition) => bodyPeopleOf(parkId);

/** The park hands in, another person checks; what runs out counts as not met. */
export const conditionActs = defineActs<Condition, ConditionStatus>()({
  'hand-in': {
    label: '交材料',
    from: [],
    to: 'handed-in',
    may: (actor) => actsAs(actor, 'park-officer'),
    needs: { code: z.enum(codes, { error: '请选择是哪一条' }), ...shown },
    event: 'conditions.handed-in',
    done: '园区交了材料',
    said: '已交，由另一个人核对。',
    told: [{ to: toBody, template: 'condition-handed-in', whileIn: ['handed-in'] }],
  },
  renew: {
    label: '重新交材料',
    from: ['met', 'partly', 'unmet', 'lapsed'],
    to: 'handed-in',
    may: (actor) => actsAs(actor, 'park-officer'),
    needs: shown,
    event: 'conditions.renewed',
    done: '园区重新交了材料',
    said: '已交，由另一个人核对。',
    told: [{ to: toBody, template: 'condition-handed-in', whileIn: ['handed-in'] }],
  },
  check: {
    label: '核对',
    from: ['handed-in'],
    // What the person says; the effect brings it.
    to: 'met',
    may: (actor) => actsAs(actor, 'park-officer', 'regulator'),
    differsFrom: ['handedInBy'],
    needs: {
      verdict: z.enum(['met', 'partly', 'unmet'], { error: '请选择核对结果' }),
      note: optionalWords(500),
    },
    event: 'conditions.checked',
    done: '核对了材料',
    said: '已核对，园区会收到结果。',
    told: [{ to: toPark, template: 'condition-checked', whileIn: ['met', 'partly', 'unmet'] }],
  },
  lapse: {
    label: '过期',
    from: ['met', 'partly'],
    to: 'lapsed',
    may: 'clock',
    needs: {},
    event: 'conditions.lapsed',
    done: '材料过期',
    said: '',
    told: [{ to: toPark, template: 'condition-lapsed', whileIn: ['lapsed'] }],
  },
});
