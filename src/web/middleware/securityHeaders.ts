import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What of a phone our pages may ask for: where somebody stands, and what they say; pictures come through a file field. */
const PERMISSIONS = [
  'geolocation=(self)',
  'microphone=(self)',
  ...['accelerometer', 'camera', 'display-capture', 'gyroscope', 'magnetometer', 'payment', 'usb'].map(
    (power) => `${power}=()`,
  ),
].join(', ');

/** Content policy with a nonce a request, and helmet's other headers. HTTPS is only insisted on where we have it. */
export function securityHeaders(isHttps: boolean): RequestHandler[] {
  const nonce: RequestHandler = (_req, res, next) => {
    res.locals.nonce = randomBytes(16).toString('base64');
    next();
  };
  const withNonce = (_req: unknown, res: unknown): string =>
    `'nonce-${(res as { locals: { nonce: string } }).locals.nonce}'`;
  return [
    nonce,
    (_req, res, next) => {
      res.setHeader('permissions-policy', PERMISSIONS);
      next();
    },
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'", withNonce],
          styleSrc: ["'self'", withNonce],
          imgSrc: ["'self'", 'data:', 'blob:'],
          // What was just recorded is heard before it is sent.
          mediaSrc: ["'self'", 'blob:'],
          connectSrc: ["'self'"],
          fontSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          upgradeInsecureRequests: isHttps ? [] : null,
        },
      },
      strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: true } : false,
      referrerPolicy: { policy: 'same-origin' },
      crossOriginOpenerPolicy: isHttps,
      originAgentCluster: isHttps,
    }),
  ];
}
