import { findPeople } from '#domain/identity';
import { runsEnterprise } from '#kernel/actor';
import type { Turn } from '../conversation.ts';

const BEHALF = /^(?:替|代|帮)\s*(?<name>\S{2,12}?)\s*(?:上报|报告|报)\s*[:：，,]?\s*(?<words>.*)$/s;

/**
 * 「替韦小妹报 3号线电箱漏电」 from somebody who runs the firm: the worker meant and what is left to tell. A name nobody
 * of the firm bears is no name, so that 「替换的阀门报警」 stays a hazard.
 */
export async function findColleague({
  ctx: { actor },
  message,
}: Turn): Promise<{ personId: string; name: string; words: string } | undefined> {
  const { name, words = '' } = BEHALF.exec((message.text ?? '').normalize('NFKC').trim())?.groups ?? {};
  if (!name || !runsEnterprise(actor) || !actor.scope.enterpriseId) return undefined;
  const [only, ...others] = await findPeople({ enterpriseId: actor.scope.enterpriseId, role: 'worker', name }, 2);
  return only && others.length === 0 ? { personId: only._id, name, words } : undefined;
}
