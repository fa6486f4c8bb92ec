import { defineActs } from '#domain/engine';
import { bodyPeople, bodyPeopleOf, parkPeople } from '#domain/identity';
import { isAutonomousRegion } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import { reasonField, wordsField } from '#kernel/input';
import type { Expansion, ExpansionStatus } from './expansion.model.ts';

const park = (actor: PersonActor): boolean => actsAs(actor, 'park-officer');
const toPark = ({ parkId }: Expansion) => parkPeople(parkId);
const toBody = ({ parkId }: Expansion) => bodyPeopleOf(parkId);
const toRegion = ({ bodyId }: Expansion) => (bodyId === undefined ? [] : bodyPeople(bodyId));

/** Applied for by the park, let in or not by its grade that day, decided by the autonomous region. */
export const expansionActs = defineActs<Expansion, ExpansionStatus>()({
  apply: {
    label: '申请扩区',
    from: [],
    to: 'applied',
    may: park,
    needs: {
      ground: wordsField('请写明扩到哪里、多大面积', 300),
      plan: wordsField('请填写规划文件和文号', 200),
      purpose: wordsField('请写明为什么扩区', 500),
    },
    event: 'expansions.applied',
    done: '申请扩区',
    said: '已登记。园区等级够的报自治区，不够的写明按哪一条不予受理。',
    told: [{ to: toRegion, template: 'expansion-applied', whileIn: ['applied'] }],
  },
  refuse: {
    label: '不予受理',
    from: ['applied'],
    to: 'refused',
    may: 'clock',
    needs: {},
    event: 'expansions.refused',
    done: '等级不够，不予受理',
    said: '',
    told: [{ to: toPark, template: 'expansion-refused' }],
  },
  'apply-again': {
    label: '重新申请',
    from: ['refused', 'stopped'],
    to: 'applied',
    may: park,
    needs: {},
    event: 'expansions.applied-again',
    done: '等级够了，重新申请',
    said: '已报自治区。',
    told: [{ to: toRegion, template: 'expansion-applied', whileIn: ['applied'] }],
  },
  stop: {
    label: '停下',
    from: ['applied'],
    to: 'stopped',
    may: 'clock',
    needs: {},
    event: 'expansions.stopped',
    done: '园区等级掉了，停下',
    said: '',
    told: [
      { to: toPark, template: 'expansion-refused' },
      { to: toRegion, template: 'expansion-refused' },
    ],
  },
  approve: {
    label: '批准',
    from: ['applied'],
    to: 'approved',
    may: isAutonomousRegion,
    differsFrom: ['appliedBy'],
    needs: { documentNumber: wordsField('请填写批准的文号', 60) },
    event: 'expansions.approved',
    done: '自治区批准扩区',
    said: '已批准。四至变了，园区要提出整体评估。',
    told: [
      { to: toPark, template: 'expansion-approved' },
      { to: toBody, template: 'expansion-approved' },
    ],
  },
  decline: {
    label: '不批准',
    from: ['applied'],
    to: 'declined',
    may: isAutonomousRegion,
    differsFrom: ['appliedBy'],
    needs: { reason: reasonField },
    event: 'expansions.declined',
    done: '自治区没有批准扩区',
    said: '已决定，园区会收到理由。',
    told: [{ to: toPark, template: 'expansion-declined' }],
  },
});
