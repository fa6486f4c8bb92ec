import { defineActs, type Notice } from '#domain/engine';
import { actsAs, type PersonActor } from '#kernel/actor';
import {
  chosenCode,
  countField,
  dayField,
  namedField,
  optionalName,
  optionalWords,
  reasonField,
  rowsField,
  wordsField,
} from '#kernel/input';
import { clockField } from '#kernel/moments';
import type { Accident, AccidentStatus } from './accident.model.ts';
import { isLarger } from './accident.rules.ts';
import { bodiesPeople, firmPeople, isBodys, isFirms, isInvestigators, parksPeople, regionsPeople } from './whose.ts';

/** The report may come once the investigation has begun; its clocks outlast the hold. */
const AFTER: AccidentStatus[] = ['investigating', 'closed'];
/** Whether a measure of the report has yet to be done. */
export const isToDo = ({ done }: NonNullable<Accident['inquiry']>['measures'][number]): boolean => done === undefined;
const told = (to: typeof firmPeople, template: string): Notice<Accident> => ({ to, template, whileIn: AFTER });
const concerned = (template: string) => [firmPeople, parksPeople, bodiesPeople].map((to) => told(to, template));
const maySee = (actor: PersonActor, row: Accident): boolean =>
  isFirms(actor, row) || isBodys(actor, row) || actsAs(actor, 'park-officer');

/** What follows the report of an accident: the call to the region, the report of its investigation, and what came of it. */
export const inquiryActs = defineActs<Accident, AccidentStatus>()({
  'call-region': {
    label: '电话快报自治区',
    from: ['reported', 'investigating'],
    to: 'stay',
    may: isBodys,
    when: ({ level }) => isLarger(level),
    needs: {
      /** Whoever called, where it was somebody else. */
      caller: optionalName(60),
      answeredBy: namedField('请填写谁接的电话、什么职务', 60),
      calledOn: dayField('请选择哪天打的'),
      calledTime: clockField('请填写几点打的'),
      note: optionalWords(200),
    },
    event: 'accidents.region-called',
    done: '电话快报自治区',
    said: '已记下谁打给谁、几点打的。',
    told: [{ to: regionsPeople, template: 'accident-called', whileIn: ['reported', 'investigating'] }],
  },
  'receive-report': {
    label: '收到调查报告',
    from: AFTER,
    to: 'stay',
    may: isInvestigators,
    when: ({ inquiry }) => inquiry === undefined,
    needs: {
      file: wordsField('请写明调查报告的名称和编号', 200),
      receivedOn: dayField('请选择政府哪天收到'),
      measures: rowsField('请填写整改和防范措施，一行一条', 10_000, '措施太长，请写短一些'),
    },
    event: 'accidents.inquiry-received',
    done: '收到调查报告',
    said: '已记下，从收到那天起算批复的天数。',
    told: concerned('accident-report-received'),
  },
  'put-off-approval': {
    label: '延长批复',
    from: AFTER,
    to: 'stay',
    may: isInvestigators,
    when: ({ inquiry, level }) =>
      level === 'extreme' && inquiry !== undefined && inquiry.approval === undefined && inquiry.putOff === undefined,
    needs: { days: countField('请填写延长几天', { least: 1, most: 1_000 }), reason: reasonField },
    event: 'accidents.approval-put-off',
    done: '延长批复',
    said: '已延长。',
    told: [],
  },
  'approve-report': {
    label: '批复调查报告',
    from: AFTER,
    to: 'stay',
    may: isInvestigators,
    when: ({ inquiry }) => inquiry !== undefined && inquiry.approval === undefined,
    needs: { file: wordsField('请填写人民政府批复的文号', 60), on: dayField('请选择哪天批复') },
    event: 'accidents.inquiry-approved',
    done: '人民政府批复调查报告',
    said: '已记下，企业会收到。到期前提醒评估整改落实情况。',
    told: concerned('accident-report-approved'),
  },
  'finish-remedy': {
    label: '落实了一条整改措施',
    from: AFTER,
    to: 'stay',
    may: maySee,
    when: ({ inquiry }) =>
      inquiry?.approval !== undefined && inquiry.evaluation === undefined && inquiry.measures.some(isToDo),
    needs: { measure: chosenCode('请选择哪一条'), evidence: wordsField('请写明怎么落实的、凭什么看得出来', 500) },
    event: 'accidents.remedy-done',
    done: '落实了一条整改措施',
    said: '已记下，评估时逐条核对。',
    // The evaluation looks at each.
    told: [],
  },
  evaluate: {
    label: '评估整改落实情况',
    from: AFTER,
    to: 'stay',
    may: isInvestigators,
    when: ({ inquiry }) => inquiry?.approval !== undefined && inquiry.evaluation === undefined,
    needs: {
      answers: rowsField('请逐条写明每条措施落实得怎么样', 10_000, '太长，请写短一些'),
      finding: wordsField('请写明评估结论', 1_000),
      publishedOn: dayField('请选择哪天向社会公开'),
      where: wordsField('请写明在哪里公开', 200),
    },
    event: 'accidents.inquiry-evaluated',
    done: '评估整改落实情况，已公开',
    said: '已记下，企业和园区会收到。',
    told: concerned('accident-evaluated'),
  },
});
