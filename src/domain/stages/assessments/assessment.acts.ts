import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { managersOf } from '#domain/identity';
import { actsAs, type PersonActor } from '#kernel/actor';
import { answersField, idsField, wordsField } from '#kernel/input';
import { noteField } from '../fields.ts';
import { isGoingOn } from '../policy.ts';
import type { Assessment, AssessmentStatus } from './assessment.model.ts';

type May = (actor: PersonActor, one: Assessment) => boolean;
const adviser: May = (actor, { adviserId }) => actsAs(actor, 'adviser') && actor.personId === adviserId;
const manager: May = (actor) => actsAs(actor, 'enterprise-manager');

const toAssessor = ({ assessedBy }: Assessment) => (assessedBy === undefined ? [] : [assessedBy]);
const content = {
  /** As typed, by item code. */
  answers: answersField(40),
  note: noteField,
  photoIds: idsField,
};

/** 评估: the adviser assesses; the firm's manager, who answers for the firm, confirms what was found or objects. */
export const assessmentActs = defineActs<Assessment, AssessmentStatus>()({
  'start-assessment': {
    label: '开始评估',
    from: [],
    to: 'draft',
    may: adviser,
    needs: {},
    event: 'programme.assessment-started',
    done: '开始评估',
    said: '已开始评估。',
    told: [],
  },
  'save-assessment': {
    label: '保存',
    from: ['draft'],
    to: 'stay',
    may: adviser,
    when: isGoingOn,
    needs: content,
    event: 'programme.assessment-saved',
    done: '保存评估草稿',
    said: '已保存。',
    told: [],
  },
  'submit-assessment': {
    label: '完成，请企业确认',
    from: ['draft'],
    to: 'assessed',
    may: adviser,
    when: isGoingOn,
    needs: content,
    event: 'programme.assessment-submitted',
    done: '完成评估，请企业确认',
    said: '已交企业负责人确认。',
    told: [{ to: ({ enterpriseId }) => managersOf(enterpriseId), template: 'assessment-to-confirm' }],
  },
  'confirm-assessment': {
    label: '确认评估结果',
    from: ['assessed'],
    to: 'finished',
    may: manager,
    when: isGoingOn,
    differsFrom: ['assessedBy'],
    judgesPhotos: true,
    needs: { contentHash: z.string({ error: '请打开评估内容看过再确认' }).min(1, '请打开评估内容看过再确认') },
    event: 'programme.assessment-finished',
    done: '企业确认评估结果',
    said: '已确认评估结果。',
    told: [{ to: toAssessor, template: 'assessment-finished' }],
  },
  'return-assessment': {
    label: '有不同意见，退回',
    from: ['assessed'],
    to: 'draft',
    may: manager,
    when: isGoingOn,
    needs: { reason: wordsField('请写明哪里不对') },
    event: 'programme.assessment-returned',
    done: '企业退回评估',
    said: '已退回给辅导员。',
    told: [{ to: toAssessor, template: 'assessment-returned' }],
  },
});
export type AssessmentAction = keyof typeof assessmentActs;
