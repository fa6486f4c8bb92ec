import { hash, verify } from '@node-rs/argon2';

// argon2id, 19 MiB, two passes, one lane: the least that OWASP's password storage sheet accepts.
const ARGON2ID = 2;
const STRENGTH = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
let decoy: Promise<string> | undefined;

/** A salted argon2id hash of a password; about 50 ms of CPU. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), STRENGTH);

/** True when `password` made `passwordHash`. Without a hash it takes as long and is false, so that timing tells nothing. */
export async function isPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('no account has this password');
  const matches = await verify(passwordHash ?? (await decoy), password.normalize('NFKC'));
  return matches && passwordHash !== undefined;
}
