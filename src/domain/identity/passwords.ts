import { hash, verify } from '@node-rs/argon2';

// argon2id, 19 MiB, two passes, one lane: the least that OWASP's password storage sheet accepts.
const ARGON2ID = 2;
const STRENGTH = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
let decoy: Promise<string> | undefined;
let works = 0;

/**
 * How many hashes this process has made or compared, for its numbers: they are what signing in costs, and what may never
 * depend on whether a number is known.
 */
export const passwordWorks = (): number => works;

/** A salted argon2id hash of a password; about 50 ms of CPU. */
export function hashPassword(password: string): Promise<string> {
  works += 1;
  return hash(password.normalize('NFKC'), STRENGTH);
}

/** True when `password` made `passwordHash`. Without a hash it takes as long and is false, so that timing tells nothing. */
export async function isPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hash('no account has this password', STRENGTH);
  works += 1;
  const matches = await verify(passwordHash ?? (await decoy), password.normalize('NFKC'));
  return matches && passwordHash !== undefined;
}
