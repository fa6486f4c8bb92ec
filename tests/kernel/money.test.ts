import { fen, formatYuan, parseYuan, splitEqually } from '#kernel/money';

describe('money in fen', () => {
  it.each([
    ['50', 5000],
    ['50.5', 5050],
    ['１，０００．０１', 100_001],
    ['¥ 3 元', 300],
    ['1,234.5', 123_450],
    ['１２３４．５元', 123_450],
  ])('reads %s', (text, amount) => {
    expect(parseYuan(text)).toBe(amount);
  });
  it.each(['', '-1', '1.234', 'abc', '1e3', '1.234,5', '1234,5', '12,34'])('refuses %j', (text) => {
    expect(parseYuan(text)).toBeUndefined();
  });
  it('writes thousands and fen', () => {
    expect(formatYuan(fen(123_450))).toBe('1,234.50 元');
  });
  it('splits without losing a fen', () => {
    const parts = splitEqually(fen(100), 3);
    expect(parts).toEqual([34, 33, 33]);
  });
  it('refuses a fraction of a fen', () => {
    expect(() => fen(1.5)).toThrow(RangeError);
  });
});
