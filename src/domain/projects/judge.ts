import type { EntryList } from '#domain/entryLists';
import type { PublishedGrade } from '#domain/grades';
import type { Park } from '#domain/organisations';
import type { LocalDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import type { GatePass, Project } from './project.model.ts';
import { GATES, type GateCode, GROUNDS, gateOn } from './project.rules.ts';

/** What a screening rests on, as it stood that day. */
export interface Grounds {
  day: LocalDate;
  park: Pick<Park, 'isChemical'>;
  list: EntryList | undefined;
  grade: PublishedGrade | undefined;
  /** The line of the list it falls under, as whoever screened it said. */
  item: string | undefined;
}
export type Verdict = Omit<GatePass, 'at' | 'by'>;
type Found = Pick<Verdict, 'result' | 'why'> & Partial<Verdict>;

const passed = (why: string, more: Partial<Verdict> = {}): Found => ({ result: 'pass', why, ...more });

function byList({ list, item }: Grounds): Found {
  if (list === undefined) return { result: 'stop', why: '园区没有在施行的准入目录' };
  const frozen = { list: list.reference, listFrom: list.from };
  if (item === undefined) return passed('不在禁止和限制目录上', frozen);
  const isBanned = list.banned.includes(item);
  const why = `${isBanned ? '禁止类' : '限制类'}：${item}`;
  return { result: isBanned ? 'refuse' : 'stop', why, ...frozen };
}

/** 危险化学品安全法第十八条: hazardous chemicals are made in a chemical park, and nobody else comes into one. */
function byPlace({ trade, kind, ground, groundText }: Project, { park, day }: Grounds): Found {
  const isBuilt = gateOn('G2', day)?.kinds?.includes(kind) ?? false;
  const outside = trade === 'hazchem' && isBuilt && !park.isChemical;
  const inside = trade === 'ordinary' && park.isChemical;
  const said = ground === undefined ? '' : `${labelIn(GROUNDS, ground)}：${groundText ?? ''}`;
  const holds = outside ? ['ancillary', 'state'] : inside ? ['ancillary', 'state', 'serves'] : [];
  if (ground !== undefined && holds.includes(ground)) return passed(said, { ground });
  if (outside) return { result: 'refuse', why: '危险化学品生产应当在化工园区' };
  if (inside) return { result: 'refuse', why: '非化工企业不得进入化工园区' };
  return passed('选址符合规定', ground === undefined ? {} : { ground });
}

function byGrade({ trade, kind }: Project, { park, grade, day }: Grounds): Found {
  const row = gateOn('G3', day);
  const isMeant = trade === 'hazchem' && (row?.kinds?.includes(kind) ?? false) && park.isChemical;
  if (!isMeant) return passed('不是化工园区里的危险化学品生产');
  if (grade === undefined) return { result: 'stop', why: '园区没有在有效期内的分级' };
  const frozen = { grade: grade.grade, gradeBy: grade.reference, gradeFrom: grade.publishedOn };
  if (row?.grades?.includes(grade.grade)) return { result: 'stop', why: `园区是 ${grade.grade} 级`, ...frozen };
  return passed(`园区是 ${grade.grade} 级`, frozen);
}

const JUDGES: Partial<Record<GateCode, (project: Project, grounds: Grounds) => Found>> = {
  G1: (_, grounds) => byList(grounds),
  G2: byPlace,
  G3: byGrade,
};

/** How it came through a gate last; undefined where it has not, or must again. */
export const passOf = ({ passes }: Pick<Project, 'passes'>, gate: GateCode): GatePass | undefined =>
  passes.findLast((pass) => pass.gate === gate && pass.reopenedAt === undefined);

/** A verdict with the law of the day it was given. @returns undefined where that law has no such gate. */
export function verdictOf(gate: GateCode, day: LocalDate, found: Found): Verdict | undefined {
  const row = gateOn(gate, day);
  if (row === undefined) return undefined;
  const { version, article, source } = row;
  return { gate, day, version, article, source, ...found };
}

/** Whether what a gate finds is no worse than what it stopped for: another line of the list, or a lower grade, is. */
const isAsBefore = ({ why, grade }: Found, before: GatePass): boolean =>
  grade === undefined ? why === before.why : before.grade !== undefined && grade >= before.grade;

/** What a gate says on a day; undefined where it has come through, or a named approval holds for what it finds. */
function judgeGate(project: Project, gate: GateCode, grounds: Grounds): Verdict | undefined {
  const by = JUDGES[gate];
  const before = passOf(project, gate);
  if (by === undefined || before?.result === 'pass') return undefined;
  const found = by(project, grounds);
  const isApproved = before?.result === 'stop' && isExcepted(project, before, grounds.day);
  if (isApproved && found.result === 'stop' && isAsBefore(found, before)) return undefined;
  return verdictOf(gate, grounds.day, found);
}

/** What the first three gates say on a day; those it has come through, or is approved for, are left as they are. */
export const judge = (project: Project, grounds: Grounds): Verdict[] =>
  GATES.flatMap((gate) => judgeGate(project, gate, grounds) ?? []);

/** What G3 says on a day of a project it has let through, or stops by a named approval; undefined where it says no more than it did. */
export function regrade(project: Project, grounds: Omit<Grounds, 'list' | 'item'>): Verdict | undefined {
  const before = passOf(project, 'G3');
  const passes = before?.result === 'pass' ? project.passes.filter(({ gate }) => gate !== 'G3') : project.passes;
  return judgeGate({ ...project, passes }, 'G3', { ...grounds, list: undefined, item: undefined });
}

/** Gates that stop it and are not excepted on a day. */
export const stopsOn = (project: Pick<Project, 'passes' | 'exceptions'>, day: LocalDate): GatePass[] =>
  GATES.flatMap((gate) => {
    const pass = passOf(project, gate);
    return pass?.result === 'stop' && !isExcepted(project, pass, day) ? [pass] : [];
  });

/** Whether a named approval lets it through a gate on a day; one of before the gate stopped it again, or for a better grade, does not. */
export const isExcepted = (
  { exceptions }: Pick<Project, 'exceptions'>,
  { gate, at, grade }: Pick<GatePass, 'gate' | 'at' | 'grade'>,
  day: LocalDate,
): boolean =>
  exceptions.some(
    (one) =>
      one.gate === gate &&
      one.until >= day &&
      one.at >= at &&
      (one.grade === undefined || grade === undefined || grade >= one.grade),
  );

const LEVELS = ['park', 'city', 'autonomous-region'] as const;

/** The next opinion of the joint review; undefined where all agreed, or none is needed. */
export function nextReview(
  project: Pick<Project, 'trade' | 'reviews'>,
  day: LocalDate,
): (typeof LEVELS)[number] | undefined {
  if (project.trade !== 'hazchem' || gateOn('G4', day) === undefined) return undefined;
  const given = project.reviews.filter(({ reopenedAt }) => reopenedAt === undefined).map(({ level }) => level);
  return LEVELS.find((level) => !given.includes(level));
}

/** The line of a list whose words stand in what was written of the project. */
export const wordedIn = (list: EntryList | undefined, { name, products, process }: Project): string | undefined =>
  [...(list?.banned ?? []), ...(list?.restricted ?? [])].find((item) =>
    `${name} ${products} ${process}`.includes(item),
  );
