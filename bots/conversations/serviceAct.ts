import { attendService, denyAttendance, services } from '#domain/insurance';
import { formatDay } from '#kernel/dates';
import { say } from '../conversation.ts';
import { command } from '../intents.ts';
import { nounAct } from './nounAct.ts';

/** 参加了、没参加: a worker's own word on a prevention service; without it nothing of it is settled. */
export const serviceAct = nounAct({
  name: 'serviceAct',
  letter: 'Y',
  path: 'services',
  lifecycle: services.lifecycle,
  load: services.get,
  acts: {
    attend: {
      command: 'attend',
      pattern: command('参加了|我参加了|确认参加|参加过|我去了'),
      examples: ['参加了 Y2026-0001', 'Y2026-0001 我参加了', '確認參加 Y2026-1'],
      nearMisses: ['没参加 Y2026-0001', '参加了培训就上岗', '没有参加培训'],
      run: attendService,
      did: '已记下您参加了',
    },
    'not-there': {
      command: 'not-there',
      pattern: command('没参加|没有参加|我没参加|我没有参加|没去'),
      examples: ['没参加 Y2026-0001', 'Y2026-0001 我没有参加', '沒參加 Y2026-1'],
      nearMisses: ['参加了 Y2026-0001', '没参加培训就上岗'],
      run: denyAttendance,
      did: '已告诉企业您没有参加',
    },
  },
  questions: [
    {
      at: 'attend',
      show: ({ reference, what, serviceOn, providerName }) =>
        say('service-attend', { reference, what, day: formatDay(serviceOn), provider: providerName }),
      yes: 'attend',
      no: 'not-there',
    },
  ],
  owed: { 'service-attend': 'attend' },
});
