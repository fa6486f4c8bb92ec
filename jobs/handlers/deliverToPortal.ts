import { deliverNext, portalCarrier } from '#domain/notices';

/** Puts into the portal's inbox what goes there. */
export async function deliverToPortal(now: () => Date): Promise<void> {
  while (await deliverNext(now, portalCarrier));
}
