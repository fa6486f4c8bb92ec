import {
  beginCorrection,
  cancelSupportDecision,
  canPolicy,
  canSeePolicy,
  closeSupportPolicy,
  decideSupport,
  findSupportPolicies,
  peekSupportPolicy,
  regionOf,
  reopenList,
  type SupportDecisionAction,
  type SupportDecisionStatus,
  type SupportPolicyAction,
  type SupportPolicyStatus,
  supportDecisions,
  supportPolicyLifecycle,
  withdrawSupportDecision,
} from '#domain/support';

import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildComparison, buildPolicy } from '../../support/support.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();

type Who = readonly (WorldActor | 'conflicted' | 'undeclared')[];
/** Every official of the department, whatever they declared. */
const ALL: Who = ['regulator', 'conflicted', 'undeclared'];
const FREE: Who = ['regulator', 'undeclared'];
const DECLARED: Who = ['regulator'];

/**
 * Written down by hand: the department alone acts (意见（十五）). `regulator` declared that nobody is close, `conflicted`
 * is close to a candidate, `undeclared` has said nothing; the text in force has no correction pending.
 */
const MAY_POLICY: Readonly<Record<SupportPolicyAction, Partial<Record<SupportPolicyStatus | 'correcting', Who>>>> = {
  edit: { draft: ALL, correcting: ALL },
  publish: { draft: ALL },
  'begin-correction': { published: ALL },
  'publish-correction': { correcting: ALL },
  'drop-correction': { correcting: ALL },
  'start-decision': { published: ALL },
  settle: {},
  close: { published: ALL, correcting: ALL },
};
const MAY_DECISION: Readonly<Record<SupportDecisionAction, Partial<Record<SupportDecisionStatus, Who>>>> = {
  start: {},
  'name-candidate': { naming: FREE },
  'remove-candidate': { naming: FREE },
  'fix-list': { naming: FREE },
  'reopen-list': { comparing: DECLARED },
  declare: { comparing: ['undeclared'] },
  fill: { comparing: DECLARED },
  decide: { comparing: DECLARED },
  'see-ranking': { comparing: DECLARED },
  // Nothing is asked for here; `secondHand.test.ts` asks.
  'agree-change': {},
  'drop-change': {},
  cancel: { naming: FREE, comparing: DECLARED },
  withdraw: { decided: FREE },
};
/** Who opens what besides the department; drafts and comparisons under way are its own. */
const READ_POLICY: Who = ['officer', 'manager', 'parkOfficer', 'cityRegulator'];
const READ_DECISION: Who = ['officer', 'manager', 'parkOfficer', 'cityRegulator', 'otherOfficer'];

const everybody = (world: World) => {
  const { regulator } = world.actors;
  return {
    ...world.actors,
    conflicted: { ...regulator, personId: 'e'.repeat(24) },
    undeclared: { ...regulator, personId: 'f'.repeat(24) },
  };
};

describe.each(['draft', 'published', 'correcting', 'closed'] as const)('a policy that is %s', (state) => {
  it('lets everybody do and read exactly what the tables say', async () => {
    const world = await buildWorld();
    const ctx = personContext(world.actors.regulator);
    const reference = await buildPolicy(world, { isPublished: state !== 'draft' });
    if (state === 'correcting') await beginCorrection(ctx, { reference });
    if (state === 'closed') await closeSupportPolicy(ctx, { reference });
    const policy = await peekSupportPolicy(reference);
    if (policy === undefined) throw new Error('there is one');
    const wrong: string[] = [];
    for (const [who, actor] of Object.entries(everybody(world)) as [Who[number], World['actors'][WorldActor]][]) {
      for (const { action } of supportPolicyLifecycle.actions) {
        const should = MAY_POLICY[action][state]?.includes(who) ?? false;
        if (canPolicy(actor, action, policy) !== should) wrong.push(`${who} ${action}: should be ${should}`);
      }
      const sees = canSeePolicy(actor, policy, await regionOf(actor));
      const should = ALL.includes(who) || (state !== 'draft' && READ_POLICY.concat('sectorRegulator').includes(who));
      if (sees !== should) wrong.push(`${who} sees: ${sees}`);
      const { rows } = await findSupportPolicies(personContext(actor));
      if (rows.some((row) => row.reference === reference) !== sees) wrong.push(`${who} lists otherwise`);
    }
    expect(wrong).toEqual([]);
  });
});

describe.each(supportDecisions.lifecycle.statuses.map((row) => row.code))('a decision that is %s', (status) => {
  it('lets everybody do and read exactly what the tables say', async () => {
    const world = await buildWorld();
    const ctx = personContext(world.actors.regulator);
    const {
      reference,
      seenHash,
      decision: filled,
    } = await buildComparison(world, {
      quota: 3,
      // A ranking that was seen is given up by two.
      isUnseen: status === 'naming' || status === 'cancelled',
    });
    if (status === 'naming') await reopenList(ctx, { reference, reason: '漏了一家' });
    if (status === 'cancelled') await cancelSupportDecision(ctx, { reference, reason: '政策资金没有到位' });
    if (status === 'decided' || status === 'withdrawn') await decideSupport(ctx, { reference, seenHash });
    if (status === 'withdrawn') await withdrawSupportDecision(ctx, { reference, reason: '数据报错了' });
    const found = await supportDecisions.peek(reference);
    if (found?.status !== status) throw new Error(`wished for ${status}`);
    const people = everybody(world);
    const close = {
      personId: people.conflicted.personId,
      kind: 'conflict' as const,
      candidateIds: [filled.candidates[0]?._id as string],
      listNumber: 1,
      at: ctx.now,
    };
    const decision = { ...found, declarations: [...found.declarations, close] };
    const isMade = status === 'decided' || status === 'withdrawn';
    const wrong: string[] = [];
    for (const [who, actor] of Object.entries(people) as [Who[number], World['actors'][WorldActor]][]) {
      for (const { action } of supportDecisions.lifecycle.actions) {
        const should = MAY_DECISION[action][status]?.includes(who) ?? false;
        if (supportDecisions.can(actor, action, decision) !== should)
          wrong.push(`${who} ${action}: should be ${should}`);
      }
      const sees = supportDecisions.canSee(actor, decision);
      if (sees !== (ALL.includes(who) || (isMade && READ_DECISION.includes(who)))) wrong.push(`${who} sees: ${sees}`);
      const { rows } = await supportDecisions.find(personContext(actor));
      if (rows.some((row) => row.reference === reference) !== sees) wrong.push(`${who} lists otherwise`);
    }
    expect(wrong).toEqual([]);
  });
});
