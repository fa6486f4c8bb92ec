import { defineActs } from '#domain/engine';
import { bodyPeople, parkPeople, runnersOf } from '#domain/identity';
import { actsAs, runsEnterprise } from '#kernel/actor';
import { wordsField } from '#kernel/input';
import type { Breach, BreachStatus } from './breach.model.ts';

const toBody = ({ bodyId }: Breach) => (bodyId === undefined ? [] : bodyPeople(bodyId));
const toPark = ({ parkId }: Breach) => parkPeople(parkId);
const toHost = ({ enterpriseId }: Breach) => (enterpriseId === undefined ? [] : runnersOf(enterpriseId));

/** Found by a gate; the host may say what happened, the park settles it, whoever supervises may ask again. */
export const breachActs = defineActs<Breach, BreachStatus>()({
  find: {
    label: '发现',
    from: [],
    to: 'found',
    may: 'clock',
    needs: {},
    event: 'breaches.found',
    done: '卡口发现违规进出',
    said: '',
    told: [
      { to: toPark, template: 'breach-found', whileIn: ['found'] },
      { to: toHost, template: 'breach-found', whileIn: ['found'] },
      { to: toBody, template: 'breach-found', whileIn: ['found'] },
    ],
  },
  explain: {
    label: '说明情况',
    from: ['found'],
    to: 'explained',
    may: (actor) => runsEnterprise(actor),
    needs: { explanation: wordsField('请写明怎么回事', 500) },
    event: 'breaches.explained',
    done: '企业说明了情况',
    said: '已说明，园区会收到。',
    told: [
      { to: toPark, template: 'breach-explained' },
      { to: toBody, template: 'breach-explained' },
    ],
  },
  close: {
    label: '办结',
    from: ['found', 'explained'],
    to: 'closed',
    may: (actor, { bodyId }) => actsAs(actor, 'regulator') || (actsAs(actor, 'park-officer') && bodyId === undefined),
    differsFrom: ['explainedBy'],
    needs: { outcome: wordsField('请写明怎么处理的', 500) },
    event: 'breaches.closed',
    done: '办结',
    said: '已办结。',
    told: [{ to: toHost, template: 'breach-closed' }],
  },
  reopen: {
    label: '重新处理',
    from: ['closed'],
    to: 'found',
    may: (actor) => actsAs(actor, 'regulator'),
    differsFrom: ['closedBy'],
    needs: { outcome: wordsField('请写明为什么要重新处理', 500) },
    event: 'breaches.reopened',
    done: '监管部门要求重新处理',
    said: '已退回园区重新处理。',
    told: [{ to: toPark, template: 'breach-reopened' }],
  },
});
export type BreachAction = keyof typeof breachActs;
