/**
 * A gate without a gate: sends signed crossings to the portal, one a second, as hardware would.
 *
 * `npx tsx scripts/simulateGate.ts http://127.0.0.1:3000 I2026-0001 whsec_… 桂A12345 F2026-0001 …`
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { signatureOf } from '#domain/webhooks';
import { newId } from '#kernel/ids';
import { gateIntake } from '#kernel/paths';

const [portal = '', reference = '', key = '', ...shown] = process.argv.slice(2);
if (shown.length === 0) throw new Error('simulateGate: portal, number of the gate, its key, then plates or passes');
for (const direction of ['in', 'out'] as const) {
  for (const one of shown) {
    const now = new Date();
    const data = /^F\d/.test(one) ? { direction, pass: one } : { direction, plate: one };
    const event = {
      specversion: '1.0',
      type: 'anfa.gate.crossing',
      source: 'simulator',
      id: newId(now),
      time: now,
      data,
    };
    const body = JSON.stringify(event);
    const sent = { id: newId(now), timestamp: String(Math.floor(now.getTime() / 1_000)) };
    const answer = await fetch(portal + gateIntake(reference), {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/cloudevents+json',
        'webhook-id': sent.id,
        'webhook-timestamp': sent.timestamp,
        'webhook-signature': signatureOf(key, sent, body),
      },
    });
    console.log(direction, one, answer.status, await answer.text());
    await sleep(1_000);
  }
}
