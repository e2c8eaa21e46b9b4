import { notice, number, optional, text } from './schema.js';

/** Electronic invoices. */
export const invoiceEvents = {
  /** Somebody authorized an invoice. `Source`: web, app, wxa, wap; some pushes spell the element `source`. */
  'event.user_authorize_invoice': notice({
    SuccOrderId: optional(text),
    FailOrderId: optional(text),
    AuthorizeAppId: optional(text),
    Source: text,
  }),
  /** Somebody submitted the title that an invoice shall have. */
  'event.submit_invoice_title': notice({
    title_type: text,
    title: text,
    tax_no: optional(text),
    phone: optional(text),
    addr: optional(text),
    bank_type: optional(text),
    bank_no: optional(text),
    attach: optional(text),
  }),
  /** An invoice changed its status, such as INVOICE_REIMBURSE_INIT. */
  'event.update_invoice_status': notice({ CardId: text, Code: text, Status: text }),
  /** A cloud invoice was made. `fpqqlsh` is the request number, `nsrsbh` the tax number. */
  'event.cloud_invoice_invoiceresult_event': notice({ status: number, fpqqlsh: text, nsrsbh: text }),
};
