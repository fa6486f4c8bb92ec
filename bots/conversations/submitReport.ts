import type { DialogueState } from '#domain/chat';
import { evidenceRule } from '#domain/evidence';
import { endorseHazard, reportHazard, VOICE_ALONE } from '#domain/hazards';
import { bodyName } from '#domain/organisations';
import { formatClock } from '#kernel/dates';
import { tongueOf } from '#kernel/tongue';
import { end, type Outcome, type Settled, say, shortly, type Turn } from '../conversation.ts';
import { MAX_PLACE, MAX_TEXT, type ReportDraft } from './reportDraft.ts';

const firmIn = ({ enterpriseId = '', isFirmUnknown = false }: ReportDraft) =>
  isFirmUnknown ? { isFirmUnknown } : { enterpriseId };

/**
 * Sends the report off. The command knows the message by its once-key, so a bot killed between here and the reply
 * finds the same case again.
 */
export function submit(draft: ReportDraft, state: DialogueState, turn: Turn): Outcome {
  if (draft.parts) return submitEach(draft, draft.parts, state, turn);
  const { text, photoIds, soundIds, locationId, isUrgent, isAnonymous, isAboutManagers } = draft;
  const tongue = tongueOf(text);
  const run = async (): Promise<Settled> => {
    const {
      reference,
      queryCode,
      lostPhotos = 0,
      lostSounds = 0,
      bodyId,
      isFirmUnknown = false,
      times = '',
      heldUntil,
    } = await reportHazard(turn.ctx, {
      ...firmIn(draft),
      text: (text || (soundIds.length > 0 ? VOICE_ALONE : '见照片')).slice(0, MAX_TEXT),
      placeText: (draft.placeText || '未说明').slice(0, MAX_PLACE),
      photoIds: photoIds.slice(0, evidenceRule(turn.ctx.now).most),
      soundIds: soundIds.slice(0, evidenceRule(turn.ctx.now).most),
      isUrgent,
      isAnonymous,
      isAboutManagers,
      ...(locationId ? { locationId } : {}),
      ...(draft.onBehalf ? { onBehalfOf: draft.onBehalf.personId } : {}),
    });
    const isApart = isAnonymous || turn.ctx.actor.kind !== 'person';
    const isKnown = turn.ctx.actor.kind === 'person' && !isAnonymous;
    return end({
      template: 'hazard-reported',
      params: {
        ...{ reference, queryCode, lostPhotos, lostSounds, isKnown, isAnonymous, isUrgent, times },
        listener: soundIds.length === 0 || isKnown ? '' : await bodyName(bodyId),
        hasVoice: soundIds.length > 0,
        shownFrom: heldUntil === undefined ? '' : formatClock(heldUntil),
        holder: isFirmUnknown ? await bodyName(bodyId) : '',
        publicUrl: turn.publicUrl,
        ...(tongue === undefined ? {} : { after: { template: `noted-${tongue}`, params: { reference, isApart } } }),
      },
      isUrgent,
    });
  };
  return { state, replies: [], effect: { when: 'by-key', run } };
}

/**
 * A case for each hazard: the place and how pressing it is are those of all, the photos go with the first. Each is known by the message and its number, so that
 * none is made twice.
 */
function submitEach(draft: ReportDraft, parts: readonly string[], state: DialogueState, turn: Turn): Outcome {
  const { photoIds, soundIds, locationId, isUrgent, isAnonymous, isAboutManagers, placeText, onBehalf } = draft;
  const { most } = evidenceRule(turn.ctx.now);
  const run = async (): Promise<Settled> => {
    let shownFrom = '';
    const rows: { reference: string; queryCode: string | undefined; text: string }[] = [];
    for (const [n, text] of parts.entries()) {
      const ctx = n === 0 ? turn.ctx : { ...turn.ctx, onceKey: `${turn.ctx.onceKey}:${n}` };
      const { reference, queryCode, heldUntil } = await reportHazard(ctx, {
        ...firmIn(draft),
        text,
        placeText: placeText || '未说明',
        photoIds: n === 0 ? photoIds.slice(0, most) : [],
        soundIds: n === 0 ? soundIds.slice(0, most) : [],
        ...{ isUrgent, isAnonymous, isAboutManagers },
        ...(locationId ? { locationId } : {}),
        ...(onBehalf ? { onBehalfOf: onBehalf.personId } : {}),
      });
      if (heldUntil !== undefined) shownFrom = formatClock(heldUntil);
      rows.push({ reference, queryCode, text: shortly(text) });
    }
    return end(say('hazards-reported', { rows, count: rows.length, shownFrom }));
  };
  return { state, replies: [], effect: { when: 'by-key', run } };
}

/** Joins the case somebody else has reported already; without a name for who wanted to report without one. */
export function endorse(reference: string, isAnonymous: boolean, turn: Turn, state?: DialogueState): Outcome {
  const run = async (): Promise<Settled> => {
    await endorseHazard(turn.ctx, { reference, isAnonymous });
    return end(say('hazard-endorsed', { reference, isAnonymous }));
  };
  return { state, replies: [], effect: { when: 'with-message', run } };
}
