import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { packageDir } from '../../config/paths.js';
import { adminKey, testService } from '../http/support.js';
import { testIf } from '../support/skipped.js';

const running = testService();
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const run = promisify(execFile);

/** The commands of the fenced examples that ask the service. */
function curlCommands(file: string): string[] {
  const text = readFileSync(join(packageDir, file), 'utf8');
  return [...text.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block = '']) => block.replace(/\\\n\s*/g, ' ').split('\n')).filter(line => line.startsWith('curl '));
}

beforeAll(() => running.client.fill([{ id: 'x', title: '图书馆延长开放', body: '市图书馆从今天起延长开放两小时。', section: '要闻', date: '2025-03-01' }]));

describe.each(['README.md', 'README.zh-CN.md'])('%s', file => {
  test('has examples', () => {
    expect(curlCommands(file).length).toBeGreaterThan(0);
  });

  testIf(hasCurl, 'the curl lines of the README: curl is not installed').each(curlCommands(file))('%s', async command => {
    const { stdout } = await run('sh', ['-c', command.replaceAll('http://127.0.0.1:3000', running.client.address).replace(/^curl /, 'curl --silent --show-error --fail-with-body ')], { env: { ...process.env, ADMIN_KEY: adminKey } });
    const answer = JSON.parse(stdout) as { total?: number; received?: number; rejected?: unknown[] };
    expect(answer.total ?? answer.received).toBeGreaterThan(0);
    expect(answer.rejected ?? []).toEqual([]);
  });
});

test('README.md names only paths that are there', async () => {
  const text = readFileSync(join(packageDir, 'README.md'), 'utf8');
  const named = [...text.matchAll(/`(?:[A-Z, `]+ )?(\/(?:api\/[a-z]+|health|ready|metrics|openapi\.json))(?=[`?/])/g)].map(([, path]) => path ?? '');
  const paths = [...new Set(named)].filter(path => path !== '/api/admin');
  expect(paths.length).toBeGreaterThan(3);
  const answers = await Promise.all(paths.map(async path => ({ path, status: (await running.client.ask(path === '/api/articles' ? `${path}/x` : path)).status })));
  expect(answers.filter(({ status }) => status === 404)).toEqual([]);
});
