import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';

/** A file of the page. */
export interface Asset {
  readonly content: Buffer<ArrayBuffer>;
  readonly contentType: string;
}

// The same place from the sources and in the package.
const FOLDER = new URL('./assets/', import.meta.url);
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** Reads what the page consists of, by path: nothing else can be asked for. What is copied at build is at the top. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const paths = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).map(path => path.replaceAll('\\', '/'));
  return new Map(
    paths.flatMap(path => {
      const contentType = CONTENT_TYPES[extname(path)];
      return contentType === undefined
        ? []
        : [[path.replace(/^vendor\//, ''), { content: readFileSync(new URL(path, FOLDER)), contentType }]];
    }),
  );
}

/** The policy of a page whose one inline script is its import map. */
export function contentSecurityPolicy(html: string): string {
  const importMap = /<script type="importmap">([^]*?)<\/script>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(importMap).digest('base64');
  return [
    "default-src 'self'",
    `script-src 'self' 'sha256-${hash}'`,
    // Pictures and sound of news and music are wherever the account says.
    "img-src 'self' data: http: https:",
    "media-src 'self' http: https:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
