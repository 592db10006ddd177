// Bundles what browsers load from other sites: dist/web/searchbox.js, one file. Does nothing where no source is newer.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'searchbox'), outfile = join(import.meta.dirname, '../../dist/web/searchbox.js');
const changedMs = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = [import.meta.filename, ...readdirSync(folder).map(name => join(folder, name))];

if (Math.max(...sources.map(changedMs)) > changedMs(outfile)) {
  const { build } = await import('esbuild');
  await build({ entryPoints: [join(folder, 'searchbox.js')], outfile, bundle: true, minify: true, format: 'iife', target: 'es2022', charset: 'utf8', legalComments: 'none', loader: { '.css': 'text' }, logLevel: 'warning' });
}
