import mongoose, { Schema } from 'mongoose';
import { changingBut, indexOwned, indexRows, OWNED_PATHS, type Owned, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { TeamKind } from './rescueTeam.rules.ts';

export const RESCUE_TEAM_STATUSES = [
  { code: 'ready', label: '在岗', tone: 'good', isOpen: true },
  { code: 'stood-down', label: '暂停值守', tone: 'bad', isOpen: true },
  { code: 'disbanded', label: '已解散', tone: 'quiet', isOpen: false },
] as const;
export type RescueTeamStatus = (typeof RESCUE_TEAM_STATUSES)[number]['code'];

/** Somebody of the team, with the certificate they work by; they stay on the list once they have left. */
export interface TeamMember {
  id: string;
  name: string;
  phone: string;
  certificate: string;
  /** Last day the certificate is good for. */
  until: LocalDate;
  isInsured: boolean;
  leftOn?: LocalDate;
}

/** 协议: a firm relies on the team; it counts once the firm has said so itself, until its last day. */
export interface TeamAgreement {
  id: string;
  enterpriseId: string;
  until: LocalDate;
  covers: string;
  offeredBy: string;
  fileIds: string[];
  confirmed?: { by: string; on: LocalDate };
  endedOn?: LocalDate;
}

/** 应急救援队伍, of a firm or of a park; others rely on it by agreement. */
export interface RescueTeam extends Row<RescueTeamStatus>, Owned {
  kind: TeamKind;
  name: string;
  leader: string;
  /** Answered day and night. */
  onCallPhone: string;
  gear: string;
  members: TeamMember[];
  agreements: TeamAgreement[];
  reason?: string;
}

const text = { type: String, required: true };
const list = { type: [Object], default: [] } as never;
const schema = new Schema<RescueTeam>(
  {
    ...ROW_PATHS,
    ...OWNED_PATHS,
    kind: text,
    name: text,
    leader: text,
    onCallPhone: text,
    gear: text,
    members: list,
    agreements: list,
    reason: String,
  },
  { collection: 'rescueTeams', versionKey: false },
);
indexRows(schema);
indexOwned(schema, { open: { isOpen: 1 }, status: { status: 1 }, kind: { kind: 1 } });
// A firm reads its own, and the teams it relies on.
schema.index({ 'agreements.enterpriseId': 1, _id: -1 }, { name: 'by_relying_firm' });

export const RESCUE_TEAM_CHANGING = changingBut(schema, ['kind']);

export const RescueTeamModel = mongoose.model<RescueTeam>('RescueTeam', schema);
