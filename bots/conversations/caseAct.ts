import { wordsOfPlaces } from '#domain/evidence';
import {
  acceptHazard,
  approveRectification,
  getHazard,
  hazardLifecycle,
  reopenHazard,
  returnRectification,
  submitRectification,
  urgeRectification,
  verifyHazard,
} from '#domain/hazards';
import { say } from '../conversation.ts';
import { command, REST } from '../intents.ts';
import { nounAct } from './nounAct.ts';
import { endorse } from './submitReport.ts';

/** 受理、核实、提交整改、验收、退回、催办、附议、还没有: a case number and what to do with it. */
export const caseAct = nounAct({
  name: 'caseAct',
  letter: 'H',
  path: 'hazards',
  lifecycle: hazardLifecycle,
  load: async (ctx, reference) => (await getHazard(ctx, reference)).hazard,
  acts: {
    accept: {
      command: 'accept',
      pattern: command('受理'),
      examples: ['受理 H2026-0001', '受理H2026-1', 'H2026-0001 受理', '受里 h2026-0001'],
      nearMisses: ['不受理 H2026-0001', '没人受理', '受理了吗 H2026-0001'],
      run: acceptHazard,
      did: '已受理',
    },
    'verify-valid': {
      knows: ['grade'],
      run: (ctx, { reference }) => verifyHazard(ctx, { reference, result: 'valid', grade: 'general' }),
      did: '已核实属实',
    },
    'verify-not-valid': {
      at: 'not-valid',
      run: (ctx, { reference, reason }) => verifyHazard(ctx, { reference, result: 'not-valid', reason }),
      did: '已核实为不属实',
    },
    'submit-rectification': {
      command: 'submit',
      pattern: command('提交|提交整改|提交验收|整改完成|整改好了|整改完了|已整改|整改', REST),
      examples: [
        '提交 H2026-0001',
        '提交整改 H2026-0001',
        'H2026-0001 整改完成',
        '整改好了 H2026-0001 已换新线',
        '已整改H2026-0001',
      ],
      nearMisses: ['还没整改 H2026-0001', '整改一直没做'],
      at: 'submit',
      asks: 'case-ask-fix',
      run: submitRectification,
      did: '整改已提交',
    },
    'approve-rectification': { run: approveRectification, did: '验收通过' },
    'return-rectification': {
      command: 'return',
      pattern: command('退回|退回整改|不通过|验收不通过|打回', REST),
      examples: ['退回 H2026-0001 照片看不清', '不通过 H2026-0001', '打回H2026-0001 还在漏'],
      nearMisses: ['返回', '退回去的阀门漏'],
      at: 'return',
      run: returnRectification,
      did: '已退回',
    },
    urge: {
      command: 'urge',
      pattern: command('催办|催一下|催促|催'),
      examples: ['催办 H2026-0001', '催一下H2026-0001', '崔办 H2026-0001'],
      nearMisses: ['别催 H2026-0001', '催化剂罐漏'],
      run: urgeRectification,
      did: '已催办',
    },
    reopen: {
      command: 'reopen',
      pattern: command('还没有|(?:还没有?|没有?)(?:解决|改好|修好)', '(?:[\\s，,：:]+(?<rest>.*))?'),
      examples: ['还没有 H2026-0001', 'H2026-0001 还没有解决', '還沒有 H2026-1', '没改好 H2026-0001 灯还是不亮'],
      nearMisses: ['还没有', '还没整改 H2026-0001', '还没有人来修电箱'],
      at: 'reopen',
      asksState: true,
      run: reopenHazard,
      did: '已收到。一般隐患重新打开；重大隐患由另一名监管人员复核，销号先不变。没有署名的，下一个整点起办理',
    },
  },
  questions: [
    {
      command: 'verify',
      pattern: command('核实|确认属实|查实', REST),
      examples: ['核实 H2026-0001', '核实 H2026-0001 属实', 'H2026-0001 核实', '核實 H2026-0001 不属实 现场没有'],
      nearMisses: ['没核实 H2026-0001', '谁来核实'],
      isAnsweredAtOnce: true,
      at: 'verify',
      show: ({ reference, text }, link) => say('case-verify', { reference, text, link }),
      yes: 'verify-valid',
      yesWords: /^(属实|有效)$/,
      no: 'verify-not-valid',
      noWords: /^(?:不属实|无效|不是隐患)[，,：:\s]*(?<reason>.*)$/,
    },
    {
      command: 'approve',
      pattern: command('验收|验收通过|通过验收|通过', REST),
      examples: ['验收 H2026-0001', '验收通过 H2026-0001', 'H2026-0001 验收', '驗收 H2026-0001', '验受 H2026-0001'],
      nearMisses: ['不通过 H2026-0001', '未验收就用了'],
      at: 'approve',
      show: ({ reference, text, fix }, link, note) =>
        say('case-approve', {
          ...{ reference, text, fixText: fix?.text ?? '', link, note },
          seenBefore: wordsOfPlaces({ reference }, fix?.seenBefore ?? []),
        }),
      yes: 'approve-rectification',
      // A photo that was seen before passes only with a reason.
      wantsNote: ({ fix }) => fix?.seenBefore !== undefined,
      yesWords: /^(?:验收)?通过(?:[，,：:\s]+(?<note>.{2,}))?$/,
      no: 'return-rectification',
      noWords: /^退回$/,
    },
  ],
  owed: {
    'hazard-reported': 'accept',
    'hazard-accepted': 'verify-valid',
    'hazard-rectifying': 'submit-rectification',
    // Closing a major one is asked of the competent body, on the page.
    'hazard-submitted': ({ isMajor }) => (isMajor ? undefined : 'approve-rectification'),
  },
  claims: {
    endorse: {
      pattern: command('(?:匿名)?附议|支持|我也看到了|我也发现了'),
      of: ['H'],
      examples: ['附议 H2026-0001', '附議H2026-0001', '附意 H2026-0001', '匿名附议 H2026-0001'],
      nearMisses: ['不附议 H2026-0001', '支持架松了'],
      start: ({ reference = '' }, turn) => endorse(reference, turn.words.includes('匿名'), turn),
    },
  },
});
