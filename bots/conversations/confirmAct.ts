import { askConfirmation, type ConfirmedAction, getHazard, hazardLifecycle } from '#domain/hazards';
import { actionRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { type Conversation, end, type Outcome, type Start, say, shortly, type Turn } from '../conversation.ts';
import { command } from '../intents.ts';

/** What each step that is due with the body may be answered with; a chat account alone takes none of them. */
const ANSWERS: Readonly<Record<string, readonly ConfirmedAction[]>> = {
  'hazard-closure-requested': ['close-major', 'return-closure'],
  'hazard-extension': ['grant-extension', 'refuse-extension'],
};

/** Links by which this person, signed in, may take these steps once each. */
async function link(reference: string, actions: readonly ConfirmedAction[], turn: Turn): Promise<Outcome> {
  const { hazard } = await getHazard(turn.ctx, reference);
  const settle = async () => {
    const rows: { label: string; link: string }[] = [];
    let minutes = 0;
    for (const action of actions) {
      const asked = await askConfirmation(turn.ctx, { reference, action });
      minutes = asked.minutes;
      const { label } = actionRow(hazardLifecycle, action);
      rows.push({ label, link: `${turn.publicUrl}${paths.confirm(asked.code)}` });
    }
    return end(say('confirm', { reference, text: shortly(hazard.text), rows, minutes }));
  };
  return { replies: [], effect: { when: 'with-message', run: settle } };
}

/** Leads from 待办 and 待审 to the links; undefined for what is no such step. */
export const confirmOwed = (clock: string, reference: string, turn: Turn): Promise<Outcome> | undefined => {
  const actions = ANSWERS[clock];
  return actions && link(reference, actions, turn);
};

const start =
  (...actions: ConfirmedAction[]): Start =>
  ({ reference = '' }, turn) =>
    link(reference, actions, turn);

/** 销号、降级、延期: asked for in the chat, confirmed by the person on a page they are signed in to. */
export const confirmAct: Conversation = {
  name: 'confirmAct',
  claims: {
    close: {
      pattern: command('(?:准予|同意|可以|予以)?销号|销号通过'),
      of: ['H'],
      examples: ['销号 H2026-0001', '准予销号 H2026-0001', 'H2026-0001 同意销号', '銷號 H2026-0001'],
      nearMisses: ['没销号 H2026-0001', '申请销号 H2026-0001', '销号'],
      start: start('close-major'),
    },
    'not-closed': {
      pattern: command('(?:不予|不同意|不能|不准予?)销号'),
      of: ['H'],
      examples: ['不予销号 H2026-0001', 'H2026-0001 不同意销号', '不能销号 H2026-1'],
      nearMisses: ['销号 H2026-0001', '不知道销号没有'],
      start: start('return-closure'),
    },
    downgrade: {
      pattern: command('降级|降为一般|改为一般(?:隐患)?|改成一般(?:隐患)?'),
      of: ['H'],
      examples: ['降级 H2026-0001', '改为一般隐患 H2026-0001', 'H2026-0001 降为一般'],
      nearMisses: ['不降级 H2026-0001', '降级'],
      start: start('downgrade'),
    },
    'more-time': {
      pattern: command('(?:同意|准予|批准)延期'),
      of: ['H'],
      examples: ['同意延期 H2026-0001', 'H2026-0001 准予延期', '批准延期 H2026-1'],
      nearMisses: ['不同意延期 H2026-0001', '申请延期 H2026-0001'],
      start: start('grant-extension'),
    },
    'no-more-time': {
      pattern: command('(?:不同意|不准予?|不批准|不予)延期'),
      of: ['H'],
      examples: ['不同意延期 H2026-0001', 'H2026-0001 不予延期', '不批准延期 H2026-1'],
      nearMisses: ['同意延期 H2026-0001', '不延期'],
      start: start('refuse-extension'),
    },
  },
  steps: {},
};
