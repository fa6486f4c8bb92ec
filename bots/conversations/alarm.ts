import { chatRule } from '#domain/chat';
import type { Conversation } from '../conversation.ts';
import { givesName, goOnTelling, toldSince } from './alarmSteps.ts';
import { isOfAlarm } from './alarmWords.ts';

/** A danger that was filed the moment it was told: what is said next is added to the same case. */
export const alarm: Conversation = {
  name: 'alarm',
  claims: {},
  answers: ['withdraw'],
  steps: {
    told: {
      takesWords: true,
      filesAlarms: true,
      hearsQuestions: true,
      isOver: (state, { ctx: { now } }) =>
        now.getTime() - toldSince(state).getTime() > chatRule(now).alarmMinutes * 60_000,
      isOwn: (_state, { words }) => givesName(words) || isOfAlarm(words),
      answer: goOnTelling,
    },
    // Asked whether it was one: the answer is about it, however long ago it was filed.
    doubted: {
      takesWords: true,
      filesAlarms: true,
      hearsQuestions: true,
      isOwn: (_state, { words }) => isOfAlarm(words),
      answer: goOnTelling,
    },
  },
};
