import { presentChatLine } from '../../src/web/chat/presentChatLine.ts';

const line = (text: string) => ({ seq: 1, from: 'bot', text, createdAt: new Date('2026-11-24T02:00:00Z') }) as never;
const leads = (text: string, isKnown = true) =>
  presentChatLine(line(text), { isKnown, publicUrl: 'https://anfa.example' })
    .parts.filter(({ href }) => href !== '')
    .map(({ text, href }) => [text, href]);

it.each([
  ['准予销号：https://anfa.example/confirm/aM7AA4ejLrQoMzsZmJUvod2O\n链接', '/confirm/aM7AA4ejLrQoMzsZmJUvod2O'],
  ['全部请看网页：https://anfa.example/to-dos。', '/to-dos'],
  ['做完了在这里记：https://anfa.example/enrolments/E2026-0001#checklist', '/enrolments/E2026-0001#checklist'],
  ['请打开 https://anfa.example 登录', '/'],
])('an address of ours in 「%s」 leads to its page', (text, href) => {
  expect(leads(text).map(([, to]) => to)).toEqual([href]);
  expect(
    presentChatLine(line(text), { isKnown: true, publicUrl: 'https://anfa.example' })
      .parts.map((part) => part.text)
      .join(''),
  ).toBe(text);
});

it.each([
  'https://evil.example/confirm/aM7AA4ejLrQoMzsZmJUvod2O',
  'https://anfa.example.evil.example/confirm',
  'https://anfa.example@evil.example/',
  'https://anfa.example:8443/',
  'https://anfaxexample/to-dos',
  'javascript:alert(1)',
])('「%s」, as somebody may write it in a report, stays words', (text) => expect(leads(text)).toEqual([]));

it('leads out of the house by no address, not by two strokes either', () => {
  expect(leads('https://anfa.example//evil.example/')).toEqual([['https://anfa.example', '/']]);
});

it('numbers of cases and of help lead where they did', () => {
  expect(leads('H2026-0001 打119')).toEqual([
    ['H2026-0001', '/hazards/H2026-0001'],
    ['119', 'tel:119'],
  ]);
  expect(leads('H2026-0001', false)).toEqual([['H2026-0001', '/track']]);
});
