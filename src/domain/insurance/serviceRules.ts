import { type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, outOfOrder, ruleOn } from '#kernel/rules';

/** Activities of 企业安全发展项目 that prevention services may be spent on. */
export const PROGRAMME_ACTIVITIES = defineRule<readonly { code: string; label: string }[]>({
  key: 'programme-activities',
  label: '可以使用预防服务额度的项目活动',
  says: (rows) => [`${rows.map(({ label }) => label).join('、')}。`],
  versions: [
    {
      version: '2026-1',
      from: '2018-01-01',
      article: '意见（十四）（十五）（十六）',
      source: '项目各阶段的活动；对应关系为设计值，每家保险机构的服务目录另行对应',
      standing: 'reference',
      value: [
        { code: 'assessment', label: '基线评估' },
        { code: 'guidance', label: '入企辅导' },
        { code: 'training', label: '项目培训' },
        { code: 'inspection', label: '隐患排查' },
        { code: 'drill', label: '应急演练' },
        { code: 'standard', label: '标准化建设' },
      ],
    },
  ],
});

export const programmeActivities = (now: Date) => ruleOn(PROGRAMME_ACTIVITIES, localDate(now)).value;

/** Stands for what is no activity of the programme. */
export const NO_ACTIVITY = 'none';
export const activityLabel = (code: string, now: Date): string =>
  labelIn(programmeActivities(now), code, '不属于项目活动');

interface ServiceClock {
  /** Days after the last day of cover until which services dated inside it may still be asked for. */
  cutOffDays: number;
  /** Days after it until which their record may be written, and until which they may be settled. */
  recordCutOffDays: number;
  settleCutOffDays: number;
  /** Working days the other side has to agree, to write the record, to confirm it, to settle. */
  agreeWorkingDays: number;
  recordWorkingDays: number;
  acceptWorkingDays: number;
  attendWorkingDays: number;
  settleWorkingDays: number;
}

export const SERVICE_CLOCK = defineRule<ServiceClock>({
  key: 'prevention-service-clock',
  isSettable: true,
  contradiction: ({ cutOffDays, recordCutOffDays, settleCutOffDays }) =>
    outOfOrder([cutOffDays, recordCutOffDays, settleCutOffDays], '登记、写记录、结算的期限要一个比一个长'),
  label: '事故预防服务时限',
  says: (clock) => [
    `保险期内做的服务，到期后 ${clock.cutOffDays} 天内还可以登记，${clock.recordCutOffDays} 天内写记录，${clock.settleCutOffDays} 天内结算；到期后做的不算。`,
    `另一方 ${clock.agreeWorkingDays} 个工作日内答复；服务做完 ${clock.recordWorkingDays} 个工作日内写记录；企业 ${clock.acceptWorkingDays} 个工作日内确认；参加的员工 ${clock.attendWorkingDays} 个工作日内确认；保险机构 ${clock.settleWorkingDays} 个工作日内结算。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2018-01-01',
      article: '意见（十五）',
      source: '设计值；服务记录双方确认见 AQ 9010-2019',
      standing: 'reference',
      value: {
        cutOffDays: 90,
        recordCutOffDays: 120,
        settleCutOffDays: 180,
        agreeWorkingDays: 5,
        recordWorkingDays: 5,
        acceptWorkingDays: 5,
        attendWorkingDays: 5,
        settleWorkingDays: 10,
      },
    },
  ],
});

export const serviceClock = (at: Date): ServiceClock => ruleOn(SERVICE_CLOCK, localDate(at)).value;
export const serviceClockOn = (day: LocalDate): ServiceClock => ruleOn(SERVICE_CLOCK, day).value;

interface ComplaintClock {
  /** Working days to answer a complaint, and one that is not simple. */
  answerWorkingDays: number;
  complexWorkingDays: number;
  /** Calendar days it may be put off further, once, with notice to the firm. */
  extensionDays: number;
}

export const COMPLAINT_CLOCK = defineRule<ComplaintClock>({
  key: 'service-complaint-clock',
  label: '预防服务投诉答复时限',
  says: ({ answerWorkingDays, complexWorkingDays, extensionDays }) => [
    `投诉 ${answerWorkingDays} 个工作日内答复；情况复杂的 ${complexWorkingDays} 个工作日内。`,
    `还要延长的，最多再延 ${extensionDays} 天，到期以前告诉企业。`,
  ],
  versions: [
    {
      version: 'AQ9010',
      from: '2020-02-01',
      article: 'AQ 9010-2019；意见（十五）',
      source: 'AQ 9010-2019 安全生产责任保险事故预防技术服务规范',
      standing: 'read',
      value: { answerWorkingDays: 10, complexWorkingDays: 30, extensionDays: 30 },
    },
  ],
});
export const complaintClock = (at: Date): ComplaintClock => ruleOn(COMPLAINT_CLOCK, localDate(at)).value;
