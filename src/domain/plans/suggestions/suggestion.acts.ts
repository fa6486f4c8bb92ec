import { defineActs } from '#domain/engine';
import { officersOf } from '#domain/identity';
import { type Actor, actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { idsField, optionalWords, reasonField, referenceOf, wordsField } from '#kernel/input';
import type { Suggestion, SuggestionStatus } from './suggestion.model.ts';

/** Somebody of a firm, whatever their part in it. */
export const belongsToFirm = (actor: Actor): actor is PersonActor & { scope: { enterpriseId: string } } =>
  actsAs(actor, 'worker', 'enterprise-manager', 'safety-officer') && actor.scope.enterpriseId !== undefined;
const firm = (actor: PersonActor): boolean => runsEnterprise(actor);
/** Whose word ends it: the proposer's, or that of whoever took over from one who has left. */
export const confirmerOf = ({ proposerId, confirmerId }: Suggestion): string => confirmerId ?? proposerId;
/** As somebody of the firm: what they are besides gives them no word in it. */
const proposer = ({ personId, scope }: PersonActor, suggestion: Suggestion): boolean =>
  personId === confirmerOf(suggestion) && scope.enterpriseId === suggestion.enterpriseId;
const toProposer = (suggestion: Suggestion): string[] => [confirmerOf(suggestion)];
const toFirm = ({ enterpriseId }: Suggestion): Promise<string[]> => officersOf(enterpriseId);

/** 合理化建议: from a worker's words to their own word that it was done. One that is a hazard becomes a hazard. */
export const suggestionActs = defineActs<Suggestion, SuggestionStatus>()({
  'propose-suggestion': {
    label: '提建议',
    from: [],
    to: 'proposed',
    may: (actor) => belongsToFirm(actor),
    needs: {
      text: wordsField('请写一句建议'),
      placeText: optionalWords(100),
      photoIds: idsField,
    },
    event: 'plans.suggestion-proposed',
    done: '提出建议',
    said: '已收到，谢谢您的建议。',
    told: [{ to: toFirm, template: 'suggestion-proposed', whileIn: ['proposed', 'reviewed'] }],
  },
  'review-suggestion': {
    label: '开始研究',
    from: ['proposed'],
    to: 'reviewed',
    may: firm,
    needs: {},
    event: 'plans.suggestion-reviewed',
    done: '开始研究',
    said: '提出人会知道有人在研究。',
    told: [{ to: toProposer, template: 'suggestion-reviewed' }],
  },
  'adopt-suggestion': {
    label: '采纳',
    from: ['proposed', 'reviewed'],
    to: 'adopted',
    may: firm,
    differsFrom: ['proposerId'],
    needs: { note: optionalWords(500) },
    event: 'plans.suggestion-adopted',
    done: '采纳了建议',
    said: '已采纳，提出人会收到通知。',
    told: [{ to: toProposer, template: 'suggestion-adopted', whileIn: ['adopted', 'carried-out'] }],
  },
  'decline-suggestion': {
    label: '不采纳',
    from: ['proposed', 'reviewed'],
    to: 'declined',
    may: firm,
    differsFrom: ['proposerId'],
    needs: { reason: reasonField },
    event: 'plans.suggestion-declined',
    done: '没有采纳',
    said: '已答复提出人。',
    told: [{ to: toProposer, template: 'suggestion-declined' }],
  },
  'convert-suggestion': {
    label: '这是隐患，转为隐患',
    from: ['proposed', 'reviewed'],
    to: 'converted',
    may: firm,
    needs: {},
    event: 'plans.suggestion-converted',
    done: '转为隐患',
    said: '已转为隐患，提出人会收到通知。',
    told: [{ to: toProposer, template: 'suggestion-converted' }],
  },
  'carry-out': {
    label: '已经落实',
    from: ['adopted'],
    to: 'carried-out',
    may: firm,
    needs: { note: wordsField('请写明做了什么', 500) },
    event: 'plans.suggestion-carried-out',
    done: '已经落实，等提出人确认',
    said: '已请提出人确认。',
    told: [{ to: toProposer, template: 'suggestion-carried-out' }],
  },
  'link-item': {
    label: '列入计划',
    from: ['adopted'],
    to: 'stay',
    may: firm,
    needs: { itemReference: referenceOf('J') },
    event: 'plans.suggestion-planned',
    done: '列入改进事项',
    said: '已列入计划。',
    told: [],
  },
  'unlink-item': {
    label: '不再列入计划',
    from: ['adopted'],
    to: 'stay',
    may: firm,
    needs: {},
    event: 'plans.suggestion-unplanned',
    done: '改进事项取消，要另行落实',
    said: '要另行落实。',
    // Whoever cancels the item reads it in what is owed.
    told: [],
  },
  'confirm-suggestion': {
    label: '确认落实了',
    from: ['carried-out'],
    to: 'confirmed',
    may: proposer,
    needs: {},
    event: 'plans.suggestion-confirmed',
    done: '提出人确认落实了',
    said: '谢谢您的建议。',
    told: [{ to: toFirm, template: 'suggestion-confirmed' }],
  },
  'not-yet': {
    label: '还没有落实',
    from: ['carried-out'],
    to: 'adopted',
    may: proposer,
    needs: { reason: reasonField },
    event: 'plans.suggestion-not-yet',
    done: '提出人说还没有落实',
    said: '已告诉企业接着做。',
    told: [{ to: toFirm, template: 'suggestion-not-yet' }],
  },
});
export type SuggestionAction = keyof typeof suggestionActs;
