import type { Successor } from '#domain/engine';
import type { Role } from '#kernel/actor';
import type { Side, TeamMember } from './plan.model.ts';

/** Whom somebody speaks for, by the parts they have in the firm: nobody is entered as a worker who is none. */
export const sideOf = (roles: readonly string[]): Side =>
  roles.every((role) => role === ('worker' satisfies Role)) ? 'worker' : 'management';

/** What a team lacks to work, in words people read; empty when it lacks nothing. */
export function lacksOf(team: readonly TeamMember[]): string {
  const lacks = [
    ...(team.some(({ duty }) => duty === 'leader') ? [] : ['组长']),
    ...(team.some(({ side }) => side === 'management') ? [] : ['管理层的人']),
    ...(team.some(({ side }) => side === 'worker') ? [] : ['员工']),
  ];
  return lacks.join('、');
}

/** Whether a team has a leader, managers and workers: without, no plan starts. */
export const isWhole = (team: readonly TeamMember[]): boolean => lacksOf(team) === '';

/**
 * The team once somebody has left: whoever takes over has their duty and speaks for whom they belong to, unless they sit
 * there already.
 */
export function teamAfter(team: readonly TeamMember[], leaverId: string, to: Successor | undefined): TeamMember[] {
  const sitsThere = to !== undefined && to.personId !== leaverId && team.some((one) => one.personId === to.personId);
  return team.flatMap((one) => {
    if (one.personId !== leaverId) return [one];
    if (to === undefined || sitsThere) return [];
    return [{ ...one, personId: to.personId, name: to.name, side: sideOf(to.roles) }];
  });
}
