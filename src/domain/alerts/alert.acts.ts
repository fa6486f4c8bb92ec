import { defineActs, isBodyOf, isOwners, peopleOfBody, peopleOfOwner } from '#domain/engine';
import { parkPeople } from '#domain/identity';
import { actsAs } from '#kernel/actor';
import { reasonField, wordsField } from '#kernel/input';
import type { Alert, AlertStatus } from './alert.model.ts';

const isAlarm = ({ class: of }: Alert): boolean => of === 'alarm';
const isUrgent = isAlarm;
/** The park a firm's device stands in; of its own the park is the owner. */
const toPark = ({ enterpriseId, parkId }: Alert) =>
  enterpriseId === undefined || parkId === undefined ? [] : parkPeople(parkId);
/** A body is woken by an alarm alone. */
const toBodyOfAlarm = (row: Alert) => (isAlarm(row) ? peopleOfBody(row) : []);
const raised = (template: string) =>
  [peopleOfOwner, toPark, toBodyOfAlarm].map((to) => ({ to, template, whileIn: ['open'], isUrgent }));
const NOBODY = [] as const;

/** Raised by a device; its owner sees to it, somebody else closes it, the body may ask again. */
export const alertActs = defineActs<Alert, AlertStatus>()({
  raise: {
    label: '报警',
    from: [],
    to: 'open',
    may: 'clock',
    needs: {},
    event: 'alerts.raised',
    done: '设备报警',
    said: '',
    told: raised('alert-raised'),
  },
  again: {
    label: '又报警',
    from: ['open', 'acknowledged', 'handling', 'verified'],
    to: 'open',
    may: 'clock',
    needs: {},
    event: 'alerts.raised-again',
    done: '升级或者恢复以后又报警，重新确认',
    said: '',
    told: raised('alert-again'),
  },
  acknowledge: {
    label: '确认收到',
    from: ['open'],
    to: 'acknowledged',
    may: isOwners,
    needs: {},
    event: 'alerts.acknowledged',
    done: '确认收到报警',
    said: '已确认。到现场看，处理后写明怎么处理的。',
    told: NOBODY,
  },
  handle: {
    label: '登记怎么处理的',
    from: ['open', 'acknowledged'],
    to: 'handling',
    may: isOwners,
    needs: { measures: wordsField('请写明怎么处理的', 500) },
    event: 'alerts.handled',
    done: '登记怎么处理的',
    said: '已登记。设备恢复一段时间没有再报，核实恢复。',
    told: NOBODY,
  },
  verify: {
    label: '核实已恢复',
    from: ['handling'],
    to: 'verified',
    may: isOwners,
    needs: { finding: wordsField('请写明现场看到什么', 500) },
    event: 'alerts.verified',
    done: '核实已恢复',
    said: '已核实，由另一个人关闭。',
    told: NOBODY,
  },
  close: {
    label: '关闭',
    from: ['verified'],
    to: 'closed',
    may: (actor, row) =>
      isOwners(actor, row) || isBodyOf(actor, row) || (actsAs(actor, 'park-officer') && row.isForPark),
    differsFrom: ['handledBy'],
    needs: { outcome: wordsField('请写明原因和结果', 500) },
    event: 'alerts.closed',
    done: '关闭',
    said: '已关闭。',
    told: NOBODY,
  },
  dismiss: {
    label: '误报或者设备故障',
    from: ['open', 'acknowledged', 'handling'],
    to: 'false',
    may: isOwners,
    needs: { reason: reasonField },
    event: 'alerts.dismissed',
    done: '记为误报或者设备故障',
    said: '已记下，园区和监管部门会收到理由，可以要求重新处理。',
    told: [
      { to: toPark, template: 'alert-dismissed' },
      { to: peopleOfBody, template: 'alert-dismissed' },
    ],
  },
  reopen: {
    label: '重新处理',
    from: ['closed', 'false'],
    to: 'open',
    may: isBodyOf,
    differsFrom: ['closedBy'],
    needs: { reason: reasonField },
    event: 'alerts.reopened',
    done: '监管部门要求重新处理',
    said: '已退回重新处理。',
    told: [{ to: peopleOfOwner, template: 'alert-reopened' }],
  },
});
