import { deliverNext, portalCarrier } from '#domain/notices';

/** Puts into the portal's inbox what goes there. */
export async function deliverToPortal(now: () => Date, _jobId: string, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted && (await deliverNext(now, portalCarrier)));
}
