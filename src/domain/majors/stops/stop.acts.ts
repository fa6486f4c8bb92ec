import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { chosenCode, chosenId, dayField, idsField, optionalWords, reasonField, wordsField } from '#kernel/input';
import { competentPeople, firmPeople, isFirms, supervises } from '../whose.ts';
import type { Stop, StopStatus } from './stop.model.ts';

/** How often it had been changed when whoever decides was shown it. */
const seenField = optionalWords(20);
const PHOTO = '请至少放一张现场的照片';

export const stopActs = defineActs<Stop, StopStatus>()({
  issue: {
    label: '责令停产停用',
    from: [],
    to: 'in-force',
    may: supervises,
    needs: {
      major: chosenCode('请选择重大隐患档案'),
      what: wordsField('请写明停什么、停到哪里', 500),
      basis: wordsField('请写明依据的条款', 300),
    },
    event: 'majors.stop-issued',
    done: '责令停产停用',
    said: '已下达，企业会收到。恢复以前要经过审查。',
    told: [{ to: firmPeople, template: 'stop-issued', isUrgent: () => true }],
  },
  'ask-resume': {
    label: '申请复产',
    from: ['in-force'],
    to: 'resume-asked',
    may: isFirms,
    needs: {
      done: wordsField('请写明治理了什么', 1_000),
      evaluation: wordsField('请写明由谁评估、结论是什么', 1_000),
      photoIds: idsField,
    },
    event: 'majors.resume-asked',
    done: '申请恢复生产、使用',
    said: '已申请。审查同意以前不能恢复。',
    told: [{ to: competentPeople, template: 'stop-resume-asked' }],
  },
  resume: {
    label: '同意恢复',
    from: ['resume-asked'],
    to: 'resumed',
    may: supervises,
    judgesPhotos: true,
    differsFrom: ['asked.by'],
    needs: {
      seen: seenField,
      visitedOn: dayField('请选择到现场审查的日期'),
      found: wordsField('请写明现场看到了什么', 1_000),
      photoIds: z.array(chosenId(PHOTO), { error: PHOTO }).min(1, PHOTO),
      note: optionalWords(1_000),
    },
    event: 'majors.resumed',
    done: '审查同意恢复生产、使用',
    said: '已同意，企业会收到。隐患的销号另外办理。',
    told: [{ to: firmPeople, template: 'stop-resumed' }],
  },
  refuse: {
    label: '不同意恢复',
    from: ['resume-asked'],
    to: 'in-force',
    may: supervises,
    differsFrom: ['asked.by'],
    needs: { seen: seenField, reason: reasonField },
    event: 'majors.resume-refused',
    done: '审查没有同意恢复',
    said: '已答复，企业会收到。',
    told: [{ to: firmPeople, template: 'stop-refused', isUrgent: () => true }],
  },
  lift: {
    label: '撤销',
    // Once resumption is asked for, it is answered.
    from: ['in-force'],
    to: 'lifted',
    may: supervises,
    needs: { reason: reasonField },
    event: 'majors.stop-lifted',
    done: '撤销停产停用的决定',
    said: '已撤销，企业会收到。',
    told: [{ to: firmPeople, template: 'stop-lifted' }],
  },
});
export type StopAction = keyof typeof stopActs;
