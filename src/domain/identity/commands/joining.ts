import { z } from 'zod';
import { wasDone } from '#domain/journal';
import { findTeamByCode } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { codeField, nameField, phoneField } from '../fields.ts';
import { mayBeAsked, offerAsked, withNumber } from './offers.ts';

export const askToJoinInput = z.object({ teamCode: codeField, name: nameField, phone: phoneField });

/**
 * Somebody asks to join a team by its code. Whoever has the number they typed is offered the place: by a code where nobody
 * has shown yet that the number is theirs, else where they sign in. So a poster's code takes over nobody's account, and
 * whoever asks learns nothing of the number: they are answered alike whether it is known, disabled, of this very team, or
 * was asked for too often today.
 *
 * @throws Invalid `identity.unknown-team` at `teamCode`.
 */
export async function askToJoin(ctx: Context, raw: z.input<typeof askToJoinInput>): Promise<void> {
  const { teamCode, name, phone } = requireFields(askToJoinInput, raw);
  const team = await findTeamByCode(teamCode);
  if (team === undefined) throw invalid('identity.unknown-team', { teamCode: '没有这个班组码，请向班组长核对' });
  if ((await wasDone(ctx)) || !(await mayBeAsked(ctx, 'join', phone))) return;
  const scope = { enterpriseId: team.enterpriseId, teamId: team._id };
  await withNumber(() => offerAsked(ctx, { role: 'worker', scope, name, phone }));
}
