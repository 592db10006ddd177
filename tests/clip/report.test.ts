import { expect, test } from '@jest/globals';
import { clipPage } from '../../indexer/clip/index.js';
import { clipReport } from '../../indexer/clip-report.js';

const text = `山城晚报 2025年4月2日

渡口小学添了新操场
本报讯（记者 江一帆）渡口小学的塑胶操场昨日启用，三百多名学生在新跑道上上了第一堂体育课。校长介绍，操场由旧煤场改建，工期四个月。
孩子们说，下雨天再也不用踩泥水了。

<b>豆腐坊</b>里的夜班人
本报讯（记者 沈若谷）凌晨两点，老街豆腐坊的灯准时亮起。六十岁的周师傅已经在这里磨了三十年豆子，他说最难的不是早起，是守住火候。
`;

test('a report shows every line, names its role, and escapes what it shows', () => {
  const page = clipPage(text);
  const html = clipReport([{ file: 'a<b.txt', text, page }]);
  expect(page.articles.map(article => article.title)).toEqual(['渡口小学添了新操场', '<b>豆腐坊</b>里的夜班人']);
  for (const line of text.split('\n').filter(line => line.trim() && !line.includes('<'))) expect(html).toContain(line);
  expect(html).toContain('&lt;b&gt;豆腐坊&lt;/b&gt;里的夜班人');
  expect(html).not.toContain('<b>');
  expect(html).toContain('a&lt;b.txt');
  expect(html.match(/class="line title a0/g)).toHaveLength(1);
  expect(html.match(/class="line title a1/g)).toHaveLength(1);
});

test('doubtful articles are listed first, with a link to their place', () => {
  const page = clipPage(text);
  const doubtful = { ...page, articles: page.articles.map((article, i) => ({ ...article, confidence: i === 0 ? 0.3 : 0.9 })) };
  const [nav = ''] = /<nav>.*?<\/nav>/s.exec(clipReport([{ file: 'a.txt', text, page: doubtful }])) ?? [];
  expect(nav).toContain('1 doubtful places');
  expect(nav).toContain(`href="#p0l${page.articles[0]?.firstLine}"`);
  expect(nav).not.toContain('豆腐坊');
});
