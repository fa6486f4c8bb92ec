import type { DialogueState } from '#domain/chat';
import { endorseHazard, reportHazard } from '#domain/hazards';
import { end, type Outcome, type Settled, say, type Turn } from '../conversation.ts';
import type { ReportDraft } from './reportDraft.ts';

/** What the command takes; more of it is cut rather than the report refused. */
const MAX_TEXT = 1_000;
const MAX_PLACE = 100;
const MAX_PHOTOS = 9;

/**
 * Sends the report off. The command knows the message by its once-key, so a bot killed between here and the reply
 * finds the same case again.
 */
export function submit(draft: ReportDraft, state: DialogueState, turn: Turn): Outcome {
  const { text, photoIds, locationId, isUrgent, isAnonymous, isAboutManagers, enterpriseId } = draft;
  const run = async (): Promise<Settled> => {
    const {
      reference,
      queryCode,
      lostPhotos = 0,
    } = await reportHazard(turn.ctx, {
      enterpriseId: enterpriseId ?? '',
      text: (text || '见照片').slice(0, MAX_TEXT),
      placeText: (draft.placeText || '未说明').slice(0, MAX_PLACE),
      photoIds: photoIds.slice(0, MAX_PHOTOS),
      isUrgent,
      isAnonymous,
      isAboutManagers,
      ...(locationId ? { locationId } : {}),
      ...(draft.onBehalf ? { onBehalfOf: draft.onBehalf.personId } : {}),
    });
    const isKnown = turn.ctx.actor.kind === 'person' && !isAnonymous;
    return end({
      template: 'hazard-reported',
      params: { reference, queryCode, lostPhotos, isKnown, isAnonymous, isUrgent, publicUrl: turn.publicUrl },
      isUrgent,
    });
  };
  return { state, replies: [], effect: { when: 'by-key', run } };
}

/** Joins the case somebody else has reported already. */
export function endorse(reference: string, turn: Turn, state?: DialogueState): Outcome {
  const run = async (): Promise<Settled> => {
    await endorseHazard(turn.ctx, { reference });
    return end(say('hazard-endorsed', { reference }));
  };
  return { state, replies: [], effect: { when: 'with-message', run } };
}
