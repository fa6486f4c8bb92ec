import { promisify } from 'node:util';
import { puppet as grpc } from 'wechaty-grpc';
import type { payloads } from 'wechaty-puppet';
import { PuppetService } from 'wechaty-puppet-service';

export interface ServiceOptions {
  /** `host:port` of the gateway; given directly, so that no discovery service is asked. */
  endpoint: string;
  token: string;
  noTls: boolean;
}

/** A puppet behind a gRPC gateway, with locations read properly: version 1.19.9 answers (0, 0) for every place. */
class LocatingPuppetService extends PuppetService {
  override async messageLocation(id: string): Promise<payloads.Location> {
    const request = new grpc.MessageLocationRequest();
    request.setId(id);
    const { client } = this.grpcManager;
    const ask = promisify(client.messageLocation.bind(client) as never) as (
      asked: grpc.MessageLocationRequest,
    ) => Promise<grpc.MessageLocationResponse>;
    const location = (await ask(request)).getLocation()?.toObject();
    if (!location) throw new Error('the gateway gave no location');
    return location as payloads.Location;
  }
}

/** A puppet of our own choosing on the other side of a gateway. */
export function createServicePuppet({ endpoint, token, noTls }: ServiceOptions): PuppetService {
  return new LocatingPuppetService({
    endpoint,
    token,
    ...(noTls ? { tls: { disable: true } } : {}),
    timeoutSeconds: 30,
  });
}
