import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { ZONES, type Zone } from '#domain/passes';
import { actsAs, type PersonActor } from '#kernel/actor';
import { namedField, optionalWords, wordsField } from '#kernel/input';
import type { Gate, GateStatus } from './gate.model.ts';
import { GATE_KINDS, type GateKind } from './gate.rules.ts';

const kinds = GATE_KINDS.map(({ code }) => code) as [GateKind, ...GateKind[]];
const zones = ZONES.map(({ code }) => code) as [Zone, ...Zone[]];
export const DIRECTIONS = [
  { code: 'in', label: '进' },
  { code: 'out', label: '出' },
] as const;

const park = (actor: PersonActor): boolean => actsAs(actor, 'park-officer');
/** A gate is the park's own: whoever would be told is whoever did it. */
const NOBODY = [] as const;

/** A gate is set up by its park. Letting somebody through by hand is no step that is kept of it: the crossing is. */
export const gateActs = defineActs<Gate, GateStatus>()({
  'set-up': {
    label: '设卡口',
    from: [],
    to: 'open',
    may: park,
    needs: {
      kind: z.enum(kinds, { error: '请选择哪一种卡口' }),
      name: namedField('请填写卡口名称', 30),
      zone: z.enum(zones, { error: '请选择通到哪个区' }),
      border: z.enum(['yes', 'no'], { error: '请选择在不在园区边界上' }),
    },
    event: 'gates.set-up',
    done: '设了卡口',
    said: '已设卡口。没有设备的，在卡口页面手工登记进出。',
    told: NOBODY,
  },
  'let-through': {
    label: '登记进出',
    from: ['open'],
    to: 'stay',
    may: park,
    needs: {
      shown: wordsField('请填写通行证编号或车牌', 20),
      direction: z.enum(['in', 'out'], { error: '请选择进还是出' }),
      rescue: z.enum(['no', 'yes'], { error: '请选择是不是救援车辆' }),
      goods: optionalWords(40),
    },
    event: 'gates.let-through',
    done: '手工登记进出',
    said: '放行，已登记。',
    told: NOBODY,
  },
  'new-key': {
    label: '换接入密钥',
    from: ['open', 'shut'],
    to: 'stay',
    may: park,
    needs: { leaked: z.enum(['no', 'yes'], { error: '请选择旧密钥泄露了没有' }) },
    event: 'gates.key-changed',
    done: '换了接入密钥',
    said: '已换。把新密钥填到卡口设备里，没有泄露的旧密钥还能用一段时间。',
    told: NOBODY,
  },
  shut: {
    label: '停用',
    from: ['open'],
    to: 'shut',
    may: park,
    needs: {},
    event: 'gates.shut',
    done: '停用卡口',
    said: '已停用。设备报来的照样记下，停用以后从这里进来的按违规进出处理；密钥泄露了请再换密钥。',
    told: NOBODY,
  },
  reopen: {
    label: '重新启用',
    from: ['shut'],
    to: 'open',
    may: park,
    needs: {},
    event: 'gates.reopened',
    done: '重新启用卡口',
    said: '已启用。',
    told: NOBODY,
  },
});
export type GateAction = keyof typeof gateActs;
