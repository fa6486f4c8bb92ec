import { desk } from '#domain/deadlines';
import {
  aboutOwner,
  anyOf,
  type Clock,
  defineNoun,
  deskOfOwner,
  ofFirm,
  ownerName,
  type Reach,
  SIGHT_OF_OWNED,
} from '#domain/engine';
import { enterpriseName } from '#domain/organisations';
import { addDays, endOfLocalDay, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { rescueTeamActs } from './rescueTeam.acts.ts';
import {
  RESCUE_TEAM_CHANGING,
  RESCUE_TEAM_STATUSES,
  type RescueTeam,
  RescueTeamModel,
  type RescueTeamStatus,
  type TeamAgreement,
  type TeamMember,
} from './rescueTeam.model.ts';
import { type TeamKind, teamKindLabel, teamTerms } from './rescueTeam.rules.ts';

/** A firm reads the teams it relies on, or is asked to. */
const ofRelying: Reach = ({ scope }) =>
  scope.enterpriseId === undefined ? undefined : { 'agreements.enterpriseId': scope.enterpriseId };
const ofFirmOrRelying = anyOf(ofFirm, ofRelying);

export const membersNow = ({ members }: Pick<RescueTeam, 'members'>): TeamMember[] =>
  members.filter(({ leftOn }) => leftOn === undefined);
const openOf = ({ agreements }: Pick<RescueTeam, 'agreements'>): TeamAgreement[] =>
  agreements.filter(({ endedOn }) => endedOn === undefined);
/** Whether a firm may count on it by this agreement on a day: it has said so, and it is not over. */
export const holdsOn = (day: LocalDate, { confirmed, endedOn, until }: TeamAgreement): boolean =>
  confirmed !== undefined && endedOn === undefined && until >= day;

const firstOut = (row: RescueTeam): LocalDate | undefined =>
  membersNow(row)
    .map(({ until }) => until)
    .toSorted()[0];

/** What a team lacks on a day, worst first. */
export function teamLacks(row: RescueTeam, now: Date): { label: string; tone: 'bad' | 'waiting' }[] {
  if (!row.isOpen) return [];
  const day = localDate(now);
  const good = membersNow(row).filter(({ until }) => until >= day).length;
  const out = membersNow(row).length - good;
  const { fewest } = teamTerms(now);
  return [
    ...(good < fewest ? [{ label: `证书有效的只有 ${good} 人`, tone: 'bad' as const }] : []),
    ...(out > 0 ? [{ label: `证书过期 ${out} 人`, tone: 'bad' as const }] : []),
    ...(membersNow(row).some(({ isInsured }) => !isInsured)
      ? [{ label: '有队员没买意外险', tone: 'waiting' as const }]
      : []),
  ];
}

/** What falls due of an agreement: that the firm says, and that it is made anew. */
function agreementClocks(one: TeamAgreement): [string, Clock<RescueTeam>][] {
  const isThere = (row: RescueTeam) => row.isOpen && openOf(row).some(({ id }) => id === one.id);
  return [
    [
      `rescue-team-answer-${one.id}`,
      {
        ladder: 'rescue-team',
        title: ({ name }) => `确认依靠哪支队伍：${name}`,
        runs: (row) => isThere(row) && one.confirmed === undefined,
        dueAt: ({ updatedAt }) => inWorkingDays(updatedAt, teamTerms(updatedAt).answerWorkingDays),
        owedBy: () => [desk.firm(one.enterpriseId)],
      },
    ],
    [
      `rescue-team-agreement-${one.id}`,
      {
        ladder: 'evidence-expiry',
        title: ({ name }) => `救援协议到期：${name}`,
        runs: (row) => isThere(row) && one.confirmed !== undefined,
        dueAt: () => endOfLocalDay(one.until),
        owedBy: (row) => [desk.firm(one.enterpriseId), deskOfOwner(row)],
      },
    ],
  ];
}

/** 应急救援队伍: of a firm or of a park; firms that rely on it read it too. */
export const rescueTeams = defineNoun({
  kind: 'rescue-team',
  name: '应急救援队伍',
  letter: 'YD',
  path: '/rescue-teams',
  model: RescueTeamModel,
  statuses: RESCUE_TEAM_STATUSES,
  acts: rescueTeamActs,
  sees: { ...SIGHT_OF_OWNED, 'enterprise-manager': ofFirmOrRelying, 'safety-officer': ofFirmOrRelying },
  about: aboutOwner,
  moves: { body: 'new' },
  changing: RESCUE_TEAM_CHANGING,
  holds: 'posts',
  clocks: {
    'rescue-team-certificate': {
      ladder: 'evidence-expiry',
      title: ({ name }) => `队员证书到期：${name}`,
      runs: (row) => row.isOpen && firstOut(row) !== undefined,
      dueAt: (row) => endOfLocalDay(firstOut(row) ?? ''),
      owedBy: (row) => [deskOfOwner(row)],
    },
    'rescue-team-back': {
      ladder: 'rescue-team',
      title: ({ name }) => `恢复值守：${name}`,
      runs: ({ status }) => status === 'stood-down',
      dueAt: ({ since }) => endOfLocalDay(addDays(localDate(since), teamTerms(since).backDays)),
      owedBy: (row) => [deskOfOwner(row)],
    },
  },
  clocksOf: ({ agreements }) => Object.fromEntries(agreements.flatMap(agreementClocks)),
  filters: {
    kind: (kind: TeamKind) => ({ kind }),
    status: (status: RescueTeamStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  standing: ['status', 'isOpen'],
  textOf: ({ kind, name }) => `${teamKindLabel(kind)}：${name}`,
  params: async (row, { facts }) => {
    const about = row.agreements.find(({ id }) => id === facts['agreement']);
    return {
      owner: await ownerName(row),
      name: row.name,
      firm: about === undefined ? '' : await enterpriseName(about.enterpriseId),
      until: about === undefined ? '' : formatYearDay(about.until),
      reason: shorten(typeof facts['reason'] === 'string' ? facts['reason'] : (row.reason ?? '')),
    };
  },
});

/**
 * Of some teams those that can be called on a day: a firm's own, those it relies on by an agreement in force, those of its
 * park; of a park its own.
 */
export function teamsToCall(
  rows: readonly RescueTeam[],
  { enterpriseId, parkId }: Pick<RescueTeam, 'enterpriseId' | 'parkId'>,
  now: Date,
): RescueTeam[] {
  const day = localDate(now);
  return rows.filter((row) => {
    if (row.enterpriseId === enterpriseId) return enterpriseId !== undefined || row.parkId === parkId;
    const isOfPark = row.enterpriseId === undefined && row.parkId === parkId;
    return isOfPark || (row.agreements ?? []).some((one) => one.enterpriseId === enterpriseId && holdsOn(day, one));
  });
}

/** Teams a firm has, or relies on today. No permission is asked. */
export async function teamsOfFirm(enterpriseId: string, now: Date): Promise<RescueTeam[]> {
  const rows = await RescueTeamModel.find({
    isOpen: true,
    $or: [{ enterpriseId }, { 'agreements.enterpriseId': enterpriseId }],
  })
    .sort({ _id: 1 })
    .lean<RescueTeam[]>();
  return teamsToCall(rows, { enterpriseId }, now);
}
