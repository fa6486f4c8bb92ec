import { addDays, isLocalDate, readDay } from '#kernel/dates';
import { countField, dayField } from '#kernel/input';
import { parseYuan } from '#kernel/money';
import { bigrams, clean, shorten, tidy, tidyLines, tidyName } from '#kernel/text';
import { addWorkingDays, isForecast, isWorkingDay, statutoryHolidays } from '#kernel/workingDays';

describe('the gate for text', () => {
  it.each([
    ['安\u200b全\u202d帽\ufe0f', '安全帽'],
    ['表\ufffe格\uffff\u{1fffe}', '表格'],
    ['一半\ud800字', '一半字'],
    ['空\u0000字\u0007符', '空字符'],
    ['不\u00a0换\u3000行', '不 换 行'],
    ['一\r\n二\u2028三', '一\n二\n三'],
    ['👷\u200d♀\ufe0f戴帽', '👷♀戴帽'],
  ])('%j is %j', (typed, kept) => {
    expect(clean(typed)).toBe(kept);
  });

  it('keeps lines where there may be several, and one where there is one', () => {
    const typed = ' 第一，关阀门 \r\n\r\n\r\n\r\n第二，\t挂牌 ';
    expect([tidyLines(typed), tidy(typed), shorten('一\n二')]).toEqual([
      '第一，关阀门\n\n第二， 挂牌',
      '第一，关阀门 第二， 挂牌',
      '一 二',
    ]);
  });

  it.each(['桂林机械(集团)有限公司', '桂林机械（集团）有限公司', '桂林机械 ( 集团 ) 有限公司'])(
    '%s is one firm',
    (typed) => {
      expect(tidyName(typed)).toBe('桂林机械（集团）有限公司');
    },
  );

  it.each(['阿依古丽·买买提', '阿依古丽•买买提', '阿依古丽‧买买提', '阿依古丽・买买提', '阿依古丽 · 买买提'])(
    '%s is one person',
    (typed) => {
      expect(tidyName(typed)).toBe('阿依古丽·买买提');
    },
  );

  it('leaves brackets and dots alone that are of no name', () => {
    expect([tidyName('H(2) 1.5'), tidyName('PVC•U')]).toEqual(['H(2) 1.5', 'PVC•U']);
  });

  it.each(['(', '.', '*', '\\', '%', '[', '.*'])('what is looked for by %j is nothing but text', (typed) => {
    expect(bigrams(typed)).toEqual([]);
  });
});

describe('a day', () => {
  it.each([
    '2026-12-10',
    '2026/12/10',
    '2026.12.10',
    '2026年12月10日',
    '２０２６－１２－１０',
    ' 2026 年 12 月 10 日 ',
    '20261210',
  ])('is read from %s', (typed) => {
    expect(readDay(typed)).toBe('2026-12-10');
  });
  it.each(['2026-02-30', '12/10', '2026-13-01', 'abc', ''])('is not read from %j', (typed) => {
    expect(readDay(typed)).toBeUndefined();
  });
  it.each(['9999-12-31', '3026-12-10', '1026-12-10'])('so far away as %s is asked about', (typed) => {
    expect(dayField('请选择日期').safeParse(typed).error?.issues[0]?.message).toMatch(/核对年份/);
  });
});

describe('a whole number', () => {
  const field = countField('请填写人数', { least: 1, most: 10_000 });
  it.each([
    ['180', 180],
    ['１，０００', 1_000],
    ['1,000 人', 1_000],
    ['3次', 3],
  ])('is read from %s', (typed, count) => {
    expect(field.parse(typed)).toBe(count);
  });
  it.each([
    ['', '请填写人数'],
    ['1e5', '请填写整数，例如 120'],
    ['-3', '请填写整数，例如 120'],
    ['1.5', '请填写整数，例如 120'],
    ['0', '请填写人数'],
    ['99999', '请填写人数'],
  ])('is refused for %j', (typed, sentence) => {
    expect(field.safeParse(typed).error?.issues[0]?.message).toBe(sentence);
  });
});

describe('a day in a form', () => {
  it.each([
    ['', '请选择日期'],
    ['2026-02-30', '没有这个日期，请写成 2026-12-10 这样'],
    ['10.12.2026', '没有这个日期，请写成 2026-12-10 这样'],
  ])('is refused for %j', (typed, sentence) => {
    expect(dayField('请选择日期').safeParse(typed).error?.issues[0]?.message).toBe(sentence);
  });
});

describe('money', () => {
  it.each([
    ['1,234.5', 123_450],
    ['１２３４．５元', 123_450],
    ['￥ 1,234,567', 123_456_700],
  ])('is read from %s', (typed, fen) => {
    expect(parseYuan(typed)).toBe(fen);
  });
  it.each(['1.234,5', '1234,5', '1,23', '1.234', '12,34.5'])('is not guessed from %s', (typed) => {
    expect(parseYuan(typed)).toBeUndefined();
  });
});

describe('working days of a year nobody has published', () => {
  it('know its holidays by law, the Spring Festival of 2027 on 6 February', () => {
    expect([...statutoryHolidays(2027)].toSorted()).toEqual(
      [
        '01-01',
        '02-05',
        '02-06',
        '02-07',
        '02-08',
        '04-05',
        '05-01',
        '05-02',
        '06-09',
        '09-15',
        '10-01',
        '10-02',
        '10-03',
      ].map((day) => `2027-${day}`),
    );
    expect(isWorkingDay('2027-01-01')).toBe(false);
    expect(addWorkingDays('2026-12-31', 1)).toBe('2027-01-04');
    expect([isForecast('2026-12-31'), isForecast('2027-01-04')]).toEqual([false, true]);
  });

  it('have thirteen of them every year for as long as anything may fall due', () => {
    for (let year = 2027; year <= 2056; year++) {
      const days = [...statutoryHolidays(year)];
      expect(days.every(isLocalDate)).toBe(true);
      // A mid-autumn or Qingming that falls on another holiday is one day less.
      expect(days.length).toBeGreaterThanOrEqual(12);
      expect(isWorkingDay(addDays(`${year}-05-01`, 0))).toBe(false);
    }
  });
});
