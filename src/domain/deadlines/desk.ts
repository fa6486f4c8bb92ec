/**
 * Whose turn it is, as a post rather than a name: people change posts, and what waits for a post waits for whoever holds
 * it on the day somebody looks.
 */
export type Desk =
  `${'person' | 'member' | 'adviser' | 'firm' | 'manager' | 'applicants' | 'park' | 'body' | 'insurer'}:${string}`;

export const desk = {
  /** Somebody whatever they act as: what is theirs, as money. Their work is a member's or an adviser's. */
  person: (personId: string): Desk => `person:${personId}`,
  /** Somebody as one of a firm, whatever their part in it; what they are elsewhere owes nothing of it. */
  member: (enterpriseId: string, personId: string): Desk => `member:${enterpriseId}/${personId}`,
  /** Somebody as an adviser. */
  adviser: (personId: string): Desk => `adviser:${personId}`,
  /** Whoever runs safety in a firm: its safety officers, and its managers. */
  firm: (enterpriseId: string): Desk => `firm:${enterpriseId}`,
  /** The managers of a firm alone. */
  manager: (enterpriseId: string): Desk => `manager:${enterpriseId}`,
  /** Whoever may apply for a firm. */
  applicants: (enterpriseId: string): Desk => `applicants:${enterpriseId}`,
  park: (parkId: string): Desk => `park:${parkId}`,
  body: (bodyId: string): Desk => `body:${bodyId}`,
  insurer: (insurerId: string): Desk => `insurer:${insurerId}`,
} as const;
