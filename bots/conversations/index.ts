import type { Conversation } from '../conversation.ts';
import { accident } from './accident.ts';
import { alarm } from './alarm.ts';
import { answers } from './answers.ts';
import { bind, join } from './binding.ts';
import { budget } from './budget.ts';
import { confirmAct } from './confirmAct.ts';
import { gate } from './gate.ts';
import { menu } from './menu.ts';
import { NOUN_ACTS } from './nounActs.ts';
import { offer } from './offer.ts';
import { ownCase } from './ownCase.ts';
import { programme } from './programme.ts';
import { report } from './report.ts';
import { reports } from './reports.ts';
import { reward } from './reward.ts';
import { suggest } from './suggest.ts';
import { toDos } from './toDos.ts';
import { visit } from './visit.ts';

/** Everything the bot can talk about; what it knows of them all it reads here. */
export const CONVERSATIONS: readonly Conversation[] = [
  menu,
  reports,
  programme,
  bind,
  join,
  toDos,
  ...NOUN_ACTS,
  confirmAct,
  ownCase,
  reward,
  budget,
  gate,
  visit,
  accident,
  suggest,
  answers,
  offer,
  report,
  alarm,
];
