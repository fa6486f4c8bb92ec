import { tidy } from '#kernel/text';
import { codeOf } from './defaults.ts';
import {
  type AcceptanceItem,
  type AssessmentItem,
  AUTO_FACTS,
  type ChecklistItem,
  PILLARS,
  type TemplateItem,
  type TemplateKind,
} from './template.model.ts';

const LONGEST = 60;
const OTHER = '良好做法';

/** How a line of each kind is written, for the form. */
export function lineHint(kind: TemplateKind): string {
  if (kind === 'assessment') {
    return `一行一项。写法：做法｜${PILLARS.map((row) => row.label).join('/')}/${OTHER}｜内容；数字｜内容｜单位；5S｜内容`;
  }
  if (kind === 'acceptance') return '一行一项。写法：分值｜内容，例如：20｜领导带头';
  return `一行一项。写法：必做｜内容，或 选做｜内容。系统自己判断的，后面加：｜自动：${AUTO_FACTS.map((row) => row.label).join('／')}`;
}

/** Items as an administrator writes them, one a line. */
export function toLines(kind: TemplateKind, items: readonly TemplateItem[]): string {
  return items.map((item) => toLine(kind, item)).join('\n');
}

function toLine(kind: TemplateKind, item: TemplateItem): string {
  if (kind === 'acceptance') return `${(item as AcceptanceItem).points}｜${item.label}`;
  if (kind === 'assessment') {
    const { kind: sort, pillar, unit } = item as AssessmentItem;
    if (sort === 'number') return `数字｜${item.label}｜${unit ?? ''}`;
    if (sort === 'score') return `5S｜${item.label}`;
    return `做法｜${PILLARS.find((row) => row.code === pillar)?.label ?? OTHER}｜${item.label}`;
  }
  const { isRequired, auto } = item as ChecklistItem;
  const fact = AUTO_FACTS.find((row) => row.code === auto);
  return `${isRequired ? '必做' : '选做'}｜${item.label}${fact === undefined ? '' : `｜自动：${fact.label}`}`;
}

/** Reads the lines back. `problem` names the first line that cannot be read, in a sentence. */
export function fromLines(kind: TemplateKind, text: string): { items: TemplateItem[] } | { problem: string } {
  const items: TemplateItem[] = [];
  const seen = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    const parts = tidy(line)
      .split(/[｜|]/)
      .map((part) => part.trim());
    if (parts.join('') === '') continue;
    const read =
      kind === 'acceptance' ? readCriterion(parts) : kind === 'assessment' ? readQuestion(parts) : readItem(parts);
    if (typeof read === 'string') return { problem: `第 ${index + 1} 行：${read}` };
    if (read.label === '') return { problem: `第 ${index + 1} 行：没有写内容` };
    if (read.label.length > LONGEST) return { problem: `第 ${index + 1} 行：内容请不要超过 ${LONGEST} 个字` };
    if (seen.has(read.code)) return { problem: `第 ${index + 1} 行：和前面的重复了` };
    seen.add(read.code);
    items.push(read);
  }
  return items.length === 0 ? { problem: '至少写一项' } : { items };
}

function readItem([need = '', label = '', auto = '']: string[]): ChecklistItem | string {
  if (need !== '必做' && need !== '选做') return '开头要写 必做 或 选做，再用｜隔开';
  const name = /^自动[:：]\s*(.+)$/.exec(auto)?.[1];
  const fact = AUTO_FACTS.find((row) => row.label === name);
  if (auto !== '' && fact === undefined) return `「${auto}」不认识，请照提示里的写法`;
  return {
    code: codeOf(label),
    label,
    isRequired: need === '必做',
    ...(fact === undefined ? {} : { auto: fact.code }),
  };
}

function readQuestion([sort = '', second = '', third = '']: string[]): AssessmentItem | string {
  if (sort === '数字') {
    if (third === '') return '数字要写单位';
    return { code: codeOf('number', second), kind: 'number', label: second, unit: third };
  }
  if (sort === '5S') return { code: codeOf('score', second), kind: 'score', label: second };
  if (sort !== '做法') return '开头要写 做法、数字 或 5S，再用｜隔开';
  const pillar = PILLARS.find((row) => row.label === second);
  if (pillar === undefined && second !== OTHER) return `「${second}」不认识，请照提示里的写法`;
  return {
    code: codeOf('practice', third),
    kind: 'practice',
    label: third,
    ...(pillar === undefined ? {} : { pillar: pillar.code }),
  };
}

function readCriterion([points = '', label = '']: string[]): AcceptanceItem | string {
  if (!/^\d{1,3}$/.test(points) || Number(points) === 0) return '开头要写分值，例如 20｜内容';
  return { code: codeOf('criterion', label), label, points: Number(points) };
}
