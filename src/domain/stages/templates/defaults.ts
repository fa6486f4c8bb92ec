import { createHash } from 'node:crypto';
import type {
  AcceptanceItem,
  AssessmentItem,
  ChecklistItem,
  Pillar,
  TemplateItem,
  TemplateKind,
} from './template.model.ts';

/** The same words keep their code from version to version, so that rounds can be compared across them. */
export const codeOf = (...words: string[]): string =>
  createHash('sha256').update(words.join('|')).digest('hex').slice(0, 10);

const must = (label: string, auto?: ChecklistItem['auto']): ChecklistItem => item(label, true, auto);
const may = (label: string, auto?: ChecklistItem['auto']): ChecklistItem => item(label, false, auto);
const item = (label: string, isRequired: boolean, auto: ChecklistItem['auto']): ChecklistItem => ({
  code: codeOf(label),
  label,
  isRequired,
  ...(auto === undefined ? {} : { auto }),
});
const practices = (pillar: Pillar | undefined, ...labels: string[]): AssessmentItem[] =>
  labels.map((label) => ({
    code: codeOf('practice', label),
    kind: 'practice',
    label,
    ...(pillar === undefined ? {} : { pillar }),
  }));
const number = (label: string, unit: string): AssessmentItem => ({
  code: codeOf('number', label),
  kind: 'number',
  label,
  unit,
});
const score = (label: string): AssessmentItem => ({ code: codeOf('score', label), kind: 'score', label });
const criterion = (label: string, points: number): AcceptanceItem => ({
  code: codeOf('criterion', label),
  label,
  points,
});

/**
 * The built-in first version of every template: reference values after the 玉林 pilot and SCORE (facts.md §3), the five
 * in place after 意见（四）. Administrators make later versions.
 */
export const DEFAULTS: Readonly<Record<TemplateKind, readonly TemplateItem[]>> = {
  'checklist-preparing': [
    must('已安排辅导员', 'adviser'),
    must('启动会已召开'),
    must('企业安全发展承诺书已签'),
    must('企业改进小组（EIT）已成立，管理人员和员工都有', 'team'),
    must('基线评估已完成', 'baseline'),
    may('项目海报和宣传栏已张贴'),
  ],
  'checklist-implementing': [
    must('培训：管理人员和员工都有人参加', 'training'),
    must('入企辅导达到规定次数，双方已签字', 'visits'),
    must('企业安全发展计划正在执行', 'running-plan'),
    must('早会、合理化建议和 5S 已经开展'),
    may('隐患内部报告奖励办法已公布'),
    may('3 个月复评已完成', 'month-3'),
  ],
  'checklist-accepting': [
    must('验收评估问卷已完成', 'acceptance'),
    must('自评报告和证明材料已备齐'),
    must('没有做完的改进事项都有人、有期限'),
  ],
  'checklist-improving': [
    may('改进小组每月开会'),
    may('6 个月复评已完成', 'month-6'),
    may('12 个月复评已完成', 'month-12'),
  ],
  assessment: [
    ...practices(
      'responsibility',
      '主要负责人和各岗位都签了安全生产责任书',
      '主要负责人每月带队检查并有记录',
      '责任落实情况有考核、有奖惩',
    ),
    ...practices(
      'management',
      '安全管理机构或人员按规定配备',
      '特殊作业都有审批、有监护',
      '外包单位纳入统一管理',
      '隐患排查整改有台账、能闭环',
    ),
    ...practices(
      'investment',
      '安全费用按规定提取、按计划使用',
      '防护用品按岗位配齐并有人检查',
      '安全设施按期检测维护',
    ),
    ...practices('training', '新员工上岗前都经过三级教育', '特种作业人员全部持证', '每个班组每月至少一次安全学习'),
    ...practices('emergency', '应急预案已备案并张贴', '每半年至少演练一次并有评估', '应急物资在有效期内、随手拿得到'),
    ...practices(
      undefined,
      '每天开早会，讲安全',
      '员工能提合理化建议，并得到答复',
      '有改进小组，管理人员和员工都参加',
      '有宣传栏，公布隐患、建议和奖励',
    ),
    number('近 12 个月工伤事故', '起'),
    number('近 12 个月损失工时', '小时'),
    number('近 12 个月员工合理化建议', '条'),
    number('近 12 个月员工上报隐患', '条'),
    number('近 12 个月参加安全培训', '人次'),
    ...[
      '整理：现场没有用不着的东西',
      '整顿：东西有定位、有标识',
      '清扫：设备和地面干净',
      '清洁：标准写明、有人检查',
      '素养：人人按标准做',
    ].map(score),
  ],
  acceptance: [
    criterion('领导带头，管理人员和员工都参与', 20),
    criterion('改进小组有活动、有记录', 15),
    criterion('安全发展计划落实，改进事项有证据', 25),
    criterion('隐患上报、整改和奖励', 20),
    criterion('现场 5S 和五到位的提升', 20),
  ],
};
