/** Roles a person can hold, in the words of the programme. */
export const ROLES = [
  { code: 'worker', label: '员工' },
  { code: 'enterprise-manager', label: '企业负责人' },
  { code: 'safety-officer', label: '安全管理员' },
  { code: 'park-officer', label: '园区管理人员' },
  { code: 'regulator', label: '监管人员' },
  { code: 'insurer', label: '保险机构' },
  { code: 'adviser', label: '辅导员' },
  { code: 'administrator', label: '系统管理员' },
  // Registered a firm by themselves and nobody has checked it: may apply, and nothing else.
  { code: 'applicant', label: '申请企业经办人' },
] as const;
export type Role = (typeof ROLES)[number]['code'];

/**
 * Where a role holds. Which fields are set follows from the role: enterprise roles name one enterprise (workers a
 * team too), park officers one park, regulators their competent body with its region and, for a sector department,
 * the GB/T 4754 sections it is responsible for; advisers their assigned enterprises; insurers their institution.
 */
export interface Scope {
  enterpriseId?: string;
  teamId?: string;
  parkId?: string;
  bodyId?: string;
  /** Region code of 2 (自治区), 4 (市) or 6 (县) digits: everything whose code starts with it is inside. */
  regionCode?: string;
  /** GB/T 4754 section letters; absent means every sector (a general competent body). */
  sectors?: readonly string[];
  enterpriseIds?: readonly string[];
  insurerId?: string;
}

/** A person acting in exactly one of the roles they hold. */
export interface PersonActor {
  kind: 'person';
  personId: string;
  /** The grant they act under now; a person with several switches visibly. */
  grantId: string;
  name: string;
  role: Role;
  scope: Scope;
  /**
   * Set while the account hides what lies behind it: somebody else had its password reset then, and whoever holds it now
   * is not shown what was reported anonymously before, or told meanwhile.
   */
  hidesSince?: Date;
}

/** Somebody not signed in: at a poster's QR code, or in a chat that is not bound to an account yet. */
export interface VisitorActor {
  kind: 'visitor';
  /** Stable within one browser session or one chat conversation; says nothing about who it is. */
  visitorId: string;
  /** The case whose query code they have just shown: in it they stand as whoever reported it. */
  holds?: string;
}

/** Anfa itself, driven by the clock. */
export interface SystemActor {
  kind: 'system';
  name: string;
}

export type Actor = PersonActor | VisitorActor | SystemActor;

/** Who acts, where that is a person; empty for a visitor and for Anfa itself. */
export const personIn = (actor: Actor): string => (actor.kind === 'person' ? actor.personId : '');

export const roleLabel = (role: Role): string => ROLES.find((r) => r.code === role)?.label ?? role;

/** True when the actor is a person acting in one of `roles`. */
export function actsAs(actor: Actor, ...roles: Role[]): actor is PersonActor {
  return actor.kind === 'person' && roles.includes(actor.role);
}

/** Two enterprise roles that run safety for their firm. */
export const runsEnterprise = (actor: Actor): actor is PersonActor =>
  actsAs(actor, 'enterprise-manager', 'safety-officer');

/** Who speaks for a firm that applies: those who run it, or whoever registered it. */
export const appliesForEnterprise = (actor: Actor): actor is PersonActor =>
  runsEnterprise(actor) || actsAs(actor, 'applicant');
