import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDir } from '../../config/paths.js';
import { place } from './support.js';

const here = place();
const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string };
const commands = ['serve', 'reindex', 'clip', 'search', 'explain', 'status', 'rollback', 'key', 'backup', 'restore', 'verify', 'compact'];

describe('help', () => {
  test('lists every command and the exit codes', async () => {
    const { code, stdout, stderr } = await here.run(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
    expect(stdout).toContain('0 done, 1 failed, 2 wrong usage, 3 done with some records rejected');
  });

  test('is there for every command, with its options', async () => {
    const helps = await Promise.all(commands.map(async command => ({ command, ...await here.run([command, '--help']) })));
    for (const { command, code, stdout } of helps) expect({ command, code, stdout }).toEqual({ command, code: 0, stdout: expect.stringContaining(`Usage: jianbao ${command}`) });
    const reindex = helps.find(({ command }) => command === 'reindex')?.stdout;
    for (const option of ['--dry-run', '--incremental', '--publication', '--date', '--encoding', '--map', '--index', '--json']) expect(reindex).toContain(option);
  });

  test('says its version', async () => {
    expect(await here.run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('wrong usage ends with 2 and says what is wrong', () => {
  const calls: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [[], /Usage: jianbao/],
    [['nonsense'], /unknown command 'nonsense'/],
    [['--nonsense'], /unknown option '--nonsense'/],
    [['search'], /missing required argument 'query'/],
    [['search', '--nonsense', '大桥'], /unknown option --nonsense/],
    [['search', '大桥', '--sort', 'title'], /FIELD:asc/],
    [['search', '大桥', '--page', '0'], /page: expected a whole number/],
    [['search', '大桥', '--page', '2000'], /10,000/],
    [['search', '大桥', '--filter', 'nothing = 1'], /nothing/],
    [['search', '大桥', '--index', 'nowhere'], /no index "nowhere"; there is articles/],
    [['search', '桥'.repeat(2_001)], /2,000 characters/],
    [['explain', '桥'.repeat(2_001)], /2,000 characters/],
    [['reindex'], /nothing to read: name files or folders, or set SOURCE/],
    [['reindex', 'a.txt', '--map', '标题'], /--map 标题: expected THEIRS=OURS/],
    [['reindex', 'a.txt', '--kind', 'papyrus'], /papyrus/],
    [['reindex', 'a.txt', '--encoding', 'klingon'], /klingon/],
    [['reindex', 'a.txt', '--date', '2025-13-01'], /^jianbao: --date 2025-13-01: expected a date such as 2025-03-01/],
    [['clip', 'a.txt', '--date', 'someday'], /--date someday: expected a date/],
    [['clip'], /missing required argument 'files'/],
    [['clip', 'a.txt', '--encoding', 'klingon'], /klingon/],
  ];
  test.each(calls.map(([args, says]) => ({ args, says, call: ['jianbao', ...args].join(' ').slice(0, 50) })))('$call', async ({ args, says }) => {
    const { code, stdout, stderr } = await here.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('a wrong setting stops the start with its name, its value and what was expected', () => {
  test.each([
    ['PORT', 'eighty', 'PORT="eighty": expected a whole number from 0 to 65535'],
    ['PORT', '65536', 'PORT="65536": expected a whole number from 0 to 65535'],
    ['SAMPLE', 'maybe', 'SAMPLE="maybe": expected on or off'],
    ['ENGINE', 'abacus', 'ENGINE="abacus": expected sqlite'],
    ['TIMEZONE', 'Moon/Crater', 'TIMEZONE="Moon/Crater": expected a time zone'],
    ['TRUST_PROXY', 'somebody', 'TRUST_PROXY="somebody": expected a number of proxies'],
    ['CORS_ORIGINS', 'news.example', 'CORS_ORIGINS="news.example": expected * or origins'],
    ['BASE_PATH', '/:x', 'BASE_PATH="/:x": expected a path'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL="loud": expected fatal, error'],
    ['ADMIN_KEY', 'with spaces', 'ADMIN_KEY=…: expected a key'],
  ])('%s=%s', async (name, value, says) => {
    const { code, stderr } = await here.run(['serve'], { env: { [name]: value } });
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('all of them at once, also from .env; the environment wins', async () => {
    here.file('.env', 'SEARCH_TIMEOUT_MS=never\nSTATS=sometimes\nPORT=1\n');
    const { code, stderr } = await here.run(['status'], { env: { STATS: 'on', RATE_LIMIT_PER_MINUTE: '-1' } });
    here.file('.env', '');
    expect(code).toBe(1);
    expect(stderr).toContain('SEARCH_TIMEOUT_MS="never"');
    expect(stderr).toContain('RATE_LIMIT_PER_MINUTE="-1"');
    expect(stderr).not.toContain('STATS');
  });
});
