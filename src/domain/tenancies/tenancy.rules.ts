import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface TenancyTerms {
  /** Working days the other side has to say whether it is so. */
  answerWorkingDays: number;
  /** Months from one joint check to the next. */
  checkMonths: number;
  /** Years an agreement may last. */
  mostYears: number;
  /** Calendar days to put in order what is no longer of one park. */
  apartDays: number;
  /** Names of kinds of places: one of them alone says of no place which it is. */
  kinds: readonly string[];
  /** The criterion that is probably met where there is no agreement. */
  criterionId: string;
}

const KINDS = [
  ...['车间', '厂房', '仓库', '库房', '厂区', '场地', '生产线', '机台', '设备', '办公室', '办公楼', '宿舍', '食堂'],
  ...['一楼', '二楼', '三楼', '楼上', '楼下', '门口', '室内', '室外'],
];

const TENANCY_RULE = defineRule<TenancyTerms>({
  key: 'tenancies',
  label: '园中园、厂中厂租赁',
  says: ({ answerWorkingDays, checkMonths, mostYears, apartDays, kinds, criterionId }) => [
    `登记以后对方 ${answerWorkingDays} 个工作日内确认。`,
    `出租方每 ${checkMonths} 个月组织一次联合检查。`,
    `安全生产管理协议一次最长 ${mostYears} 年。`,
    `双方不在同一个园区了，${apartDays} 天内办退租或者说明。`,
    `共用部位写清是哪一处：只写${kinds.join('、')}的不收，每一方都有自己的。`,
    `在租而没有有效协议的，按判定标准 ${criterionId} 提一件疑似重大隐患。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（二）；安全生产法第四十八条、第四十九条',
      source: '协议、统一协调和定期检查为法律规定，租期上限为民法典第七百零五条；检查周期和答复天数为设计值',
      standing: 'reference',
      value: {
        answerWorkingDays: 5,
        checkMonths: 1,
        mostYears: 20,
        apartDays: 30,
        kinds: KINDS,
        criterionId: 'GM-3.1',
      },
    },
  ],
});

export const tenancyTerms = (at: Date): TenancyTerms => ruleOn(TENANCY_RULE, localDate(at)).value;
