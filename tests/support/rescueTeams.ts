import { addMember, type FormRescueTeam, formRescueTeam, type RescueTeam, rescueTeams } from '#domain/rescueTeams';
import { fixedNow } from './clock.ts';
import { as } from './plans.ts';
import type { World, WorldActor } from './world.ts';

export const typedTeam = (more: Partial<FormRescueTeam> = {}): FormRescueTeam => ({
  kind: 'fire',
  name: '园区专职消防队',
  leader: '黄队长',
  onCallPhone: '0775-6300119',
  gear: '消防车 1 辆、空气呼吸器 6 套',
  ...more,
});

/** What somebody types for a member; the certificate holds for a year. */
export const typedMember = (member: string, more: object = {}) => ({
  member,
  phone: '13800000021',
  certificate: '灭火救援员四级 桂4509-0017',
  until: '2027-11-24',
  isInsured: 'yes' as const,
  ...more,
});

/** A team of three of the world's park, or of its firm. */
export async function buildRescueTeam(
  world: World,
  { whose = 'parkOfficer', now = fixedNow, ...more }: Partial<FormRescueTeam> & { whose?: WorldActor; now?: Date } = {},
): Promise<RescueTeam> {
  const { reference } = await formRescueTeam(as(world, whose, now), typedTeam(more));
  for (const name of ['韦一', '韦二', '韦三'])
    await addMember(as(world, whose, now), { reference, ...typedMember(name) });
  return (await rescueTeams.peek(reference)) as RescueTeam;
}
