import mongoose, { Schema } from 'mongoose';
import type { Role, Scope } from '#kernel/actor';
import { NAMED_ID, ORDERED_ID, RANDOM_ID } from '#kernel/ids';
import { forgetWhenChanged } from '#platform/remembered';

/** One role a person holds and where. */
export interface Grant {
  _id: string;
  role: Role;
  scope: Scope;
}

export interface Account {
  _id: string;
  name: string;
  /** Eleven digits; unique. */
  phone: string;
  /** Absent until the person has set one: invited people, and workers who only use chat. */
  passwordHash?: string;
  grants: Grant[];
  status: 'active' | 'disabled';
  totpSecret?: string;
  /** Last time step accepted, so that a code seen over a shoulder works once. */
  totpLastStep?: number;
  failedCount: number;
  lockedUntil?: Date;
  lastGrantId?: string;
  /** Shown on the demo page. */
  isDemo?: boolean;
  createdAt: Date;
}

export type CodePurpose = 'invitation' | 'reset' | 'binding';

/** A one-time code. Only its hash is kept. */
export interface OneTimeCode {
  _id: string;
  purpose: CodePurpose;
  personId: string;
  grantId?: string;
  codeHash: string;
  tries: number;
  expiresAt: Date;
  usedAt?: Date;
}

/** A chat address that speaks for a person. */
export interface Binding {
  _id: string;
  channel: string;
  channelUserId: string;
  personId: string;
  grantId?: string;
  boundAt: Date;
}

/** Wrong binding codes from one chat address. */
export interface BindingTries {
  _id: string;
  count: number;
  expiresAt: Date;
}

/** A signed-in browser, as the session store keeps it. */
export interface StoredSession {
  _id: string;
  expires: Date;
  session: { personId?: string; grantId?: string; device?: string; signedInAt?: Date; seenAt?: Date };
}

const text = { type: String, required: true };
const at = { type: Date, required: true };
const plain = { versionKey: false } as const;

const accountSchema = new Schema<Account>(
  {
    _id: ORDERED_ID,
    name: text,
    phone: text,
    passwordHash: String,
    grants: { type: [{ _id: text, role: text, scope: { type: Schema.Types.Mixed, default: {} } }], default: [] },
    status: { type: String, default: 'active' },
    totpSecret: String,
    totpLastStep: Number,
    failedCount: { type: Number, default: 0 },
    lockedUntil: Date,
    lastGrantId: String,
    isDemo: Boolean,
    createdAt: at,
  },
  { ...plain, collection: 'accounts', minimize: false },
);
accountSchema.index({ phone: 1 }, { unique: true, name: 'one_phone' });
accountSchema.index({ 'grants.scope.enterpriseId': 1, 'grants.role': 1 }, { name: 'by_enterprise' });
accountSchema.index({ 'grants.scope.parkId': 1 }, { name: 'by_park' });
accountSchema.index({ 'grants.scope.bodyId': 1 }, { name: 'by_body' });
accountSchema.index({ 'grants.role': 1, _id: 1 }, { name: 'by_role' });
forgetWhenChanged<Account>(accountSchema, ['name', 'grants', 'status', 'lastGrantId'], holdsPost);
accountSchema.index({ isDemo: 1 }, { partialFilterExpression: { isDemo: true }, name: 'demo_people' });

/** Posts: who holds one is told when something waits there. */
export const POSTS = [
  'enterprise-manager',
  'safety-officer',
  'applicant',
  'park-officer',
  'regulator',
] as const satisfies Role[];
function holdsPost({ grants }: Account): boolean {
  return grants.some(({ role }) => (POSTS as readonly Role[]).includes(role));
}

const codeSchema = new Schema<OneTimeCode>(
  {
    _id: RANDOM_ID,
    purpose: text,
    personId: text,
    grantId: String,
    codeHash: text,
    tries: { type: Number, default: 0 },
    expiresAt: at,
    usedAt: Date,
  },
  { ...plain, collection: 'oneTimeCodes' },
);
codeSchema.index({ personId: 1, purpose: 1 }, { name: 'by_person' });
codeSchema.index(
  { codeHash: 1 },
  { unique: true, partialFilterExpression: { purpose: 'binding' }, name: 'one_binding_code' },
);
codeSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'gone_when_over' });

const bindingSchema = new Schema<Binding>(
  { _id: ORDERED_ID, channel: text, channelUserId: text, personId: text, grantId: String, boundAt: at },
  { ...plain, collection: 'bindings' },
);
bindingSchema.index({ channel: 1, channelUserId: 1 }, { unique: true, name: 'one_person_an_address' });
bindingSchema.index({ personId: 1 }, { name: 'by_person' });

const triesSchema = new Schema<BindingTries>(
  { _id: NAMED_ID, count: { type: Number, default: 0 }, expiresAt: at },
  { ...plain, collection: 'bindingTries' },
);
triesSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'gone_when_over' });

const sessionSchema = new Schema<StoredSession>(
  { _id: NAMED_ID, expires: Date, session: Schema.Types.Mixed },
  { ...plain, collection: 'sessions', strict: false },
);
sessionSchema.index({ 'session.personId': 1 }, { name: 'by_person' });
sessionSchema.index({ expires: 1 }, { expireAfterSeconds: 0, name: 'gone_when_over' });

export const AccountModel = mongoose.model<Account>('Account', accountSchema);
export const CodeModel = mongoose.model<OneTimeCode>('OneTimeCode', codeSchema);
export const BindingModel = mongoose.model<Binding>('Binding', bindingSchema);
export const BindingTriesModel = mongoose.model<BindingTries>('BindingTries', triesSchema);
export const SessionModel = mongoose.model<StoredSession>('Session', sessionSchema);
