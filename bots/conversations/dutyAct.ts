import { duties, pledgeToday } from '#domain/duties';
import { nounAct } from './nounAct.ts';

/** 今天的安全承诺: the number of the list of to-dos does it; the other things have papers to show. */
export const dutyAct = nounAct({
  name: 'dutyAct',
  letter: 'DQ',
  path: 'duties',
  lifecycle: duties.lifecycle,
  load: duties.get,
  acts: { pledge: { run: pledgeToday, did: '已作出今天的安全承诺，企业页面上大家都看得到' } },
  questions: [],
  owed: { 'duty-pledge-daily': 'pledge' },
  tells: (row) => ({ text: duties.textOf(row), dueOn: row.dueOn }),
});
