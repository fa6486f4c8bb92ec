import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { ruleVersion } from '#kernel/rules';
import { COMMON_HERE, SYLLABLES_HERE } from './commonPasswords.ts';
import { PASSWORD_RULE } from './identityRules.ts';

const { least, long, score, most } = ruleVersion(PASSWORD_RULE, '2026-1').value;

/** What is asked of a password, in a sentence for people. */
export const PASSWORD_HINT = `至少 ${long} 位，或 ${least} 位以上且不容易猜；不能全是数字，不能用常见的密码。`;

let known: { strength: ZxcvbnFactory; leaked: ReadonlySet<string> } | undefined;

/** Reads the shipped lists once, when a password is first chosen: signing in needs none. */
function lists() {
  const here = { ...dictionary, 'passwords-here': [...COMMON_HERE], 'names-here': [...SYLLABLES_HERE] };
  known ??= {
    strength: new ZxcvbnFactory({ dictionary: here, graphs: adjacencyGraphs }),
    leaked: new Set([...dictionary['passwords-common'], ...COMMON_HERE].map((one) => String(one).toLowerCase())),
  };
  return known;
}

/** What is wrong with a password somebody chooses, in one sentence; undefined for a good one. */
export function passwordFault(typed: string): string | undefined {
  const password = typed.normalize('NFKC');
  const length = [...password].length;
  if (length < least) return `密码至少 ${least} 位`;
  if (length > most) return `密码请不要超过 ${most} 位`;
  if (/^(\d+|(.)\2+)$/u.test(password)) return '密码不能全是数字或同一个字符';
  if (lists().leaked.has(password.toLowerCase())) return '这个密码太常见或泄露过，请换一个';
  if (length < long && lists().strength.check(password).score < score) {
    return `这个密码容易猜到，请写到 ${long} 位以上，或换一个不好猜的`;
  }
  return undefined;
}
