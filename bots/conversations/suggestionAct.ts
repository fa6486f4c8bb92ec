import { adoptSuggestion, confirmSuggestion, declineSuggestion, denySuggestion, suggestions } from '#domain/plans';
import { say } from '../conversation.ts';
import { command, REST } from '../intents.ts';
import { nounAct } from './nounAct.ts';

/** 采纳、不采纳、确认、还没有: a suggestion and what to do with it. */
export const suggestionAct = nounAct({
  name: 'suggestionAct',
  letter: 'S',
  path: 'suggestions',
  lifecycle: suggestions.lifecycle,
  load: suggestions.get,
  acts: {
    'adopt-suggestion': {
      command: 'adopt',
      pattern: command('采纳', REST),
      examples: ['采纳 S2026-0001', 'S2026-0001 采纳', '採納 S2026-1 下周就做'],
      nearMisses: ['不采纳 S2026-0001', '没采纳 S2026-0001'],
      // The answer may carry a word of how; chat does not ask for it.
      knows: ['note'],
      run: adoptSuggestion,
      did: '已采纳',
    },
    'decline-suggestion': {
      command: 'decline',
      pattern: command('不采纳|不予采纳', REST),
      examples: ['不采纳 S2026-0001 明年搬厂', 'S2026-1 不采纳', '不採納 S2026-0001'],
      nearMisses: ['采纳 S2026-0001', '为什么不采纳'],
      at: 'decline',
      run: declineSuggestion,
      did: '已答复提出人',
    },
    'confirm-suggestion': {
      command: 'confirm-suggestion',
      pattern: command('确认|确认落实|确认落实了|落实了|已落实'),
      examples: ['确认 S2026-0001', 'S2026-0001 落实了', '確認 S2026-1'],
      nearMisses: ['没落实 S2026-0001', '确认 H2026-0001'],
      run: confirmSuggestion,
      did: '谢谢您的建议，已确认',
    },
    'not-yet': {
      command: 'not-yet',
      pattern: command('还没有?(?:落实|做)?|没有?落实', '(?:[\\s，,：:]+(?<rest>.*))?'),
      examples: ['还没有 S2026-0001', '没落实 S2026-0001 只划了一半', '還沒有 S2026-1'],
      nearMisses: ['落实了 S2026-0001', '还没有'],
      at: 'not-yet',
      asksState: true,
      run: denySuggestion,
      did: '已告诉企业接着做',
    },
  },
  questions: [
    {
      at: 'answer',
      show: ({ reference, text, proposerName, photoIds: { length } }, link) =>
        say('suggestion-answer', { reference, text, proposerName, photoCount: length, link }),
      yes: 'adopt-suggestion',
      no: 'decline-suggestion',
    },
    {
      at: 'confirm',
      show: ({ reference, text, doneNote }) => say('suggestion-confirm', { reference, text, done: doneNote ?? '' }),
      yes: 'confirm-suggestion',
      no: 'not-yet',
    },
  ],
  owed: { 'suggestion-answer': 'adopt-suggestion', 'suggestion-confirm': 'confirm-suggestion' },
  tells: (suggestion) => suggestion,
});
