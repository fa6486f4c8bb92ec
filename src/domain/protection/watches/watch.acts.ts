import { defineActs } from '#domain/engine';
import { peekHazard, reporterOf } from '#domain/hazards';
import { bodyPeople } from '#domain/identity';
import { actsAs } from '#kernel/actor';
import { wordsField } from '#kernel/input';
import { paths } from '#kernel/paths';
import type { Watch, WatchStatus } from './watch.model.ts';

/** Whoever reported the case. */
async function reporter({ hazardReference }: Watch): Promise<string[]> {
  const hazard = hazardReference === undefined ? undefined : await peekHazard(hazardReference);
  return hazard === undefined ? [] : reporterOf(hazard);
}
const toBody = { to: ({ bodyId }: Watch) => bodyPeople(bodyId), isSealed: true, template: 'watch-waiting' };

export const watchActs = defineActs<Watch, WatchStatus>()({
  ask: {
    label: '问上报人',
    from: [],
    to: 'asked',
    may: 'clock',
    needs: {},
    event: 'watches.asked',
    done: '问上报人有没有被为难',
    said: '',
    told: [
      {
        to: reporter,
        isSealed: true,
        template: 'check-in',
        leadsTo: ({ hazardReference = '' }) => paths.hazard(hazardReference),
      },
    ],
  },
  gather: {
    label: '汇总账号变动',
    from: [],
    to: 'waiting',
    may: 'clock',
    needs: {},
    event: 'watches.gathered',
    done: '汇总一天的账号变动',
    said: '',
    told: [toBody],
  },
  answer: {
    label: '回答',
    from: ['asked'],
    to: 'waiting',
    // By the number and the code, or on the page of the case: whoever reported is no role.
    may: () => false,
    needs: {},
    event: 'watches.answered',
    done: '上报人回答了',
    said: '',
    told: [toBody],
  },
  see: {
    label: '看过了',
    from: ['waiting'],
    to: 'seen',
    may: (actor, { bodyId }) => actsAs(actor, 'regulator') && actor.scope.bodyId === bodyId,
    needs: { note: wordsField('请写怎么处理的；没有要处理的，写“没有”', 500) },
    event: 'watches.seen',
    done: '监管部门看过',
    said: '已记下。',
    told: [],
  },
});
