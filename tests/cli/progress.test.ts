import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { testIf } from '../support/skipped.js';
import { cliPath, finished, place, until, type Child } from './support.js';

const here = place();
const many = Array.from({ length: 2_000 }, (_, i) => ({ id: `n${i}`, title: `青溪渡口第${i}日记`, body: `渡船今日往返${i}次。船工老魏说，两岸的人都在等大桥通车。`.repeat(3) }));
const buildFiles = () => readdirSync(join(here.dataDir, 'articles')).filter(name => /^build-.*\.db$/.test(name));

/** Keeps all that a process says on standard error, as it comes. */
function listen(child: Child): { said: string } {
  const heard = { said: '' };
  child.stderr.on('data', (part: Buffer) => { heard.said += part.toString(); });
  return heard;
}

describe('progress of a reindex', () => {
  test('in a log: a plain line every few seconds at most, none of a quick one', async () => {
    const child = here.start(cliPath, ['reindex', '-']), heard = listen(child);
    for (let sent = 0; !heard.said && sent < 500; sent++) {
      child.stdin.write(many.slice(0, 600).map(article => `${JSON.stringify({ ...article, id: `${article.id}-${sent}` })}\n`).join(''));
      await new Promise(resolve => { setTimeout(resolve, 1_000); });
    }
    child.stdin.end();
    expect(await finished(child)).toMatchObject({ code: 0 });
    expect(heard.said).toMatch(/^(reindex: \d+%, \d+ articles, \d+\/s\n)+$/);
    here.ndjson('one.ndjson', [{ id: 'one', title: '一篇' }]);
    expect(await here.run(['reindex', 'one.ndjson'])).toMatchObject({ code: 0, stderr: '' });
  });

  testIf(spawnSync('script', ['--version']).status === 0, 'the bar on a terminal: script (util-linux) is not installed')('on a terminal: a bar', async () => {
    here.ndjson('many.ndjson', many);
    const child = spawn('script', ['--quiet', '--return', '--command', `"${process.execPath}" "${cliPath}" reindex many.ndjson`, '/dev/null'], {
      cwd: here.folder, stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env['PATH'] ?? '', DATA_DIR: here.dataDir, TERM: 'xterm', COLUMNS: '120' },
    });
    const said = await text(child.stdout);
    expect(said).toMatch(/█.* \d+% · \d+ articles · \d+\/s · /);
    expect(said).toMatch(/2000 read, 2000 written/);
  });

  test('for programs: events as JSON lines on standard error, the report alone on standard output', async () => {
    here.ndjson('many.ndjson', [...many, { id: 'bad' }]);
    const { code, stdout, stderr } = await here.run(['reindex', 'many.ndjson', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ received: 2_001, written: 2_000, rejected: [{ id: 'bad', line: 2_001 }] });
    const events = stderr.trim().split('\n').map(line => JSON.parse(line) as { event: string } & Record<string, unknown>);
    expect(events[0]).toEqual({ event: 'started', paths: ['many.ndjson'], dryRun: false, incremental: false });
    expect(events.at(-1)).toMatchObject({ event: 'rejected', line: 2_001, id: 'bad', reason: expect.any(String) });
    const progress = events.filter(({ event }) => event === 'progress');
    expect(progress.length).toBeGreaterThan(0);
    for (const one of progress) expect(one).toEqual({ event: 'progress', bytes: expect.any(Number), totalBytes: expect.any(Number), articles: expect.any(Number), articlesPerSecond: expect.any(Number), secondsLeft: expect.any(Number) });
    expect(await here.run(['reindex', 'nowhere.ndjson', '--json', '--index', 'nowhere'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^jianbao: there is no index/) });
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle of a large file', signal => {
  test('stops at once with 1, the live index as it was, nothing left behind, and a second reindex works at once', async () => {
    here.ndjson('live.ndjson', [{ id: 'live', title: '现用的一篇' }]);
    await here.run(['reindex', 'live.ndjson']);
    const before = await here.stored(), files = buildFiles();
    here.ndjson('many.ndjson', Array.from({ length: 10 }, (_, k) => many.map(article => ({ ...article, id: `${article.id}-${k}` }))).flat());
    const child = here.start(cliPath, ['reindex', 'many.ndjson', '--json']), heard = listen(child);
    const ended = finished(child);
    await until(async () => /"event":"progress"/.test(heard.said), 'the first articles', 30_000);
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '')).toEqual({ event: 'failed', error: 'interrupted: the live index is as it was' });
    expect(await here.stored()).toEqual(before);
    expect(buildFiles()).toEqual(files);
    expect(await here.run(['reindex', 'live.ndjson'])).toMatchObject({ code: 0, stderr: '' });
  });
});
