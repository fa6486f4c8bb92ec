import { acknowledgeAlert, alerts } from '#domain/alerts';
import { nounAct } from './nounAct.ts';

/** 确认收到报警: the number of the list of to-dos does it; what was done about it is told on its page. */
export const alertAct = nounAct({
  name: 'alertAct',
  letter: 'BJ',
  path: 'alerts',
  lifecycle: alerts.lifecycle,
  load: alerts.get,
  acts: { acknowledge: { run: acknowledgeAlert, did: '已确认收到。到现场看，处理后打开报警写明怎么处理的' } },
  questions: [],
  owed: {
    'alert-ack-alarm': 'acknowledge',
    'alert-ack-warning': 'acknowledge',
    'alert-ack-reminder': 'acknowledge',
  },
  tells: (row) => ({ text: alerts.textOf(row) }),
});
