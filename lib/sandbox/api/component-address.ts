import type { Component } from '../component/component.js';
import { ApiError } from './api-error.js';

/** Throws 61004 for an address that may not call WeChat for the platform, be it for itself or for an authorizer. */
export function checkComponentAddress({ ipWhitelist }: Component, ip: string): void {
  if (ipWhitelist && !ipWhitelist.includes(ip))
    throw new ApiError(61004, `access clientip is not registered requestIP: ${ip}`);
}
