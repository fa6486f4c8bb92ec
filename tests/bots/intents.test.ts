import { CONVERSATIONS } from '../../bots/conversations/index.ts';
import { findIntent as findIntentAmong, INTENTS } from '../../bots/intents.ts';
import { registerOf } from '../../bots/register.ts';
import { chosenNumber, saysNo, saysYes, understandable } from '../../bots/words.ts';

const INTENT_TABLE = registerOf(CONVERSATIONS).claims;
const findIntent = (text: string) => findIntentAmong(text, INTENT_TABLE);

describe('what the bot understands', () => {
  it.each(INTENT_TABLE.flatMap((row) => row.examples.map((text) => [row.code, text] as const)))(
    '%s: 「%s」',
    (code, text) => {
      expect(findIntent(text)?.code).toBe(code);
    },
  );

  it.each(INTENT_TABLE.flatMap((row) => row.nearMisses.map((text) => [row.code, text] as const)))(
    'not %s: 「%s」',
    (code, text) => {
      expect(findIntent(text)?.code).not.toBe(code);
    },
  );

  it('means one command by each example, in whatever order they are tried', () => {
    const reversed = INTENT_TABLE.toReversed();
    for (const { code, examples } of INTENT_TABLE)
      for (const text of examples) expect([text, findIntentAmong(text, reversed)?.code]).toEqual([text, code]);
  });

  it('has examples and near misses for every intent', () => {
    for (const code of INTENTS) {
      const rows = INTENT_TABLE.filter((row) => row.code === code);
      expect([code, rows.length > 0, rows.every((r) => r.examples.length >= 3 && r.nearMisses.length >= 2)]).toEqual([
        code,
        true,
        true,
      ]);
    }
  });

  it.each(['3号线电箱漏电', '二楼消防通道堵了', '冲床没有防护罩', '电箱在冒烟'])(
    'leaves a plain hazard alone: 「%s」',
    (text) => {
      expect(findIntent(text)).toBeUndefined();
    },
  );

  it('reads the case number, the code and the reason', () => {
    expect(findIntent('核实Ｈ２０２６－１ 不属实 现场没有')).toEqual({
      code: 'verify',
      reference: 'H2026-0001',
      rest: '不属实 现场没有',
    });
    expect(findIntent('綁定 ７Ｋ３ＭＷＱ２Ｐ')).toEqual({ code: 'bind', rest: '7K3MWQ2P' });
    expect(findIntent('退回 H2026-0012 照片看不清')).toEqual({
      code: 'return',
      reference: 'H2026-0012',
      rest: '照片看不清',
    });
  });
});

describe('numbers and yes', () => {
  it.each([
    ['1', 1],
    ['１', 1],
    ['①', 1],
    ['一', 1],
    ['第2个', 2],
    ['选3', 3],
    ['2.', 2],
    ['两', 2],
    ['12', 12],
  ])('「%s」 chooses %i', (text, number) => {
    expect(chosenNumber(understandable(text))).toBe(number);
  });
  it.each(['3号线', '100', '1吨', '一楼', ''])('「%s」 chooses nothing', (text) => {
    expect(chosenNumber(understandable(text))).toBeUndefined();
  });
  it.each(['是', '对', '好的', '確認', '可以', 'ＯＫ', '对的。'])('「%s」 is yes', (text) => {
    expect(saysYes(understandable(text))).toBe(true);
  });
  it.each(['不对', '不是', '不行', '不好', '对不起', '还没有', '不确认'])('「%s」 is not yes', (text) => {
    expect(saysYes(understandable(text))).toBe(false);
  });
  it.each(['不对', '还没有', '不是', '没收到'])('「%s」 is no', (text) => {
    expect(saysNo(understandable(text))).toBe(true);
  });
});
