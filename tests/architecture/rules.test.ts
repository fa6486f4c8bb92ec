import { allRules, defineRule, ruleOn } from '#kernel/rules';
import '../../src/web/routes.ts';
import { draftRule } from '#domain/drafts';
import { doneDays } from '#domain/journal';
import { localDate } from '#kernel/dates';
import { fixedNow } from '../support/clock.ts';

const version = { article: '意见（一）', source: '设计值', standing: 'reference', value: 1 } as const;
const says = (days: number) => [`${days} 天`];

describe('a rule table', () => {
  it('is declared once, its versions in order, or the process does not start', () => {
    const [earlier, later] = [
      { ...version, version: 'one', from: '2026-01-01' },
      { ...version, version: 'two', from: '2027-01-01' },
    ];
    const table = { key: 'of-this-test', label: '试', says, versions: [earlier, later] };
    defineRule(table);
    expect(() => defineRule(table)).toThrow('declared twice');
    expect(() => defineRule({ ...table, key: 'another-of-this-test', versions: [later, earlier] })).toThrow(
      'out of order',
    );
  });

  it('remembers a form that was handed in for longer than the form may be sent', () => {
    expect(doneDays(fixedNow)).toBeGreaterThan(draftRule(fixedNow).formDays);
  });

  it('says in whole sentences what each version means, and names a source that a reader can look up', () => {
    const rules = allRules();
    expect(rules.length).toBeGreaterThan(40);
    for (const rule of rules)
      for (const { value, source, article, standing, version: name } of rule.versions) {
        const lines = rule.says(value);
        expect({ key: rule.key, name, count: lines.length }).not.toMatchObject({ count: 0 });
        expect(lines.join('')).not.toMatch(/undefined|NaN|null|\[object/);
        // What was written down from memory says so by its mark, too.
        expect([rule.key, standing === 'unread']).toEqual([rule.key, /凭记忆|没有读到/.test(source)]);
        expect(`${article} ${source}`).not.toMatch(/\.md|§|[a-z]\.[a-z]/);
      }
    expect(ruleOn(rules[0] as (typeof rules)[0], localDate(fixedNow)).article).not.toBe('');
  });
});
