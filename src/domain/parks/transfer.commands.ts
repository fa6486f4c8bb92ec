import type { z } from 'zod';
import { mergePark } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { moveFirm } from './moving.ts';
import { hasSaid, type Transfer, TransferModel, type Word } from './transfer.model.ts';
import { transfers } from './transfer.ts';

type Given<A extends 'accept' | 'consent' | 'receive' | 'refuse' | 'withdraw'> = z.input<
  ReturnType<typeof transfers.inputOf<A>>
>;

const answerOf = ({ actor, now }: Context, reason?: string): NonNullable<Transfer['answer']> => ({
  by: personIn(actor),
  at: now,
  ...(reason === undefined ? {} : { reason }),
});

/**
 * Accepts a transfer; it takes effect at once, but between two cities, where the firm and the body that takes it on are
 * asked for their word first. A firm goes over with everything in the same transaction; of a merger the
 * old park closes now, and the clock takes the firms over one by one (`moveNextFirm`).
 * @throws Conflict when it was answered or withdrawn meanwhile, or the firm no longer lies there.
 */
export const acceptTransfer = (ctx: Context, raw: Given<'accept'>): Promise<Transfer> =>
  transfers.step(ctx, 'accept', raw, ({ kind, receivingBodyId }) => {
    if (receivingBodyId !== undefined)
      return { event: 'parks.transfer-agreed', to: 'agreed', set: { answer: answerOf(ctx) }, facts: { kind } };
    return {
      set: { answer: answerOf(ctx), ...movedNow(ctx, kind) },
      ...(kind === 'firm' ? { unset: ['openKey' as const] } : { to: 'moving' as const }),
      facts: { kind },
      also: async (after) => {
        if (after.enterpriseId !== undefined) return moveFirm(ctx, after, after.enterpriseId);
        await mergePark(ctx, { parkId: after.fromParkId, intoParkId: after.toParkId });
        await overtakeOthers(ctx, after);
      },
    };
  });

const movedNow = ({ now }: Context, kind: Transfer['kind']): Partial<Transfer> => ({
  movedOn: localDate(now),
  movedAt: now,
  ...(kind === 'firm' ? { movedCount: 1 } : {}),
});

/**
 * Says yes to a move between cities, for the firm or for the body that takes it on. With the second word the firm moves,
 * in the same transaction; two given at once move it once.
 */
const giveWord =
  (action: 'consent' | 'receive', side: Word['side']) =>
  (ctx: Context, raw: Given<'consent' | 'receive'>): Promise<Transfer> =>
    transfers.step(ctx, action, raw, (transfer) => {
      const { actor, now } = ctx;
      const by = actor.kind === 'person' ? { by: actor.personId, byName: actor.name } : { by: '', byName: '' };
      const words = [...(transfer.words ?? []), { side, ...by, at: now }];
      if (!hasSaid({ words }, 'firm') || !hasSaid({ words }, 'body')) return { set: { words }, facts: { side } };
      return {
        event: 'parks.transfer-settled',
        to: 'moved',
        set: { words, ...movedNow(ctx, 'firm') },
        unset: ['openKey'],
        facts: { side },
        also: (after) => moveFirm(ctx, after, after.enterpriseId ?? ''),
      };
    });

/** The firm's manager agrees to a move to another city. @throws Conflict, Forbidden, NotFound */
export const consentToTransfer = giveWord('consent', 'firm');
/** The body of the other city agrees to take the firm on. @throws Conflict, Forbidden, NotFound */
export const receiveFirm = giveWord('receive', 'body');

/** Proposals of single firms out of or into a park that is merging end: the merger answers them. */
async function overtakeOthers(ctx: Context, { fromParkId: parkId, reference }: Transfer): Promise<void> {
  const others = await TransferModel.find({
    status: { $in: ['proposed', 'agreed'] },
    $or: [{ fromParkId: parkId }, { toParkId: parkId }],
  }).lean<Transfer[]>();
  for (const other of await transfers.changeable(ctx, others))
    await transfers.change(ctx, other, 'overtake', { unset: ['openKey'], facts: { merger: reference } });
}

/** Refuses a transfer: everything stays as it was. @throws Invalid at `reason` */
export const refuseTransfer = (ctx: Context, raw: Given<'refuse'>): Promise<Transfer> =>
  transfers.step(ctx, 'refuse', raw, (_, { reason }) => ({
    set: { answer: answerOf(ctx, reason) },
    unset: ['openKey'],
    facts: { reason },
  }));

/** Takes a proposal back before it is answered. */
export const withdrawTransfer = (ctx: Context, raw: Given<'withdraw'>): Promise<Transfer> =>
  transfers.step(ctx, 'withdraw', raw, () => ({ unset: ['openKey'] }));
