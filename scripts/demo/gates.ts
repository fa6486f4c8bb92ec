import { breaches, closeBreach } from '#domain/breaches';
import { findOwingCase, openCaseOf, setUpGate, takeCrossings } from '#domain/gates';
import { passes } from '#domain/passes';
import { systemContext } from '#kernel/context';
import type { DemoCast, Timeline } from './cast.ts';

/** Three gates of one park, somebody inside each zone, an ambulance, and cases of what crossings broke. */
export async function playGates(line: Timeline, { officer, park }: DemoCast): Promise<void> {
  if (park === undefined) return;
  const east = await setUpGate(line.by(park), { name: '东门', kind: 'mixed', zone: 'general', border: 'yes' });
  await setUpGate(line.by(park), { name: '危化品专用门', kind: 'dedicated', zone: 'key', border: 'yes' });
  await setUpGate(line.by(park), { name: '储罐区', kind: 'mixed', zone: 'core', border: 'no' });
  const issued = (await passes.find(line.by(officer), { status: 'issued' })).rows;
  const crossing = { direction: 'in', isRescue: false, hasPassed: false } as const;
  await takeCrossings(line.now, east, [
    ...issued.map(({ reference }, n) => ({ ...crossing, key: `demo-${n}`, at: line.now, pass: reference })),
    { ...crossing, key: 'demo-rescue', at: line.now, plate: '桂NA0120', isRescue: true },
    { ...crossing, key: 'demo-stranger', at: line.now, plate: '桂N77K77' },
    { ...crossing, key: 'demo-other', at: line.now, plate: '桂N88K88' },
  ]);
  const ctx = systemContext(line.now, 'gates', 'demo');
  for (const one of await findOwingCase(line.now, 10, [])) await openCaseOf(ctx, one);
  const [, settled] = (await breaches.find(line.by(park))).rows;
  if (settled !== undefined)
    await closeBreach(line.by(park), { reference: settled.reference, outcome: '送错门的车，已劝返' });
}
