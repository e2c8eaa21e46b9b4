import { applyDecorators, Get, Header } from '@nestjs/common';

// The QR code is a picture of WeChat's; WeUI's icons are data.
const POLICY = [
  "default-src 'self'",
  'img-src * data:',
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** A route that answers with a page. */
export function Page(path: string) {
  return applyDecorators(
    Get(path),
    Header('Content-Type', 'text/html; charset=utf-8'),
    Header('Content-Security-Policy', POLICY),
    // Pages are about one visitor.
    Header('Cache-Control', 'no-store'),
  );
}
