import supertest from 'supertest';
import type { Portal } from './portal.ts';
import { PASSWORD, type World, type WorldActor } from './world.ts';

/** A browser without a window: it keeps its cookies and follows nothing by itself. */
export type Agent = ReturnType<typeof supertest.agent>;

/** The token against forged forms that a page carries; empty without one. */
export const tokenIn = (html: string): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** Sends a form as the page that shows it would, with the token of that page. */
export async function press(agent: Agent, page: string, to: string, fields: object = {}) {
  const { text } = await agent.get(page);
  return agent
    .post(to)
    .type('form')
    .send({ _csrf: tokenIn(text), ...fields });
}

/** The agent of somebody of the world who has signed in. */
export async function signedInAt(portal: Portal, world: World, who: WorldActor): Promise<Agent> {
  const agent = supertest.agent(portal.url);
  const _csrf = tokenIn((await agent.get('/sign-in')).text);
  const sent = { _csrf, phone: world.phones[who], password: PASSWORD };
  const answer = await agent.post('/sign-in').type('form').send(sent);
  expect([answer.status, answer.headers['location']]).toEqual([303, '/']);
  return agent;
}
