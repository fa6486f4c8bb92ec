import type { Question } from '#domain/engine';
import { formatDay, localDate } from '#kernel/dates';
import type { Option, Values } from '#kernel/fields';
import { findColleagues } from '../firmPeople.ts';
import { ITEM_TYPES, type PlanItem } from './item.model.ts';

type Firm = { enterpriseId: string };

/** People of a firm to choose from. */
export const colleaguesToChoose = async ({ enterpriseId }: Firm): Promise<Option[]> =>
  (await findColleagues(enterpriseId)).map(({ _id, name }) => ({ code: _id, label: name }));

/** What is agreed on for an item: asked when it is added, accepted and changed. */
export const AGREED_QUESTIONS: readonly Question<Firm>[] = [
  { name: 'problem', label: '问题是什么', kind: 'area' },
  { name: 'rootCause', label: '根本原因（可以不填）', kind: 'area', hint: '多问几个“为什么”，找到能改的那一条。' },
  { name: 'measure', label: '怎么做', kind: 'area' },
  { name: 'type', label: '类型', kind: 'radios', options: ITEM_TYPES },
  {
    name: 'ownerId',
    of: async (firm) => ({
      label: '谁来做',
      kind: 'select',
      none: '请选择',
      options: await colleaguesToChoose(firm),
    }),
  },
  { name: 'dueOn', of: (_, { now }) => ({ label: '哪天之前做完', kind: 'date', min: localDate(now) }) },
  { name: 'resources', label: '要什么人、什么东西（可以不填）', kind: 'area' },
  { name: 'fundFen', label: '要多少钱（元）', kind: 'yuan', hint: '不花钱就填 0。' },
  { name: 'indicator', label: '怎样算有效', kind: 'area', hint: '例如：连续三个月没有再发生。' },
];
/** What was agreed on, as the form begins with it. */
export const agreedOf = (item: PlanItem): Values => ({
  problem: item.problem,
  rootCause: item.rootCause ?? '',
  measure: item.measure ?? '',
  type: item.type,
  ownerId: item.ownerId ?? '',
  dueOn: item.dueOn ?? '',
  resources: item.resources ?? '',
  fundFen: String(item.fundFen / 100),
  indicator: item.indicator ?? '',
});

/** What proves that it is done. */
export const PROOF: readonly Question<PlanItem>[] = [
  {
    name: 'note',
    label: '做了什么',
    kind: 'area',
    hint: '一句话也行；写一句、放照片、放文件，至少要有一样。',
  },
  { name: 'photos', label: '照片或文件', kind: 'uploads', hint: '照片，或 PDF、Word、Excel、PPT 文件。' },
  {
    name: 'expiresOn',
    label: '有效期到哪一天（没有就不填）',
    kind: 'date',
    hint: '例如证书的有效期。到期前会提醒。',
  },
];
/** Which earlier proof it takes the place of. */
export const REPLACED: Question<PlanItem> = {
  name: 'replaces',
  of: ({ evidence }) => ({
    label: '代替哪一份（可以不选）',
    kind: 'select',
    none: '不代替',
    options: evidence.flatMap(({ _id, isReplaced, expiresOn, files, note }) =>
      isReplaced || expiresOn === undefined
        ? []
        : [{ code: _id, label: `${files[0]?.fileName ?? note ?? '照片'}（到${formatDay(expiresOn)}）` }],
    ),
  }),
};
export const reason = (hint: string): Question<PlanItem> => ({ name: 'reason', label: '理由', kind: 'area', hint });
