import { applyDecorators, Get, Header } from '@nestjs/common';

const POLICY = {
  'default-src': "'self'",
  // QR codes and people's pictures are WeChat's; WeUI's icons are data.
  'img-src': '* data:',
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
};

/** A route that answers with a page. */
export function Page(path: string) {
  return applyDecorators(
    Get(path),
    Header('Content-Type', 'text/html; charset=utf-8'),
    Header('Content-Security-Policy', contentPolicy()),
    // Pages are about one visitor.
    Header('Cache-Control', 'no-store'),
  );
}

/** What a page may load. @param more directives beside those of all pages, or in their place */
export function contentPolicy(more: Readonly<Record<string, string>> = {}): string {
  return Object.entries({ ...POLICY, ...more })
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}
