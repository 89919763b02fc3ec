// @ts-check
import { builtPackage } from './builds.mjs';

/**
 * The transport over `node:http` of a build's `/host`.
 *
 * @param {string | undefined} directory
 * @returns {Promise<import('@community-scripts/telemetry').Transport>}
 */
export async function nodeTransportOf(directory) {
  /** @type {{ nodeTransport?: () => import('@community-scripts/telemetry').Transport, readConsent: unknown }} */
  const host = await builtPackage(directory).host();
  if (host.nodeTransport === undefined) throw new Error('nodeTransport is not there yet');
  return host.nodeTransport();
}
