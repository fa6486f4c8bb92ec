import type { RequestHandler } from 'express';
import { isFromHere } from '#platform/healthServer';
import type { Logger } from '#platform/logger';

/** Whether TRUST_PROXY fits what arrives; undefined before anything has arrived from elsewhere. */
let isFitting: boolean | undefined;
export const proxyFits = (): boolean | undefined => isFitting;

/**
 * Compares TRUST_PROXY with the first request from elsewhere, and goes on until one fits. Too few, and everybody seems to
 * come from the proxy: limits meant for one hit all. Too many, and anybody may write themselves an address. What does not
 * fit is said loudly, once, and by `/readyz`; nobody is turned away for it.
 */
export function proxyCheck(trusted: number, logger: Logger): RequestHandler {
  isFitting = undefined;
  return (req, _res, next) => {
    if (isFitting === true) return next();
    const hops = String(req.headers['x-forwarded-for'] ?? '')
      .split(',')
      .filter((hop) => hop.trim() !== '').length;
    // The machine asking after our health is no visitor.
    if (hops === 0 && isFromHere(req.socket.remoteAddress)) return next();
    const fits = trusted === 0 ? hops === 0 : hops >= trusted;
    if (!fits && isFitting === undefined) logger.error({ trusted, hops }, 'TRUST_PROXY does not fit what arrives');
    isFitting = fits;
    next();
  };
}
