import { getHazard } from '#domain/hazards';
import {
  addToMajor,
  answerOrder,
  fileSeenBy,
  type Major,
  majors,
  orderAnswerDays,
  reportProgress,
  superviseMajor,
  unanswered,
} from '#domain/majors';
import type { Context } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { command, REST } from '../intents.ts';
import { nounAct } from './nounAct.ts';

/** The file by its own number, or by that of its case, which people know. @throws NotFound */
async function fileBy(ctx: Context, reference: string): Promise<Major> {
  if (reference.startsWith('M')) return majors.get(ctx, reference);
  const { hazard } = await getHazard(ctx, reference);
  const file = await fileSeenBy(ctx, hazard._id);
  if (file === undefined) throw notFound('common.not-found');
  return file;
}

/** A step of the file somebody means by either number. */
const onFile =
  (step: (ctx: Context, file: Major, text: string) => Promise<unknown>) =>
  async (ctx: Context, { reference, text }: { reference: string; text: string }): Promise<unknown> =>
    step(ctx, await fileBy(ctx, reference), text);

/** 进展、督办、答复督办、备注: what is told of a major hazard by chat; nothing here ends one. */
export const majorAct = nounAct({
  name: 'majorAct',
  letter: 'M',
  also: ['H'],
  path: 'majors',
  lifecycle: majors.lifecycle,
  load: fileBy,
  acts: {
    progress: {
      command: 'major-progress',
      // 「H2026-0001 进展」 alone asks how it stands.
      pattern: /^(?:(?:报|治理)进展|进展(?=.))[:：]?\s*(?<rest>.*)$/,
      examples: ['进展 H2026-0001 电箱到货了', '报进展 M2026-0001', 'H2026-0001 报进展 已换好两台'],
      nearMisses: ['H2026-0001 进展', '进展太慢', '没有进展 H2026-0001'],
      at: 'progress',
      knows: ['photoIds'],
      asks: 'major-ask-progress',
      run: onFile((ctx, { reference }, text) => reportProgress(ctx, { reference, text })),
      did: '已报告治理进展',
    },
    supervise: {
      command: 'supervise',
      pattern: command('(?:挂牌)?督办(?!答复)', REST),
      examples: ['督办 H2026-0001 停用，七天内换好', '挂牌督办 M2026-0001', 'H2026-0001 督办'],
      nearMisses: ['没人督办 H2026-0001', '督办', '答复督办 H2026-0001'],
      at: 'supervise',
      knows: ['answerBy', 'isPublic'],
      asks: 'major-ask-order',
      run: onFile((ctx, { reference }, what) => {
        const answerBy = addDays(localDate(ctx.now), orderAnswerDays(ctx.now));
        return superviseMajor(ctx, { reference, what, answerBy });
      }),
      did: '已下达督办，企业会收到',
    },
    answer: {
      command: 'answer-order',
      pattern: command('答复督办|督办答复', REST),
      examples: ['答复督办 H2026-0001 已停用，周五换', '督办答复 M2026-0001', 'H2026-0001 答复督办 周五换完'],
      nearMisses: ['没答复督办 H2026-0001', '答复'],
      at: 'answer',
      knows: ['order'],
      asks: 'major-ask-answer',
      run: onFile((ctx, file, text) =>
        answerOrder(ctx, { reference: file.reference, order: unanswered(file)?.id ?? '-', text }),
      ),
      did: '已答复督办',
    },
    add: {
      command: 'note',
      pattern: command('备注|记一笔|补充说明', REST),
      examples: ['备注 H2026-0001 现场看过，警戒线在', '补充说明 M2026-0001', 'H2026-0001 记一笔 厂长在外地'],
      nearMisses: ['没备注 H2026-0001', '备注'],
      at: 'note',
      asks: 'major-ask-note',
      run: onFile((ctx, { reference }, text) => addToMajor(ctx, { reference, text })),
      did: '已记下',
    },
  },
  questions: [],
  owed: { 'major-progress': 'progress', 'major-answer': 'answer' },
});
