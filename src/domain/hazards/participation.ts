import { findPeople } from '#domain/identity';
import { findTeams } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { addMonths, atLocalHour, type LocalDate, localDate } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { defineRule, ruleOn } from '#kernel/rules';
import { HazardModel } from './hazard.models.ts';

const PARTICIPATION_RULE = defineRule<{ fewest: number }>({
  key: 'participation',
  label: '班组参与',
  says: ({ fewest }) => [`不够 ${fewest} 个人的班组合在一起算，合起来还不够的不显示；不排个人名次。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安委〔2024〕7号',
      source: '设计值：文件没有规定最少人数',
      standing: 'reference',
      value: { fewest: 5 },
    },
  ],
});

/** How many of a team reported in a month, by name; small teams are one row together. */
export interface Participation {
  /** Empty for the small ones together. */
  team: string;
  people: number;
  reporters: number;
}

/** As many people of one firm as are looked through. */
const MOST = 5_000;

/**
 * Participation of a firm's teams in the month that begins on `month`: people who reported by name, of all there are. No
 * person is told, nor who reported without a name; a team of too few would tell who.
 * @throws Forbidden for whoever is not of the firm.
 */
export async function findParticipation({ actor, now }: Context, month: LocalDate): Promise<Participation[]> {
  const enterpriseId = actor.kind === 'person' ? actor.scope.enterpriseId : undefined;
  if (enterpriseId === undefined) throw forbidden('common.not-allowed');
  const createdAt = { $gte: atLocalHour(month, 0), $lt: atLocalHour(addMonths(month, 1), 0) };
  const [teams, people, found] = await Promise.all([
    findTeams(enterpriseId),
    findPeople({ enterpriseId, role: 'worker' }, MOST),
    HazardModel.find({ enterpriseId, createdAt, 'reporter.personId': { $exists: true } })
      .select({ 'reporter.personId': 1, 'reporter.withIds': 1 })
      .lean<{ reporter: { personId?: string; withIds?: string[] } }[]>(),
  ]);
  const reported = new Set(found.flatMap(({ reporter }) => [reporter.personId, ...(reporter.withIds ?? [])]));
  const { fewest } = ruleOn(PARTICIPATION_RULE, localDate(now)).value;
  const rows = teams.map(({ _id, name }) => {
    const own = people.filter(({ grants }) => grants.some(({ scope }) => scope.teamId === _id));
    return { team: name, people: own.length, reporters: own.filter((one) => reported.has(one._id)).length };
  });
  const small = rows.filter((row) => row.people < fewest);
  const sum = (key: 'people' | 'reporters'): number => small.reduce((total, row) => total + row[key], 0);
  const together = { team: '', people: sum('people'), reporters: sum('reporters') };
  return [...rows.filter((row) => row.people >= fewest), ...(together.people >= fewest ? [together] : [])];
}
