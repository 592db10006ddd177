import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { packageDir } from '../../config/paths.js';
import { finished, place, said } from './support.js';

const here = place();
const installed = join(here.folder, 'node_modules/jianbao');
const bin = (JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { bin: { jianbao: string } }).bin.jianbao;
let packed: string[] = [];

/** What `npm install` of the packed file puts into an empty folder: its files, and beside them what it depends on, nothing that only tests need. */
beforeAll(() => {
  const told = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: packageDir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as object;
  packed = (Object.values(told)[0] as { files: { path: string }[] }).files.map(({ path }) => path);
  for (const path of packed) cpSync(join(packageDir, path), join(installed, path));
  const { packages } = JSON.parse(readFileSync(join(packageDir, 'package-lock.json'), 'utf8')) as { packages: Record<string, { dev?: boolean }> };
  for (const [path, { dev = false }] of Object.entries(packages)) {
    if (dev || !/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) || !existsSync(join(packageDir, path))) continue;
    mkdirSync(dirname(join(here.folder, path)), { recursive: true });
    symlinkSync(join(packageDir, path), join(here.folder, path));
  }
}, 60_000);

test('the package has all that runs, and nothing of the tests or of anybody’s data', () => {
  const under = (folder: string) => readdirSync(join(packageDir, folder), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name).slice(packageDir.length + 1));
  for (const folder of ['dist/src', 'dist/indexer', 'dist/config', 'dist/web', 'config', 'sample', 'src/web/assets']) expect(packed).toEqual(expect.arrayContaining(under(folder)));
  expect(packed).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', '.env.example', bin]));
  expect(packed.filter(path => /^(dist\/)?(tests|bench|data)\/|\.env$|\.db$|tsbuildinfo/.test(path))).toEqual([]);
});

test('installed, it clips, indexes and searches', async () => {
  const jianbao = (...args: string[]) => finished(here.start(join(installed, bin), args));
  here.file('pages/A1.txt', '青溪日报  2025年3月2日  第3版\n\n渡口今晨停运\n\n本报记者 何雨\n\n    今天清晨，运行了四十年的青溪渡口正式停运，最后一班渡船载着十二名乘客靠岸。\n');
  expect(await jianbao('--help')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Usage: jianbao') });
  expect(JSON.parse((await jianbao('clip', 'pages/A1.txt')).stdout)).toMatchObject({ title: '渡口今晨停运' });
  expect(await jianbao('reindex', 'pages')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 read, 1 written/) });
  expect(await jianbao('search', '渡船')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 articles, words/) });
});

test('installed, it serves the sample, the page and all that the page names', async () => {
  const child = here.start(join(installed, bin), ['serve'], { DATA_DIR: join(here.folder, 'other'), SAMPLE: 'on', LOG_LEVEL: 'warn' });
  const [, base = '', example = ''] = await said(child, /^jianbao: (http:\/\/\S+)\/\n.*\n {2}(\S+)/m);
  const page = await fetch(example);
  expect(page.status).toBe(200);
  const html = await page.text();
  expect(html).toContain('<mark>');
  const named = [...html.matchAll(/(?:src|href)="(\/(?:assets\/)?[^"?]+\.(?:js|css|svg)[^"]*)"/g)].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(2);
  for (const path of [...named, '/searchbox.js', '/demo', '/ready']) expect({ path, status: (await fetch(base + path)).status }).toEqual({ path, status: 200 });
  child.kill('SIGTERM');
  expect(await finished(child)).toMatchObject({ code: 0, stderr: '' });
});
