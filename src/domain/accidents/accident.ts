import { desk } from '#domain/deadlines';
import { type Clock, defineNoun, type Leaver } from '#domain/engine';
import { enterpriseName } from '#domain/organisations';
import {
  addDays,
  addMonths,
  endOfLocalDay,
  formatClock,
  formatDateTime,
  formatDay,
  HOUR_MS,
  type LocalDate,
  localDate,
  MINUTE_MS,
} from '#kernel/dates';
import { shorten } from '#kernel/text';
import { accidentActs } from './accident.acts.ts';
import {
  ACCIDENT_STATUSES,
  type Accident,
  AccidentModel,
  type AccidentStatus,
  type EvidenceGrant,
} from './accident.model.ts';
import {
  type AccidentKind,
  type AccidentLevel,
  accidentClock,
  isLarger,
  kindOfAccident,
  levelOfAccident,
  supplementDays,
} from './accident.rules.ts';
import { fastCallHours, inquiryTerms } from './inquiry.rules.ts';
import { isSeen, type ToldDesk, toldDesks } from './receipts.ts';
import { bodiesPeople, callers, climbs, colleaguesOf, firmPeople, isRegionsOwn, SIGHT } from './whose.ts';

/** The last day on which changed numbers count towards how bad it is. */
export const countsUntil = ({ kind, happenedAt, createdAt }: Pick<Accident, 'kind' | 'happenedAt' | 'createdAt'>) =>
  addDays(localDate(happenedAt), supplementDays(kind, createdAt));

const inHours = (from: Date, hours: number): Date => new Date(from.getTime() + hours * HOUR_MS);
const unitDue = ({ createdAt }: Accident): Date => inHours(createdAt, accidentClock(createdAt).unitHours);
const levelDue = ({ reachedAt, createdAt }: Accident): Date => inHours(reachedAt, accidentClock(createdAt).levelHours);
const always = () => true;

/** Since when it has been 较大 or worse, without a break. */
function largerSince({ levels, createdAt }: Accident): Date {
  const last = levels.findLastIndex(({ level }) => !isLarger(level));
  return levels[last + 1]?.at ?? createdAt;
}
const callDue = (row: Accident): Date => inHours(largerSince(row), fastCallHours(row.createdAt));

/** Whether somebody has yet to call the autonomous region. */
export const isCallOwed = (row: Accident): boolean =>
  row.isOpen && isLarger(row.level) && (row.calls ?? []).length === 0 && !isRegionsOwn(row) && callers(row).length > 0;

/** The last day of the answer to the report of the investigation. */
export function approveBy({ inquiry, level, createdAt }: Accident): LocalDate {
  const { approveDays, approveExtremeDays } = inquiryTerms(createdAt);
  const days = level === 'extreme' ? approveExtremeDays : approveDays;
  return addDays(inquiry?.receivedOn ?? localDate(createdAt), days + (inquiry?.putOff?.days ?? 0));
}
/** The last day of looking into what became of its measures. */
export const evaluateBy = ({ inquiry, createdAt }: Accident): LocalDate =>
  addMonths(inquiry?.approval?.on ?? localDate(createdAt), inquiryTerms(createdAt).evaluateMonths);
const isJoined = ({ status }: Accident): boolean => status === 'joined';

/** `死亡 1 人，重伤 2 人，失联 0 人`. */
export const tollText = ({ dead, hurt, missing }: Pick<Accident, 'dead' | 'hurt' | 'missing'>): string =>
  `死亡 ${dead} 人，重伤 ${hurt} 人，失联 ${missing} 人`;

const inMinutes = (from: Date, minutes: number): Date => new Date(from.getTime() + minutes * MINUTE_MS);

/** What falls due of a desk that was told: that somebody there says so, and if nobody does, that the one above sees to it. */
function receiptClocks({ id, desk: told, since, above }: ToldDesk): [string, Clock<Accident>][] {
  const runs = (row: Accident) => row.isOpen && !isSeen(row, told);
  const own: Clock<Accident> = {
    ladder: 'accident-receipt',
    title: () => '确认收到事故报告',
    runs,
    dueAt: () => inMinutes(since, accidentClock(since).receiptMinutes),
    owedBy: () => [told],
    isUrgent: always,
  };
  if (above === undefined) return [[`accident-receipt-${id}`, own]];
  const raised: Clock<Accident> = {
    ...own,
    title: () => '下面有部门或者园区没有确认收到事故报告，请过问，过问了按「收到」',
    dueAt: () => inMinutes(since, accidentClock(since).raiseMinutes),
    owedBy: () => [above],
  };
  return [
    [`accident-receipt-${id}`, own],
    [`accident-unseen-${id}`, raised],
  ];
}

const isLeavers = ({ personId, bodyId, endedAt }: EvidenceGrant, leaver: Leaver): boolean =>
  leaver.as === 'body' && endedAt === undefined && personId === leaver.personId && bodyId === leaver.bodyId;

/** 生产安全事故: once it is open, what there is of its firm stays as it is. */
export const accidents = defineNoun({
  kind: 'accident',
  name: '生产安全事故',
  letter: 'N',
  path: '/accidents',
  model: AccidentModel,
  statuses: ACCIDENT_STATUSES,
  acts: accidentActs,
  sees: SIGHT,
  ringsAtNight: always,
  // It lies where it happened, whatever becomes of the firm.
  moves: 'stays',
  holds: {
    as: '获授权调取资料',
    isEnding: true,
    rows: (leaver) =>
      leaver.as === 'body'
        ? { grants: { $elemMatch: { personId: leaver.personId, bodyId: leaver.bodyId, endedAt: null } } }
        : undefined,
    // Whom the evidence is entrusted to is the investigating body's to say: it names somebody else.
    passOn: ({ grants = [] }, leaver, to, endedAt) =>
      to?.personId === leaver.personId
        ? undefined
        : {
            set: { grants: grants.map((grant) => (isLeavers(grant, leaver) ? { ...grant, endedAt } : grant)) },
            event: 'accidents.evidence-holder-left',
            // One whose day was over lets nobody read anything as it is.
            isQuiet: !grants.some((grant) => isLeavers(grant, leaver) && localDate(endedAt) <= grant.until),
          },
  },
  clocks: {
    'accident-unit': {
      ladder: 'accident-hours',
      title: (row) => `报告事故（${formatClock(unitDue(row))} 以前）`,
      runs: ({ isOpen, firmToldAt }) => isOpen && firmToldAt === undefined,
      dueAt: unitDue,
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
      isUrgent: always,
      isCalling: always,
    },
    'accident-pass': {
      ladder: 'accident-hours',
      title: (row) => `事故报上一级（${formatClock(levelDue(row))} 以前）`,
      runs: (row) => row.isOpen && climbs(row),
      dueAt: levelDue,
      owedBy: ({ chain, reached, bodyId }) => [desk.body(chain[reached]?.bodyId ?? bodyId)],
      isUrgent: always,
      isCalling: always,
      round: ({ reached }) => reached,
    },
    'accident-supplement': {
      ladder: 'accident-days',
      title: () => '核对伤亡人数，补报变化',
      runs: ({ isOpen, isSettled }) => isOpen && !isSettled,
      dueAt: (row) => endOfLocalDay(countsUntil(row)),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
      isUrgent: always,
    },
    'accident-investigate': {
      ladder: 'accident-days',
      title: () => '提交事故调查报告',
      runs: ({ isOpen, inquiry }) => isOpen && inquiry === undefined,
      dueAt: ({ happenedAt, createdAt }) =>
        endOfLocalDay(addDays(localDate(happenedAt), accidentClock(createdAt).investigateDays)),
      owedBy: ({ investigatorBodyId }) => [desk.body(investigatorBodyId)],
      isUrgent: always,
    },
    'accident-fast': {
      ladder: 'accident-hours',
      title: (row) => `电话快报自治区（${formatClock(callDue(row))} 以前）`,
      runs: isCallOwed,
      dueAt: callDue,
      owedBy: (row) => callers(row).map((bodyId) => desk.body(bodyId)),
      isUrgent: always,
      isCalling: always,
    },
    'accident-approve': {
      ladder: 'accident-days',
      title: () => '批复事故调查报告',
      runs: (row) => !isJoined(row) && row.inquiry !== undefined && row.inquiry.approval === undefined,
      dueAt: (row) => endOfLocalDay(approveBy(row)),
      owedBy: ({ investigatorBodyId }) => [desk.body(investigatorBodyId)],
      isUrgent: always,
    },
    'accident-evaluate': {
      ladder: 'accident-evaluate',
      title: () => '评估事故整改落实情况，向社会公开',
      runs: (row) => !isJoined(row) && row.inquiry?.approval !== undefined && row.inquiry.evaluation === undefined,
      dueAt: (row) => endOfLocalDay(evaluateBy(row)),
      owedBy: ({ investigatorBodyId }) => [desk.body(investigatorBodyId)],
    },
  },
  clocksOf: (row) => Object.fromEntries(toldDesks(row).flatMap((one) => receiptClocks(one))),
  filters: {
    kind: (kind: AccidentKind) => ({ kind }),
    level: (level: AccidentLevel) => ({ level }),
    status: (status: AccidentStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  newPhotos: 'there',
  textOf: ({ kind, what }) => `${kindOfAccident(kind)}：${shorten(what)}`,
  params: async (row, { facts }) => ({
    firm: await enterpriseName(row.enterpriseId),
    kind: kindOfAccident(row.kind),
    level: levelOfAccident(row.level),
    place: shorten(row.placeText),
    when: formatDateTime(row.happenedAt),
    toll: tollText(row),
    into: row.joinedInto ?? '',
    file: typeof facts['fileNumber'] === 'string' ? facts['fileNumber'] : '',
    paper: typeof facts['paper'] === 'string' ? shorten(facts['paper']) : '',
    called: typeof facts['calledAt'] === 'string' ? facts['calledAt'] : '',
    until: typeof facts['until'] === 'string' ? formatDay(facts['until']) : '',
    reason: shorten(typeof facts['reason'] === 'string' ? facts['reason'] : ''),
  }),
  events: {
    'accidents.evidence-taken': { done: '资料包交出', told: [] },
    'accidents.evidence-holder-left': {
      done: '获授权调取资料的人离开，授权收回',
      told: [{ to: colleaguesOf, template: 'accident-evidence-left' }],
    },
    'accidents.level-changed': {
      done: '补报后等级变化',
      told: [bodiesPeople, firmPeople].map((to) => ({
        to,
        template: 'accident-graded',
        whileIn: ['reported', 'investigating'],
        isUrgent: always,
      })),
    },
  },
});
