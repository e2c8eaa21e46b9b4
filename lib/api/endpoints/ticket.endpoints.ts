import { get } from '../endpoint.js';

export interface TicketRequest {
  /** `jsapi` signs pages, `wx_card` signs cards and invoices. */
  readonly type: 'jsapi' | 'wx_card';
}

export interface Ticket {
  /** A secret: never send it to a browser. */
  readonly ticket: string;
  /** Seconds: 7,200. */
  readonly expires_in: number;
}

/** Tickets of the JS-SDK. The calls of a day are limited: `TokenService.getTicket` keeps one for the whole cluster. */
export const ticketEndpoints = {
  /** Fetches a ticket, past every cache. 获取sdk临时票据. */
  get: get<TicketRequest, Ticket>('/cgi-bin/ticket/getticket'),
};
