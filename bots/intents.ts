import { findReference, type ReferenceLetter } from '#kernel/references';
import { understandable } from './words.ts';

export const INTENTS = [
  'help',
  'back',
  'cancel',
  'resume',
  'report',
  'my-reports',
  'progress',
  'my-programme',
  'who-am-i',
  'bind',
  'join',
  'to-dos',
  'accept',
  'verify',
  'submit',
  'approve',
  'return',
  'urge',
  'endorse',
  'reopen',
  'reward',
  'suggest',
  'my-suggestions',
  'complete',
  'effective',
  'not-effective',
  'adopt',
  'decline',
  'confirm-suggestion',
  'not-yet',
] as const;
export type IntentCode = (typeof INTENTS)[number];

export interface Intent {
  code: IntentCode;
  /** Number of a case, an item or a suggestion in the message, normalised. */
  reference?: string;
  /** What follows the command: a code, a reason, a result. */
  rest?: string;
}

interface IntentRow {
  code: IntentCode;
  /** Tried on the whole message after `understandable`, with the case number cut out. */
  pattern: RegExp;
  /** Kinds of number without one of which the message means something else. */
  of?: readonly ReferenceLetter[];
  examples: readonly string[];
  /** Messages that look alike and mean something else. */
  nearMisses: readonly string[];
}

const POLITE = '(?:请|麻烦|帮我|我要|我想|想)?';
const command = (words: string, rest = ''): RegExp => new RegExp(`^${POLITE}(?:${words})[:：]?\\s*${rest}$`, 'i');
const REST = '(?<rest>.*)';

/** The whole of what the bot understands at any moment; numbers and plain words belong to the conversation. */
export const INTENT_TABLE: readonly IntentRow[] = [
  {
    code: 'help',
    pattern:
      /^(帮助|求助|help|菜单|主菜单|功能|怎么用|怎么上报|怎么报|使用说明|你好|您好|hi|hello|在吗|在不在|\?+|你是谁)$/i,
    examples: ['帮助', '幫助', 'ＨＥＬＰ', '你好', '怎么用', '？', '帮住', '菜单。'],
    nearMisses: ['帮助不了他', '没有帮助', '灭火器怎么用都没人教'],
  },
  {
    code: 'back',
    pattern: /^(返回|返回上一步|上一步|后退|回上一步|回去|退回上一步)$/,
    examples: ['返回', '返回。', '反回', '上一步', ' 返回 '],
    nearMisses: ['退回 H2026-0001', '返回的管道漏油', '不返回'],
  },
  {
    code: 'cancel',
    pattern: /^(取消|取消上报|退出|不报了|算了|放弃|结束|停止|不弄了)$/,
    examples: ['取消', '取销', '取 消', '退出', '算了', '不报了！'],
    nearMisses: ['取消了防护栏', '安全出口被取消', '不取消'],
  },
  {
    code: 'resume',
    pattern: /^(继续|接着|接着报|继续上报|继续填写)$/,
    examples: ['继续', '繼續', '接着报'],
    nearMisses: ['继续漏油', '还在继续冒烟'],
  },
  {
    code: 'my-reports',
    pattern: /^(我的|查看我的|查我的|看我的)(上报|报告|隐患|记录|上报记录)$|^我(上)?报(过)?的(隐患)?$|^我报了哪些$/,
    examples: ['我的上报', '我报的', '我的隱患', '查我的上报', '我的报告'],
    nearMisses: ['我的手被夹了', '我上报', '我的工位漏电'],
  },
  {
    code: 'progress',
    pattern:
      /^(查|查询|查一下|看看|看)?(进度|进展|处理进度|到哪一步了|到哪了|处理得怎么样|处理了吗|怎么样了|好了吗|处理好了吗)?(查询)?\s*(?<rest>[0-9A-Z]{6,10})?$/i,
    of: ['H', 'J', 'S'],
    examples: [
      'H2026-0001',
      'J2026-0001',
      '进度 S2026-1',
      '进度 h2026-1',
      '查 Ｈ２０２６－０００１',
      'H2026-0001 到哪一步了',
      '查询进度H20260001',
    ],
    nearMisses: ['3号线进度太慢人很累', 'H型钢堆得太高', '2026年1月'],
  },
  {
    code: 'progress',
    pattern: /^(查|查询|查一下|看)?(进度|处理进度|我的进度|到哪一步了|处理得怎么样了?)(查询)?$/,
    examples: ['进度', '查进度', '進度', '我的进度', '进渡'],
    nearMisses: ['赶进度没停机就清料', '进度表旁边的电箱开着'],
  },
  {
    code: 'my-programme',
    pattern:
      /^(查|查看|看|看看)?(我的|我们的|我们厂的?|企业)?(安全发展)?项目(进度|进展|阶段|情况)?(怎么样了?|到哪一步了?|到哪了)?$/,
    examples: ['我的项目', '项目', '查我的项目', '我們的項目', '项目进度', '项目到哪一步了', '我的项木'],
    nearMisses: ['项目部的电箱漏电', '新项目没验收就开工', '项目经理不戴安全帽', '我的项目组没人'],
  },
  {
    code: 'who-am-i',
    pattern: /^(我是谁|我的身份|我的账号|我的帐号|我绑定了吗|身份)$/,
    examples: ['我是谁', '我的身份', '我是誰', '我的账号'],
    nearMisses: ['我是谁都不怕的电工', '他是谁'],
  },
  {
    code: 'bind',
    pattern: command('绑定|绑定账号|绑定帐号|绑定码|认证', '(?<rest>\\d{6})?'),
    examples: ['绑定', '绑定 123456', '绑定１２３４５６', '綁定', '邦定 123456', '我要绑定'],
    nearMisses: ['绑定的钢丝绳松了', '绑定 12', '解除绑定带'],
  },
  {
    code: 'join',
    pattern: command('加入|加入班组|进班组|班组码', '(?<rest>[0-9A-Z-]{4,12}(?:\\s.*)?)?'),
    examples: ['加入班组', '加入 AB3D5F', '加入班组 ab3d5f', '加入班組', '班组码 AB3D5F'],
    nearMisses: ['加入稀释剂时没戴口罩', '有人加入进来抽烟'],
  },
  {
    code: 'to-dos',
    pattern: /^(我的|查看|查|看)?(待办|待处理|待办事项)$|^(有什么|有哪些)(要我|我要)(做|办|处理)的?$|^要我做什么$/,
    examples: ['待办', '我的待办', '待辦', '要我做什么', '代办'],
    nearMisses: ['待处理的废料堆在门口', '没人待办公室'],
  },
  {
    code: 'accept',
    pattern: command('受理'),
    of: ['H'],
    examples: ['受理 H2026-0001', '受理H2026-1', 'H2026-0001 受理', '受里 h2026-0001'],
    nearMisses: ['不受理 H2026-0001', '没人受理', '受理了吗 H2026-0001'],
  },
  {
    code: 'verify',
    pattern: command('核实|确认属实|查实', REST),
    of: ['H'],
    examples: ['核实 H2026-0001', '核实 H2026-0001 属实', 'H2026-0001 核实', '核實 H2026-0001 不属实 现场没有'],
    nearMisses: ['没核实 H2026-0001', '谁来核实'],
  },
  {
    code: 'submit',
    pattern: command('提交|提交整改|提交验收|整改完成|整改好了|整改完了|已整改|整改', REST),
    of: ['H'],
    examples: [
      '提交 H2026-0001',
      '提交整改 H2026-0001',
      'H2026-0001 整改完成',
      '整改好了 H2026-0001 已换新线',
      '已整改H2026-0001',
    ],
    nearMisses: ['还没整改 H2026-0001', '整改一直没做'],
  },
  {
    code: 'approve',
    pattern: command('验收|验收通过|通过验收|通过', REST),
    of: ['H'],
    examples: ['验收 H2026-0001', '验收通过 H2026-0001', 'H2026-0001 验收', '驗收 H2026-0001', '验受 H2026-0001'],
    nearMisses: ['不通过 H2026-0001', '未验收就用了'],
  },
  {
    code: 'return',
    pattern: command('退回|退回整改|不通过|验收不通过|打回', REST),
    of: ['H'],
    examples: ['退回 H2026-0001 照片看不清', '不通过 H2026-0001', '打回H2026-0001 还在漏'],
    nearMisses: ['返回', '退回去的阀门漏'],
  },
  {
    code: 'urge',
    pattern: command('催办|催一下|催促|催'),
    of: ['H'],
    examples: ['催办 H2026-0001', '催一下H2026-0001', '崔办 H2026-0001'],
    nearMisses: ['别催 H2026-0001', '催化剂罐漏'],
  },
  {
    code: 'endorse',
    pattern: command('附议|支持|我也看到了|我也发现了'),
    of: ['H'],
    examples: ['附议 H2026-0001', '附議H2026-0001', '附意 H2026-0001'],
    nearMisses: ['不附议 H2026-0001', '支持架松了'],
  },
  {
    code: 'reopen',
    pattern: command('还没有|(?:还没有?|没有?)(?:解决|改好|修好)', '(?:[\\s，,：:]+(?<rest>.*))?'),
    of: ['H'],
    examples: ['还没有 H2026-0001', 'H2026-0001 还没有解决', '還沒有 H2026-1', '没改好 H2026-0001 灯还是不亮'],
    nearMisses: ['还没有', '还没整改 H2026-0001', '还没有人来修电箱'],
  },
  {
    code: 'reward',
    pattern:
      /^(确认|查|查看|我的)?(奖励|奖金)(到账|确认|收到|到了|领到)?了?(吗)?$|^(收到|领到|确认收到)(了)?(奖励|奖金)了?$/,
    examples: ['确认奖励', '我的奖励', '奖励到了', '收到奖励', '奖励', '確認獎勵'],
    nearMisses: ['没收到奖励', '奖励制度没贴出来', '奖金扣了还让冒险干'],
  },
  {
    code: 'suggest',
    pattern:
      /^(?:(?:请|我要|我想|想|我)?(?:提|有)(?:一?[个条])?(?:合理化)?建议|(?:合理化)?建议(?=$|[:：，,\s]))[:：，,]?\s*(?<rest>.*)$/,
    examples: ['提建议', '我要提建议', '提建意', '提個建議', '建议', '提建议：把叉车通道划出来', '我有个建议 加装护栏'],
    nearMisses: ['没有建议', '不建议这样站', '建议的护栏没装', '我的建议'],
  },
  {
    code: 'my-suggestions',
    pattern: /^(我的|查我的|看我的)(合理化)?建议$|^我提(过)?的(建议)?$/,
    examples: ['我的建议', '我提的', '我的建議', '查我的建议'],
    nearMisses: ['提建议', '我的建议箱坏了'],
  },
  {
    code: 'complete',
    pattern: command('完成|完成了|做完了?|做好了?|办完了?|办好了?', REST),
    of: ['J'],
    examples: ['完成 J2026-0001', 'J2026-0001 做完了', '完成J2026-1 已经换好', '做好了 Ｊ２０２６－０００１'],
    nearMisses: ['没完成 J2026-0001', '还没做完 J2026-0001', '完成一半就停了'],
  },
  {
    code: 'effective',
    pattern: command('有效|检查有效|通过'),
    of: ['J'],
    examples: ['有效 J2026-0001', 'J2026-0001 检查有效', '通过 J2026-1'],
    nearMisses: ['无效 J2026-0001', '没有效果 J2026-0001', '有效期过了'],
  },
  {
    code: 'not-effective',
    pattern: command('无效|没有效果|没效果|没有效|重做|不通过', REST),
    of: ['J'],
    examples: ['无效 J2026-0001 只做了三天', '没有效果 J2026-0001', 'J2026-1 重做'],
    nearMisses: ['有效 J2026-0001', '无效的灭火器还挂着'],
  },
  {
    code: 'adopt',
    pattern: command('采纳', REST),
    of: ['S'],
    examples: ['采纳 S2026-0001', 'S2026-0001 采纳', '採納 S2026-1 下周就做'],
    nearMisses: ['不采纳 S2026-0001', '没采纳 S2026-0001'],
  },
  {
    code: 'decline',
    pattern: command('不采纳|不予采纳', REST),
    of: ['S'],
    examples: ['不采纳 S2026-0001 明年搬厂', 'S2026-1 不采纳', '不採納 S2026-0001'],
    nearMisses: ['采纳 S2026-0001', '为什么不采纳'],
  },
  {
    code: 'confirm-suggestion',
    pattern: command('确认|确认落实|确认落实了|落实了|已落实'),
    of: ['S'],
    examples: ['确认 S2026-0001', 'S2026-0001 落实了', '確認 S2026-1'],
    nearMisses: ['没落实 S2026-0001', '确认 H2026-0001'],
  },
  {
    code: 'not-yet',
    pattern: command('还没有?(?:落实|做)?|没有?落实', '(?:[\\s，,：:]+(?<rest>.*))?'),
    of: ['S'],
    examples: ['还没有 S2026-0001', '没落实 S2026-0001 只划了一半', '還沒有 S2026-1'],
    nearMisses: ['落实了 S2026-0001', '还没有'],
  },
  {
    code: 'report',
    pattern: /^(我要|我想|想|要)?(上报|报|报告|举报|反映|报个|上报一个|报一个)?(隐患|安全隐患|问题|危险)?$/,
    examples: ['上报', '我要上报', '报隐患', '隐患', '举报', '上報隱患', '上抱', '我要报隐患'],
    nearMisses: ['没有隐患', '不上报', '要'],
  },
];

const LETTERS: readonly ReferenceLetter[] = ['H', 'J', 'S'];

/** The number somebody wrote, of whatever kind the bot can act on. */
function numberIn(text: string): { letter: ReferenceLetter; reference: string } | undefined {
  for (const letter of LETTERS) {
    const reference = findReference(text, letter);
    if (reference !== undefined) return { letter, reference };
  }
  return undefined;
}

/** The command a whole message is, if it is one. A hazard told in plain words is not a command. */
export function findIntent(text: string): Intent | undefined {
  const all = understandable(text);
  if (!all) return undefined;
  const found = numberIn(all);
  const words = found
    ? understandable(all.replace(/[HJS]\s*20\d{2}\s*[-—–－_ ]?\s*\d{1,9}/i, ' ').replace(/\s+/g, ' '))
    : all.replace(/^(\S) (\S)$/, '$1$2');
  for (const row of INTENT_TABLE) {
    if (found ? !row.of?.includes(found.letter) : row.of !== undefined) continue;
    if (row.code === 'report' && !/上报|报|举报|反映|隐患|危险|问题/.test(words)) continue;
    const m = row.pattern.exec(words);
    if (!m) continue;
    const rest = m.groups?.['rest']?.trim();
    return { code: row.code, ...(found ? { reference: found.reference } : {}), ...(rest ? { rest } : {}) };
  }
  return undefined;
}
