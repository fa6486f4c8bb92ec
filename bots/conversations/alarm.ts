import { chatRule } from '#domain/chat';
import type { Conversation, ConversationStep } from '../conversation.ts';
import { givesName, goOnTelling, takeAsked, toldSince } from './alarmSteps.ts';
import { isOfAlarm } from './alarmWords.ts';

const isOver: ConversationStep['isOver'] = (state, { ctx: { now } }) =>
  now.getTime() - toldSince(state).getTime() > chatRule(now).alarmMinutes * 60_000;

/** A danger that was filed the moment it was told: what belongs to it of what is said next is added to the same case. */
export const alarm: Conversation = {
  name: 'alarm',
  claims: {},
  answers: ['withdraw'],
  steps: {
    told: {
      takesWords: true,
      filesAlarms: true,
      hearsQuestions: true,
      isOver,
      isOwn: (_state, { words }) => givesName(words) || isOfAlarm(words),
      answer: goOnTelling,
    },
    // Asked whether what was said belongs to it.
    asked: { takesWords: true, filesAlarms: true, hearsQuestions: true, asksYes: true, isOver, answer: takeAsked },
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
