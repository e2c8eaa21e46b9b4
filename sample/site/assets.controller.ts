import { Controller, Get, NotFoundException, Param, StreamableFile } from '@nestjs/common';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';

const FOLDER = new URL('./assets/', import.meta.url);
/** WeChat's own stylesheet. */
const WEUI = createRequire(import.meta.url).resolve('weui/dist/style/weui.min.css');
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/** What pages are made of; nothing else can be asked for. */
@Controller('assets')
export class AssetsController {
  private readonly files = new Map([
    ['weui.css', readFileSync(WEUI)],
    ...readdirSync(FOLDER).map(name => [name, readFileSync(new URL(name, FOLDER))] as const),
  ]);

  @Get(':name')
  read(@Param('name') name: string): StreamableFile {
    const type = TYPES[extname(name)];
    const content = this.files.get(name);
    if (type === undefined || content === undefined) throw new NotFoundException();
    return new StreamableFile(content, { type });
  }
}
