import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { findLateJobs } from '#domain/clock';
import { passwordWorks } from '#domain/identity';

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

new Gauge({
  name: 'anfa_clock_late_minutes',
  help: 'Minutes since a job that falls behind last came to its end; no line for a job that keeps up',
  labelNames: ['job'],
  registers: [metrics],
  async collect() {
    this.reset();
    // A store that is away is told by /readyz; the other numbers are still worth reading.
    const late = await findLateJobs(new Date()).catch(() => []);
    for (const { job, minutes } of late) this.set({ job }, minutes);
  },
});

new Counter({
  name: 'anfa_password_works_total',
  help: 'Password hashes made or compared: a flood of sign-ins shows here first',
  registers: [metrics],
  collect() {
    this.reset();
    this.inc(passwordWorks());
  },
});
