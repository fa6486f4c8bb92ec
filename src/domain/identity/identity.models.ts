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
  /** Sealed. */
  totpSecret?: string;
  /** Last time step accepted, so that a code seen over a shoulder works once. */
  totpLastStep?: number;
  lastGrantId?: string;
  /** When whoever it is for first held it. Until then nothing of theirs lies behind it, and a slip may open it. */
  openedAt?: Date;
  /** When a code sent to the number came back: only then is a person known to answer it. */
  phoneProvedAt?: Date;
  /** The number before this one, sealed: it is told of the change. */
  formerPhone?: string;
  /** Browsers they signed in from, the newest last. */
  devices?: KnownDevice[];
  /** Somebody else had the password reset: what was reported anonymously is not shown to whoever holds the account now. */
  hidesSince?: Date;
  hidesUntil?: Date;
  /** Counts what must not happen beside a change of the account. */
  turns?: number;
  /** Shown on the demo page. */
  isDemo?: boolean;
  createdAt: Date;
}

export interface KnownDevice {
  /** What stands for the browser's cookie and this person together: two people on one browser cannot be laid side by side. */
  mark: string;
  at: Date;
}

/**
 * A role offered to somebody and not taken yet. The inviter sees what they typed themselves, never who it is. Somebody who
 * asks for a role of their own accord, by a team's code or by registering a firm, is offered it at the number they typed.
 */
export interface Offer {
  _id: string;
  personId: string;
  role: Role;
  scope: Scope;
  /** As typed by the inviter, or by whoever asked. */
  typedName: string;
  /** The same, without its middle. */
  typedPhone: string;
  /** Who invited them; absent where it was asked for. */
  by?: string;
  byRole?: Role;
  /** Taken only with the code sent to the number or handed over on a slip: nobody has shown yet that the number is theirs. */
  needsCode: boolean;
  /** The holder has it already, or the account is disabled: nothing is offered, and the inviter does not see that. */
  isVoid?: boolean;
  createdAt: Date;
  expiresAt: Date;
}

export type CodePurpose = 'invitation' | 'reset' | 'binding' | 'phone';
/** How a code reaches its holder: their chat, an SMS to their number, a sealed slip of paper, their own page. */
export type CodeWay = 'chat' | 'sms' | 'slip' | 'page';

/** A one-time code. Its keyed hash is kept, and until it is used the code itself, sealed, for whoever carries it. */
export interface OneTimeCode {
  _id: string;
  purpose: CodePurpose;
  way: CodeWay;
  personId: string;
  /** The role a bound chat speaks in. */
  grantId?: string;
  /** The offer it takes. */
  offerId?: string;
  /** The one chat it goes to. */
  bindingId?: string;
  /** Who had it made for them; absent when they asked themselves. */
  askedBy?: string;
  askedByRole?: Role;
  codeHash: string;
  sealedCode?: string;
  /** Sealed: the number that is to become theirs, and where the code goes. */
  newPhone?: string;
  tries: number;
  expiresAt: Date;
  usedAt?: Date;
}

/**
 * A password set anew by a code somebody else had asked for, for the competent bodies of the holder. It says nothing of what
 * the account may hold, and no more of when than the hour.
 */
export interface ResetByOthers {
  _id: string;
  personId: string;
  /** What the holder was, and where. */
  role: Role;
  scope: Scope;
  askedBy: string;
  askedByRole: Role;
  way: CodeWay;
  /** The full hour. */
  at: Date;
  /** The bodies competent then: what they were told stays theirs. */
  bodyIds: string[];
  expiresAt: Date;
}

/** A chat address that speaks for a person. */
export interface Binding {
  _id: string;
  channel: string;
  channelUserId: string;
  personId: string;
  grantId?: string;
  boundAt: Date;
  /** Loosened then; kept for a while, so that the chat can be told. */
  endedAt?: Date;
}

/** Tries of one kind from one place. The id is keyed: it names neither address nor phone. */
export interface Tries {
  _id: string;
  count: number;
  /** The next one is not looked at before. */
  nextAt?: Date;
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
    lastGrantId: String,
    openedAt: Date,
    phoneProvedAt: Date,
    formerPhone: String,
    devices: { type: [{ _id: false, mark: text, at }], default: undefined },
    hidesSince: Date,
    hidesUntil: Date,
    turns: Number,
    isDemo: Boolean,
    createdAt: at,
  },
  { ...plain, collection: 'accounts', minimize: false },
);
accountSchema.index({ phone: 1 }, { unique: true, name: 'one_phone' });
accountSchema.index({ 'grants.scope.enterpriseId': 1, 'grants.role': 1 }, { name: 'by_enterprise' });
accountSchema.index({ 'grants.scope.parkId': 1 }, { name: 'by_park' });
accountSchema.index({ 'grants.scope.bodyId': 1 }, { name: 'by_body' });
accountSchema.index({ 'grants.scope.insurerId': 1 }, { name: 'by_insurer' });
accountSchema.index({ 'grants.role': 1, _id: 1 }, { name: 'by_role' });
accountSchema.index({ hidesUntil: 1 }, { partialFilterExpression: { hidesUntil: { $exists: true } }, name: 'hiding' });
forgetWhenChanged<Account>(
  accountSchema,
  ['name', 'grants', 'status', 'lastGrantId', 'totpSecret', 'hidesSince'],
  holdsPost,
);
accountSchema.index({ isDemo: 1 }, { partialFilterExpression: { isDemo: true }, name: 'demo_people' });

/** Posts: who holds one is told when something waits there. */
export const POSTS = [
  'enterprise-manager',
  'safety-officer',
  'applicant',
  'park-officer',
  'regulator',
  'insurer',
] as const satisfies Role[];
function holdsPost({ grants }: Account): boolean {
  return grants.some(({ role }) => (POSTS as readonly Role[]).includes(role));
}

const codeSchema = new Schema<OneTimeCode>(
  {
    _id: RANDOM_ID,
    purpose: text,
    way: text,
    personId: text,
    grantId: String,
    offerId: String,
    bindingId: String,
    askedBy: String,
    askedByRole: String,
    codeHash: text,
    sealedCode: String,
    newPhone: String,
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
  { _id: ORDERED_ID, channel: text, channelUserId: text, personId: text, grantId: String, boundAt: at, endedAt: Date },
  { ...plain, collection: 'bindings' },
);
bindingSchema.index({ channel: 1, channelUserId: 1 }, { unique: true, name: 'one_person_an_address' });
bindingSchema.index({ personId: 1 }, { name: 'by_person' });
bindingSchema.index({ endedAt: 1 }, { expireAfterSeconds: 7 * 86_400, name: 'gone_when_told' });

const resetSchema = new Schema<ResetByOthers>(
  {
    _id: RANDOM_ID,
    personId: text,
    role: text,
    scope: { type: Schema.Types.Mixed, default: {} },
    askedBy: text,
    askedByRole: text,
    way: text,
    at,
    bodyIds: { type: [String], required: true },
    expiresAt: at,
  },
  { ...plain, collection: 'resets', minimize: false },
);
resetSchema.index({ bodyIds: 1, at: -1, _id: -1 }, { name: 'by_body' });
resetSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'gone_when_over' });

const triesSchema = new Schema<Tries>(
  { _id: NAMED_ID, count: { type: Number, default: 0 }, nextAt: Date, expiresAt: at },
  { ...plain, collection: 'tries' },
);
triesSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'gone_when_over' });

const offerSchema = new Schema<Offer>(
  {
    _id: RANDOM_ID,
    personId: text,
    role: text,
    scope: { type: Schema.Types.Mixed, default: {} },
    typedName: text,
    typedPhone: text,
    by: String,
    byRole: String,
    needsCode: { type: Boolean, required: true },
    isVoid: Boolean,
    createdAt: at,
    expiresAt: at,
  },
  { ...plain, collection: 'offers', minimize: false },
);
offerSchema.index({ personId: 1 }, { name: 'by_person' });
offerSchema.index({ by: 1 }, { name: 'by_inviter' });
offerSchema.index({ role: 1 }, { partialFilterExpression: { role: 'applicant' }, name: 'registrations' });
offerSchema.index({ 'scope.enterpriseId': 1 }, { name: 'by_enterprise' });
offerSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'gone_when_over' });

const sessionSchema = new Schema<StoredSession>(
  { _id: NAMED_ID, expires: Date, session: Schema.Types.Mixed },
  { ...plain, collection: 'sessions', strict: false },
);
sessionSchema.index({ 'session.personId': 1 }, { name: 'by_person' });
sessionSchema.index({ expires: 1 }, { expireAfterSeconds: 0, name: 'gone_when_over' });

export const AccountModel = mongoose.model<Account>('Account', accountSchema);
export const CodeModel = mongoose.model<OneTimeCode>('OneTimeCode', codeSchema);
export const BindingModel = mongoose.model<Binding>('Binding', bindingSchema);
export const TriesModel = mongoose.model<Tries>('Tries', triesSchema);
export const OfferModel = mongoose.model<Offer>('Offer', offerSchema);
export const ResetModel = mongoose.model<ResetByOthers>('ResetByOthers', resetSchema);
export const SessionModel = mongoose.model<StoredSession>('Session', sessionSchema);
