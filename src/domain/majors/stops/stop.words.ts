import { putInWords, type Section } from '#domain/engine';
import { personName } from '#domain/identity';
import { lateWords } from '#domain/journal';
import type { Context } from '#kernel/context';
import { formatDate, formatDateTime, formatDay, formatHour, localDate } from '#kernel/dates';
import type { FieldSpec } from '#kernel/fields';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { majors } from '../major.ts';
import { competentName, firmName } from '../whose.ts';
import { askResume, issueStop, liftStop, refuseResume, resumeStopped } from './stop.commands.ts';
import type { Stop } from './stop.model.ts';
import { stops } from './stop.ts';

const timeOf = ({ isByHour }: Stop, at: Date): string => (isByHour ? formatHour(at) : formatDateTime(at));

async function standingOfStop(stop: Stop): Promise<{ holder: string; next: string }> {
  switch (stop.status) {
    case 'in-force':
      return { holder: await firmName(stop), next: '治理完成、评估安全后申请复产。审查同意以前不能恢复' };
    case 'resume-asked':
      return { holder: await competentName(stop), next: '到现场审查，决定能不能恢复' };
    case 'resumed':
      return { holder: '', next: '已同意恢复。隐患的销号另外办理' };
    case 'lifted':
      return { holder: '', next: '已撤销' };
  }
}

async function sectionsOf(_: Context, stop: Stop): Promise<Section[]> {
  const { asked, review } = stop;
  const by = async (done: { by: string; at: Date }) => `${await personName(done.by)} · ${timeOf(stop, done.at)}`;
  return [
    ...(asked === undefined
      ? []
      : [
          {
            title: '复产申请',
            entries: [
              { text: `治理项目和内容：${asked.done}` },
              { text: `评估：${asked.evaluation}`, by: await by(asked) },
            ],
          },
        ]),
    ...(review === undefined
      ? []
      : [
          {
            title: `现场审查（${formatDay(review.visitedOn)}${lateWords(review.visitedOn, review.at)}）`,
            entries: [
              { text: review.found, photoIds: review.photoIds, by: await by(review) },
              ...(review.note === undefined ? [] : [{ text: `照片以前出现过：${review.note}` }]),
            ],
          },
        ]),
  ];
}

/** What whoever decides was shown. */
const seen = { name: 'seen', of: ({ version }: Stop) => String(version) };

/** As many as somebody looks through. */
const MOST_READ = 100;
/** Which file: chosen from those open that whoever issues it sees, or by its number where they are too many for a list. */
async function askFile(ctx: Context): Promise<Omit<FieldSpec, 'name'>> {
  const { rows, nextCursor } = await majors.find(ctx, { isOpen: true, limit: MOST_READ });
  const label = '哪件重大隐患';
  if (nextCursor !== undefined)
    return {
      label,
      kind: 'text',
      hint: `没办结的超过 ${MOST_READ} 件，请填档案编号，例如：${rows[0]?.reference ?? ''}。`,
    };
  const options = rows.map(({ reference, text }) => ({ code: reference, label: `${reference} ${text}` }));
  return { label, kind: 'select', none: '请选择', options };
}

export const stopsInWords = putInWords(stops, {
  lead: '因重大隐患责令停产停用的，恢复以前要由监管部门到现场审查。恢复和销号是两件事。',
  quick: [
    ['全部', {}],
    ['没办完', { isOpen: true }],
    ['停产停用中', { status: 'in-force' }],
    ['待复产审查', { status: 'resume-asked' }],
  ],
  none: '没有停产停用的决定。',
  meta: async (stop) => [await firmName(stop), stop.hazardReference].join(' · '),
  standing: async (stop) => ({
    ...(await standingOfStop(stop)),
    said: [{ label: '说明', value: stop.reason ?? '' }],
  }),
  facts: async (stop) => [
    { label: '企业', value: await firmName(stop) },
    { label: '停什么', value: stop.what },
    { label: '依据', value: stop.basis },
    { label: '下达', value: `${await personName(stop.issuedBy)} · ${timeOf(stop, stop.createdAt)}` },
    { label: '由谁审查', value: await competentName(stop) },
  ],
  brief: async (stop) => [
    { label: '企业', value: await firmName(stop) },
    { label: '停什么', value: stop.what },
  ],
  sections: sectionsOf,
  photoIds: ({ photoIds, review }) => photoIds.filter((id) => !review?.photoIds.includes(id)),
  links: async (_, { majorReference, hazardReference }) => [
    { label: `看档案 ${majorReference}`, href: majors.pathOf(majorReference) },
    { label: `看隐患 ${hazardReference}`, href: paths.hazard(hazardReference) },
  ],
  detailOf: (text) => [text('said')],
  making: {
    roles: ['park-officer', 'regulator'],
    title: () => '责令停产停用',
    lead: () => '能保证安全的不用停。停了以后，恢复要重新审查。',
    submit: '下达',
    fields: [
      {
        name: 'major',
        of: (_, ctx) => askFile(ctx),
      },
      { name: 'what', label: '停什么、停到哪里', kind: 'area', hint: '例如：全厂停产；3 号线停止使用，人员撤出。' },
      { name: 'basis', label: '依据的条款', kind: 'text', hint: '例如：安全生产法第六十五条第三项。' },
    ],
    run: issueStop,
  },
  doers: ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator'],
  steps: {
    issue: 'made',
    'ask-resume': {
      lead: () => '写清治理了什么、由谁评估。审查同意以前不能恢复。',
      submit: '申请复产',
      fields: [
        { name: 'done', label: '治理的项目和内容', kind: 'area' },
        { name: 'evaluation', label: '由谁评估、结论是什么', kind: 'area' },
        { name: 'photos', label: '评估报告、现场照片（可以不传）', kind: 'photos' },
      ],
      run: askResume,
    },
    resume: {
      lead: () => '到现场看过再同意。同意恢复不等于销号。',
      submit: '同意恢复',
      fields: [
        { name: 'visitedOn', label: '哪天到现场', kind: 'date' },
        { name: 'found', label: '现场看到了什么', kind: 'area' },
        { name: 'photos', label: '现场照片', kind: 'photos', hint: '要这次到现场拍的，不能用以前交过的。' },
        { name: 'note', label: '照片以前出现过的，写明理由（没有就不填）', kind: 'area' },
      ],
      unseen: [seen],
      values: (_, now) => ({ visitedOn: localDate(now) }),
      run: resumeStopped,
    },
    refuse: {
      fields: [{ name: 'reason', label: '为什么不能恢复', kind: 'area' }],
      unseen: [seen],
      run: refuseResume,
    },
    lift: {
      lead: () => '下错了才撤销。治理好了要恢复的，由企业申请复产。',
      fields: [{ name: 'reason', label: '为什么撤销', kind: 'area' }],
      isDanger: true,
      run: liftStop,
    },
  },
  tab: 'hazards',
  place: { icon: 'shield-check', group: 'work', words: '停产停业 停止使用 复产 恢复生产 审查', after: majors.path },
  sheet: {
    kind: 'stop-orders',
    name: '停产停用',
    columns: [
      { header: '编号', width: 16, cell: ({ reference }) => reference },
      { header: '状态', width: 16, cell: ({ status }) => statusRow(stops.lifecycle, status).label },
      { header: '企业', width: 34, cell: firmName },
      { header: '停什么', width: 50, cell: ({ what }) => what },
      { header: '依据', width: 40, cell: ({ basis }) => basis },
      { header: '隐患', width: 16, cell: ({ hazardReference }) => hazardReference },
      { header: '下达日期', width: 20, cell: ({ createdAt }) => formatDate(createdAt) },
      { header: '由谁审查', width: 30, cell: competentName },
      { header: '到现场审查', width: 14, cell: ({ review }) => review?.visitedOn ?? '' },
    ],
  },
});
