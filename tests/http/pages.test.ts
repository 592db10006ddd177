import { beforeAll, describe, expect, test } from '@jest/globals';
import { articles, hostile, many } from './articles.js';
import { expectDiscreet, testService } from './support.js';

const running = testService();
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

beforeAll(() => running.client.fill([...articles, ...many]));

async function page(path: string, status = 200): Promise<string> {
  const answer = await running.client.ask(path, { headers: html });
  expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({ status, type: 'text/html; charset=utf-8' });
  expectDiscreet(answer.text);
  return answer.text;
}

const hrefs = (text: string) => [...text.matchAll(/href="([^"]+)"/g)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&'));

test('the start page has a search box and says how many articles there are', async () => {
  const text = await page('/');
  expect(text).toMatch(/<form[^>]*action="\/"/);
  expect(text).toMatch(/<input[^>]*name="q"/);
  expect(text).toContain(String(articles.length + many.length));
});

test('only queries that find something here are offered to try', async () => {
  const offered = async (path: string) => hrefs((await page(path)).match(/<p class="examples">.*?<\/p>/s)?.[0] ?? '').map(href => new URLSearchParams(href.split('?')[1]).get('q'));
  const nowhere = `/?q=${encodeURIComponent('魑魅魍魉')}`;
  expect([await offered('/'), await offered(nowhere)]).toEqual([[], []]);
  await running.client.admin('PUT', '/articles', [{ id: 'library', title: '图书馆', body: '新的图书馆开门。' }]);
  expect([await offered('/'), await offered(nowhere)]).toEqual([['图书馆'], ['图书馆']]);
  await running.client.admin('DELETE', '/articles/library');
});

test('a search shows hits with marks, and links to the articles', async () => {
  const text = await page(`/?q=${encodeURIComponent('渡船')}`);
  expect(text.match(/data-hit/g)).toHaveLength(1);
  expect(text).toContain('<mark>渡船</mark>');
  expect(text).toContain('value="渡船"');
  const link = hrefs(text).find(href => href.startsWith('/articles/qx-1')) ?? '';
  const article = await page(link);
  expect(article).toContain('青溪大桥合龙');
  expect(article.match(/<mark[ >]/g)).toHaveLength(2);
  expect(hrefs(article)).toContain(`/?q=${encodeURIComponent('渡船')}`);
});

test('pages of hits lead on to all of them', async () => {
  const first = await page(`/?q=${encodeURIComponent('天气')}`);
  const next = /<a rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const second = await page(next);
  const ids = [first, second].map(text => hrefs(text).filter(href => href.startsWith('/articles/n-')).map(href => href.split('?')[0]));
  expect(ids.map(list => list.length)).toEqual([10, 2]);
  expect(new Set(ids.flat()).size).toBe(12);
  expect(second).not.toContain('rel="next"');
});

test('choosing a facet and a sort keeps to them', async () => {
  const text = await page('/?sort=date:asc&section=天气');
  expect(text.match(/data-hit/g)).toHaveLength(10);
  expect(hrefs(text).find(href => href.startsWith('/articles/'))).toMatch(/^\/articles\/n-0\?/);
});

describe('markup in an article stays text', () => {
  test.each(['/', `/?q=${encodeURIComponent('引号')}`, `/articles/${encodeURIComponent(hostile.id)}?q=${encodeURIComponent('标签')}`, `/?q=${encodeURIComponent(hostile.id)}`, `/?section=${encodeURIComponent(hostile.id)}`])('%s', async path => {
    const text = await page(path);
    expect(text).not.toMatch(/<img|<script(?! type="module" src=)|<b>|onerror=alert\(1\)>/);
    expect(text.match(/<script/g)).toHaveLength(1);
  });

  test('and is shown', async () => {
    expect(await page(`/?q=${encodeURIComponent('引号')}`)).toContain('&lt;img src=x onerror=alert(1)&gt; 与 &quot;<mark>引号</mark>&quot; &amp; &#39;撇号&#39;');
  });
});

describe('errors are pages too', () => {
  test.each([
    ['/articles/nowhere', 404],
    ['/nothing/at/all', 404],
    [`/?q=${'a'.repeat(2_001)}`, 400],
    ['/articles/%ff', 400],
  ])('%.40s', async (path, status) => {
    const text = await page(path, status);
    expect(text).toContain('role="alert"');
    expect(text).toMatch(/<input[^>]*name="q"/);
  });

  test('but not for programs, and not under /api', async () => {
    for (const [path, headers] of [['/nothing', {}], ['/nothing', { accept: 'application/json' }], ['/api/nothing', html]] as const) {
      const answer = await running.client.ask(path, { headers });
      expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({ status: 404, type: 'application/problem+json; charset=utf-8' });
    }
  });
});

test('an address that was damaged on its way still shows the page', async () => {
  for (const path of ['/?q=%ff%fe', '/?page=-3&q=a', '/?page=99999&q=a', '/?sort=up&year=abc&lang=xx&what=ever', '/?q=a&q=b', '/?q=%ED%A0%80', '/?q=%00%01%7f']) expect(await page(path)).toContain('</html>');
});

test('the page’s files are there, to be kept for good; every address that a page names is answered', async () => {
  const own = hrefs(await page(`/?q=${encodeURIComponent('大桥')}`)).concat([...(await page('/')).matchAll(/src="([^"]+)"/g)].map(([, src]) => src ?? ''));
  for (const path of new Set(own.filter(href => href.startsWith('/')))) expect({ path, status: (await running.client.ask(path)).status }).toEqual({ path, status: 200 });
  const style = own.find(path => path.includes('.css')) ?? '';
  const { headers } = await running.client.ask(style);
  expect([headers.get('content-type'), headers.get('cache-control')]).toEqual(['text/css; charset=utf-8', 'public, max-age=31536000, immutable']);
});

test('speaks English when asked', async () => {
  expect(await page('/?lang=en')).toContain('<html lang="en"');
});
