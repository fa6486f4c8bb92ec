import { defineActs, isOwners, peopleOfOwner } from '#domain/engine';
import { bodyPeople } from '#domain/identity';
import { chosenCode, optionalWords, reasonField } from '#kernel/input';
import type { EmergencyResponse, ResponseStatus } from './response.model.ts';

const urgent = () => true;
const toBodies = async ({ bodyIds }: EmergencyResponse): Promise<string[]> => [
  ...new Set((await Promise.all(bodyIds.map(bodyPeople))).flat()),
];
/** The list of steps itself says how far it is. */
const NOBODY = [] as const;

/** A response from the accident that opened it to whoever says that it is over. */
export const responseActs = defineActs<EmergencyResponse, ResponseStatus>()({
  open: {
    label: '启动应急',
    from: [],
    to: 'running',
    may: 'clock',
    needs: {},
    event: 'responses.opened',
    done: '事故引起，按预案启动应急',
    said: '',
    told: [{ to: peopleOfOwner, template: 'response-opened', whileIn: ['running'], isUrgent: urgent }],
  },
  see: {
    label: '收到',
    from: ['running'],
    to: 'stay',
    may: isOwners,
    when: ({ steps }) => steps.some(({ seen }) => seen === undefined),
    needs: {},
    event: 'responses.seen',
    done: '收到步骤',
    said: '已记下您收到了。',
    told: NOBODY,
  },
  finish: {
    label: '办了一步',
    from: ['running'],
    to: 'stay',
    may: isOwners,
    when: ({ steps }) => steps.some(({ done }) => done === undefined),
    needs: { step: chosenCode('请选择办的是哪一步'), note: optionalWords(200) },
    event: 'responses.step-done',
    done: '办了一步',
    said: '已记下。',
    told: NOBODY,
  },
  widen: {
    label: '又报给了别的部门',
    from: ['running'],
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'responses.widened',
    done: '事故报到了上一级',
    said: '',
    told: NOBODY,
  },
  end: {
    label: '应急结束',
    from: ['running'],
    to: 'ended',
    may: isOwners,
    needs: { reason: reasonField },
    event: 'responses.ended',
    done: '应急结束',
    said: '已结束，接到报告的部门会收到。',
    told: [
      { to: peopleOfOwner, template: 'response-ended' },
      { to: toBodies, template: 'response-ended' },
    ],
  },
  lapse: {
    label: '事故办结，应急结束',
    from: ['running'],
    to: 'ended',
    may: 'clock',
    needs: {},
    event: 'responses.lapsed',
    done: '事故办结或者并入另一起，应急随着结束',
    said: '',
    told: NOBODY,
  },
});
export type ResponseAction = keyof typeof responseActs;
