// Copies what the console has of others next to its own files, so that the package needs none of them at run time.
import { copyFileSync, mkdirSync } from 'node:fs';

const target = new URL('assets/vendor/', import.meta.url);
const modules = new URL('../../../node_modules/', import.meta.url);
const files = {
  'preact.js': new URL('htm/preact/standalone.module.js', modules),
  'weui.css': new URL('weui/dist/style/weui.min.css', modules),
  'htm.LICENSE.txt': new URL('htm/LICENSE', modules),
  'preact.LICENSE.txt': new URL('preact/LICENSE', modules),
  'weui.LICENSE.txt': new URL('weui/LICENSE.txt', modules),
};

mkdirSync(target, { recursive: true });
for (const [name, source] of Object.entries(files)) copyFileSync(source, new URL(name, target));
