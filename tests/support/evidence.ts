import { execFile } from 'node:child_process';
import supertest from 'supertest';
import { type Agent, tokenIn } from './agents.ts';
import type { Portal } from './portal.ts';
import { PASSWORD } from './world.ts';

/** The agent of somebody who has signed in by a phone that is nobody's of the world. */
export async function signedInBy(portal: Portal, phone: string): Promise<Agent> {
  const agent = supertest.agent(portal.url);
  const _csrf = tokenIn((await agent.get('/sign-in')).text);
  await agent.post('/sign-in').type('form').send({ _csrf, phone, password: PASSWORD });
  return agent;
}

/** Takes the evidence of an accident along, as the named person presses it on its page. */
export async function takeEvidence(agent: Agent, accident: string) {
  const { text } = await agent.get(`${accident}/evidence`);
  return agent
    .post(`${accident}/evidence`)
    .type('form')
    .send({ _csrf: tokenIn(text) })
    .buffer(true)
    .parse((res, done) => {
      const pieces: Buffer[] = [];
      res.on('data', (piece: Buffer) => pieces.push(piece));
      res.on('end', () => done(null, Buffer.concat(pieces)));
    });
}

/** `npm run evidence:verify` of a file, with a log of anchors from outside where there is one. */
export const verifyEvidence = (...args: string[]): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const run = ['--import', 'tsx', 'scripts/verifyEvidence.ts', ...args];
    execFile(process.execPath, run, (error, said) => resolve({ code: Number(error?.code ?? 0), said }));
  });
