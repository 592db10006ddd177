// Bundles what browsers load into dist/web: searchbox.js for other sites, search.js, page.js, docs.js and admin.js for our own pages (tsc has checked their types).
// Does nothing where no source is newer.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const at = path => join(import.meta.dirname, path);
const changedMs = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const newest = folder => Math.max(...readdirSync(folder, { recursive: true }).map(name => changedMs(join(folder, name))));

async function bundle(names, folders, options) {
  const built = Math.min(...names.map(name => changedMs(at(`../../dist/web/${name}.js`))));
  if (Math.max(changedMs(import.meta.filename), ...folders.map(folder => newest(at(folder)))) <= built) return;
  const { build } = await import('esbuild');
  await build({ outdir: at('../../dist/web'), bundle: true, minify: true, target: 'es2022', charset: 'utf8', legalComments: 'none', logLevel: 'warning', define: { 'process.env.NODE_ENV': '"production"' }, ...options });
}

await bundle(['searchbox'], ['searchbox'], { entryPoints: [at('searchbox/searchbox.js')], format: 'iife', loader: { '.css': 'text' } });
await bundle(['search', 'page', 'docs', 'admin'], ['.', '../query'], { entryPoints: ['search', 'page', 'docs', 'admin'].map(name => at(`client/${name}.ts`)), format: 'esm' });
