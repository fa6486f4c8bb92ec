import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Numbers of this process for Prometheus. Routes are labelled by their pattern, so that the labels stay few. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

export const requestSeconds = new Histogram({
  name: 'anfa_http_request_seconds',
  help: 'Time from request to answer',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.01, 0.03, 0.1, 0.3, 1, 3],
  registers: [metrics],
});
