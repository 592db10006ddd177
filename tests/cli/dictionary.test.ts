import { expect, test } from '@jest/globals';
import { Client } from '../http/support.js';
import { finished, place, said, serverPath, until, type Child, type Place } from './support.js';

const here = place();

async function serving(at: Place): Promise<{ child: Child; client: Client }> {
  const child = at.start(serverPath, [], { LOG_LEVEL: 'warn', ADMIN_KEY: 'an-admin-key-for-tests' });
  const [, base = ''] = await said(child, /^jianbao: (http:\/\/\S+)\/\n.*\n.*\n.*\n/m);
  return { child, client: new Client(base) };
}

/** Whether the live build has 毛芹菜 as a word. */
async function hasWord(): Promise<boolean> {
  const engine = here.open();
  try { return (await engine.wordCounts(['毛芹菜'])).get('毛芹菜') === 1; } finally { await engine.close(); }
}

test('reindex, search and explain cut with the dictionary in force; bad lines are named', async () => {
  here.ndjson('news.ndjson', [{ id: 'a', title: '早市上的毛芹菜最抢手' }, { id: 'b', title: '晚市' }]);
  const path = here.file('data/dictionary.txt', '\ufeff# 词\r\n毛芹菜\r\n坏词 x\r\n');
  const { code, stderr } = await here.run(['reindex', 'news.ndjson']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: `warning: ${path}:3: the weight "x" is no whole number from 1 to 1,000,000,000\n` });
  expect(await hasWord()).toBe(true);
  expect(JSON.parse((await here.run(['search', '毛芹菜', '--json'])).stdout)).toMatchObject({ match: 'words', terms: [{ found: ['毛芹菜'] }] });
  expect(JSON.parse((await here.run(['explain', '毛芹菜', 'a', '--json'])).stdout)).toMatchObject({
    terms: [{ variants: [{ words: ['毛芹菜'], runs: [{ script: 'Han', text: '毛芹菜' }], userWords: ['毛芹菜 20000'] }] }],
    article: { cut: { title: { words: expect.arrayContaining(['毛芹菜']), userWords: ['毛芹菜 20000'] } }, foundIn: 'words', why: 'found: it meets the tier words' },
  });
  expect((await here.run(['reindex', 'news.ndjson', '--incremental'])).stdout).toMatch(/^2 read, 0 written, 2 unchanged/);
});

test('a service cuts anew at its start what was cut with another dictionary', async () => {
  here.file('data/dictionary.txt', '');
  const { child, client } = await serving(here);
  await until(async () => !await hasWord(), 'the usual cut', 30_000);
  expect(await client.search('毛芹菜')).toMatchObject({ total: 1, match: 'words' });
  // Another process puts a dictionary; the service follows it.
  here.file('data/dictionary.txt', '毛芹菜\n');
  await until(hasWord, 'the new cut', 30_000);
  expect(await client.search('毛芹菜')).toMatchObject({ total: 1, match: 'words', terms: [{ found: ['毛芹菜'] }] });
  child.kill('SIGTERM');
  expect(await finished(child)).toMatchObject({ code: 0 });
});

test('a dictionary that is too large stops the start, and commands, saying why', async () => {
  const at = place.now();
  at.file('data/dictionary.txt', Array.from({ length: 500_000 }, (_, i) => `词${i}\n`).join(''));
  const child = at.start(serverPath, []);
  expect(await finished(child)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^jianbao: \S+dictionary\.txt: a dictionary has 100,000 words at most\n$/) });
  expect(await at.run(['search', '毛芹菜'])).toMatchObject({ code: 1, stderr: expect.stringMatching(/100,000 words at most/) });
  at.remove();
});
