import { applicationLifecycle } from '#domain/applying';
import { hazardLifecycle } from '#domain/hazards';
import { findLastCheck } from '#domain/journal';
import { enterpriseName, parkName, regionName, sectorLabel } from '#domain/organisations';
import { enrolmentLifecycle } from '#domain/programme';
import { type BoardCheck, countDeltas, findLastRecount } from '#domain/tallies';
import { formatDateTime } from '#kernel/dates';
import { eventName, subjectName } from './eventNames.ts';

/** What a nightly check found, in a few sentences. */
export interface PresentedCheck {
  text: string;
  isBroken: boolean;
  faults: string[];
}

/** Whether anybody has touched the journal. */
export async function presentJournalCheck(): Promise<PresentedCheck> {
  const check = await findLastCheck();
  if (check === undefined) return { text: '每天凌晨核对一次，还没有核对过。', isBroken: false, faults: [] };
  const isBroken = check.faultCount > 0 || check.missing > 0;
  const scope = `${formatDateTime(check.at)} 核对了 ${check.events} 条记录、${check.chains} 条链`;
  return {
    text: isBroken
      ? `${scope}：${check.faultCount} 处对不上，少了 ${check.missing} 条，记录可能被改过。`
      : `${scope}，全部完整。`,
    isBroken,
    faults: check.faults.map(
      ({ kind, id, reference = `${subjectName(kind)} ${id}`, seq, name, action }) =>
        `${reference} 第 ${seq} 条（${eventName({ name, seq, subject: { kind, id }, facts: { action } })}）`,
    ),
  };
}

/** What the recount of the boards found, and how many changes wait now to be folded into their numbers. */
export async function presentRecount(): Promise<PresentedCheck> {
  const [check, { waiting, setAside }] = await Promise.all([findLastRecount(), countDeltas()]);
  const now = `现在有 ${waiting} 笔变动等着并入${setAside > 0 ? `，${setAside} 笔并不进去、已放在一边` : ''}。`;
  if (check === undefined) {
    return { text: `看板数字每天凌晨核对一次，还没有核对过。${now}`, isBroken: setAside > 0, faults: [] };
  }
  const { at, boards, first } = check;
  const sum = (key: 'cells' | 'wrong'): number => boards.reduce((total, board) => total + board[key], 0);
  const result = first.length === 0 ? '全部相符' : `${sum('wrong')} 个不符，已经改正`;
  return {
    text: `${formatDateTime(at)} 核对了 ${boards.length} 块看板的 ${sum('cells')} 个数字，${result}。${now}`,
    isBroken: first.length > 0 || setAside > 0,
    faults: await Promise.all(first.map((one) => presentCell(boards, one))),
  };
}

/** Where a number stands that was wrong: its board and its values in people's words, as far as they have any. */
async function presentCell(boards: BoardCheck['boards'], cell: BoardCheck['first'][number]): Promise<string> {
  const { board, dims, by } = cell;
  const values = await Promise.all(Object.entries(dims).map(([dim, value]) => WORDS[dim]?.(value, board) ?? value));
  const label = boards.find(({ name }) => name === board)?.label ?? board;
  return `${label}（${values.filter((value) => value !== '').join(' · ')}）原来${by > 0 ? '少' : '多'}记 ${Math.abs(by)}`;
}

const statusOf = (status: string, board: string): string | undefined => {
  const { statuses } =
    board === 'hazards' ? hazardLifecycle : board === 'applications' ? applicationLifecycle : enrolmentLifecycle;
  return statuses.find(({ code }) => code === status)?.label;
};

const WORDS: Readonly<Record<string, (value: string, board: string) => Promise<string> | string | undefined>> = {
  enterprise: enterpriseName,
  park: parkName,
  county: regionName,
  sector: sectorLabel,
  grade: (grade) => (grade === 'major' ? '重大' : '一般'),
  status: statusOf,
  stage: statusOf,
  reached: statusOf,
};
