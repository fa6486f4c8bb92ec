import { defineActs } from '#domain/engine';
import { reporterOf } from '#domain/hazards';
import { bodyPeople } from '#domain/identity';
import { actsAs, type PersonActor } from '#kernel/actor';
import { reasonField } from '#kernel/input';
import { paths } from '#kernel/paths';
import type { Reveal, RevealStatus } from './reveal.model.ts';

const ofItsBody = (actor: PersonActor, { bodyId }: Reveal): boolean =>
  actsAs(actor, 'regulator') && actor.scope.bodyId === bodyId;
const isItsAsker = (actor: PersonActor, reveal: Reveal): boolean =>
  ofItsBody(actor, reveal) && actor.personId === reveal.askedBy;

/** Whoever it is about is told of every opening and every look, and led to their own case. */
const toReporter = {
  to: ({ hazardId }: Reveal) => reporterOf({ _id: hazardId, reporter: { kind: 'anonymous' } }),
  isSealed: true,
  leadsTo: ({ hazardReference }: Reveal) => paths.hazard(hazardReference),
  whileIn: ['open', 'ended'],
} as const;
const OPENED = { ...toReporter, template: 'contact-opened' };

export const revealActs = defineActs<Reveal, RevealStatus>()({
  ask: {
    label: '申请打开',
    from: [],
    to: 'asked',
    may: isItsAsker,
    needs: {},
    event: 'reveals.asked',
    done: '申请打开联系方式',
    said: '已申请，等本部门另一个人同意。',
    told: [{ to: ({ bodyId }) => bodyPeople(bodyId), template: 'contact-asked' }],
  },
  'open-given': {
    label: '打开',
    from: [],
    to: 'open',
    may: isItsAsker,
    needs: {},
    event: 'reveals.opened-given',
    done: '按上报人的同意打开',
    said: '上报人同意联系，已打开。',
    told: [OPENED],
  },
  agree: {
    label: '同意打开',
    from: ['asked'],
    to: 'open',
    may: ofItsBody,
    differsFrom: ['askedBy'],
    needs: {},
    event: 'reveals.opened',
    done: '同意打开',
    said: '已同意，上报人会知道。',
    told: [OPENED, { to: ({ askedBy }) => [askedBy], template: 'contact-agreed' }],
  },
  decline: {
    label: '不同意',
    from: ['asked'],
    to: 'declined',
    may: ofItsBody,
    differsFrom: ['askedBy'],
    needs: { reason: reasonField },
    event: 'reveals.declined',
    done: '没有同意打开',
    said: '已答复申请人。',
    told: [{ to: ({ askedBy }) => [askedBy], template: 'contact-declined' }],
  },
  look: {
    label: '看联系方式',
    from: ['open'],
    to: 'stay',
    may: isItsAsker,
    needs: {},
    event: 'reveals.looked',
    done: '看了联系方式',
    said: '联系方式显示在下面，过几分钟收起。',
    told: [{ ...toReporter, template: 'contact-looked' }],
  },
  end: {
    label: '现在收回',
    from: ['asked', 'open'],
    to: 'ended',
    may: ofItsBody,
    needs: {},
    event: 'reveals.ended',
    done: '收回',
    said: '已收回，谁也看不到了。',
    told: [],
  },
  'take-back': {
    label: '收回同意',
    from: ['open'],
    to: 'ended',
    // By whoever it is about, on the page of their case.
    may: () => false,
    needs: {},
    event: 'reveals.taken-back',
    done: '上报人收回了同意',
    said: '',
    told: [{ to: ({ askedBy }) => [askedBy], template: 'contact-taken-back' }],
  },
  lapse: {
    label: '到时收回',
    from: ['open'],
    to: 'ended',
    may: 'clock',
    needs: {},
    event: 'reveals.lapsed',
    done: '自动收回（到时，或不再担任保密专员）',
    said: '',
    told: [],
  },
});
