import { completeItem, findEffective, findNotEffective, planItems, seenBeforeOf } from '#domain/plans';
import { say } from '../conversation.ts';
import { command, REST } from '../intents.ts';
import { nounAct } from './nounAct.ts';

/** 完成、有效、无效: an item of the plan and what to do with it. */
export const itemAct = nounAct({
  name: 'itemAct',
  letter: 'J',
  path: 'items',
  lifecycle: planItems.lifecycle,
  load: planItems.get,
  acts: {
    'complete-item': {
      command: 'complete',
      pattern: command('完成|完成了|做完了?|做好了?|办完了?|办好了?', REST),
      examples: ['完成 J2026-0001', 'J2026-0001 做完了', '完成J2026-1 已经换好', '做好了 Ｊ２０２６－０００１'],
      nearMisses: ['没完成 J2026-0001', '还没做完 J2026-0001', '完成一半就停了'],
      at: 'complete',
      // Documents and days of validity are for the page.
      knows: ['fileIds', 'expiresOn', 'replaces'],
      isEither: true,
      asks: 'item-ask-evidence',
      run: completeItem,
      did: '已记下做完，等另一个人检查',
    },
    'check-effective': {
      command: 'effective',
      pattern: command('有效|检查有效|通过', REST),
      examples: ['有效 J2026-0001', 'J2026-0001 检查有效', '通过 J2026-1', '有效 J2026-0001 现场看过，同一台设备'],
      nearMisses: ['无效 J2026-0001', '没有效果 J2026-0001', '有效期过了'],
      // What was seen may be said; chat does not ask for it.
      knows: ['note'],
      run: findEffective,
      did: '已检查有效',
    },
    'check-not-effective': {
      command: 'not-effective',
      pattern: command('无效|没有效果|没效果|没有效|重做|不通过', REST),
      examples: ['无效 J2026-0001 只做了三天', '没有效果 J2026-0001', 'J2026-1 重做'],
      nearMisses: ['有效 J2026-0001', '无效的灭火器还挂着'],
      at: 'redo',
      run: findNotEffective,
      did: '已请责任人重做',
    },
  },
  questions: [
    {
      at: 'check',
      show: (item, link, said) => {
        const { reference, measure, problem, evidence, round } = item;
        const note = evidence.findLast((one) => one.round === round)?.note ?? '';
        const more = { said, seenBefore: seenBeforeOf(item) };
        return say('item-check', { reference, measure: measure ?? problem, note, link, ...more });
      },
      yes: 'check-effective',
      // A photo that was seen before passes only with a reason.
      wantsNote: (item) => seenBeforeOf(item) !== '',
      yesWords: /^有效(?:[，,：:\s]+(?<note>.{2,}))?$/,
      no: 'check-not-effective',
      noWords: /^无效$/,
    },
  ],
  owed: { 'plan-item': 'complete-item', 'plan-item-check': 'check-effective' },
  tells: (item) => ({ ...item, text: item.measure ?? item.problem }),
});
