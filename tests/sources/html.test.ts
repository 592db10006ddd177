import { expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { htmlToText } from '../../indexer/sources/htmlBlocks.js';
import { articlesIn, itemsOf, rejectionsIn, warningsIn } from './samples.js';

const paragraphs = ['青溪县新建的跨河大桥昨天正式通车，两岸三万多名居民从此不用再绕行十七公里。', '“以前送孩子上学要坐渡船。”家住北岸的李桂芳说，“现在骑车十分钟就到了。”', '据了解，这座桥总投资约三亿元。'];
const body = paragraphs.join('\n');

/** A page of an e-paper as its software writes it, invented. */
const epaper = `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html><head><meta charset="gb2312"><title>青溪日报数字报-青溪大桥正式通车</title>
<style>.a { color: red }</style><script>var leak = "脚本不该出现";</script></head>
<body><div id="pageLink"><a href="node_3.htm">第03版：要闻</a></div><div>第03版：要闻</div>
<ul class="menu"><li><a href="content_1.htm">另一篇文章的标题</a></li></ul>
<!--enpproperty <articleid>12345</articleid><date>2025-03-01 00:00:00.0</date><author>本报记者 王芳 李明</author><title><p>青溪大桥正式通车</p></title><keyword>大桥,交通</keyword><subtitle>两岸居民不再&ldquo;绕行&rdquo;</subtitle><introtitle>盼了二十年</introtitle><siteid>2</siteid><nodeid>7</nodeid><nodename>第03版：要闻</nodename>/enpproperty-->
<table><tr><td class="title">青溪大桥正式通车</td></tr></table>
<div id="ozoom"><!--enpcontent--><!--enpcontent--><p>&nbsp;&nbsp;&nbsp;&nbsp;${paragraphs[0]}</p>
<p>　　${paragraphs[1]?.slice(0, 20)}
${paragraphs[1]?.slice(20)}</p><script>document.write("也不该出现")</script>
<p>　　${paragraphs[2]}<br></p><!--/enpcontent--></div>
<div class="copyright">版权所有 青溪日报社 未经授权不得转载</div></body></html>`;

test('an e-paper’s article, by its comments', async () => {
  const items = await itemsOf({ 'content_5.htm': iconv.encode(epaper, 'gb18030') });
  expect(articlesIn(items)).toEqual([{
    title: '青溪大桥正式通车', subtitle: '两岸居民不再“绕行”', kicker: '盼了二十年', byline: '本报记者 王芳 李明', authors: ['王芳', '李明'], body,
    date: '2025-03-01 00:00:00.0', page: '03', section: '要闻', tags: '大桥,交通', articleid: '12345',
  }]);
  expect(items[0]?.origin).toEqual({ file: 'content_5.htm', page: '03' });
});

test('several articles in one file, each with its own properties', async () => {
  const one = (title: string): string => `<!--enpproperty <title>${title}</title>/enpproperty--><h2>${title}</h2><!--enpcontent--><p>${title}的正文。</p><!--/enpcontent-->`;
  const items = await itemsOf({ 'a.html': `<html><body>${one('甲')}${one('乙')}</body></html>` });
  expect(articlesIn(items)).toEqual([{ title: '甲', body: '甲的正文。' }, { title: '乙', body: '乙的正文。' }]);
});

test('founder-content, with the day of its folder', async () => {
  const html = `<html><body><founder-introtitle>肩题</founder-introtitle><founder-title>大桥通车</founder-title><div><founder-content><p>${paragraphs[0]}</p><p>${paragraphs[1]}</p></founder-content></div></body></html>`;
  expect(articlesIn(await itemsOf({ 'html/2025-03/01/content_9.htm': html }))).toEqual([{ title: '大桥通车', kicker: '肩题', body: paragraphs.slice(0, 2).join('\n'), date: '2025-03-01' }]);
});

test('a web page without marks: the element with the running text', async () => {
  const html = `<!doctype html><html><head><title>青溪大桥正式通车 - 青溪网</title><meta property="og:site_name" content="青溪网"><meta name="author" content="王芳">
<meta property="article:published_time" content="2025-03-01T08:00:00+08:00"><link rel="canonical" href="https://example.org/a/5"></head>
<body><header><a href="/">首页</a><a href="/n">新闻</a></header><nav>导航 栏目</nav><main><h1>青溪大桥正式通车</h1><div class="share-bar">分享到微信</div>
<div class="text">${paragraphs.map(p => `<div><p>${p}</p></div>`).join('')}<p><a href="/more">更多相关新闻请点击这里查看全部内容</a></p></div></main>
<aside><p>热门文章一二三四五六七八九十。热门文章一二三四五六七八九十。热门文章一二三四五六七八九十。</p></aside>
<div class="related">${'<p>相关阅读的长长的摘要文字在这里出现了很多很多。</p>'.repeat(9)}</div><footer>版权所有</footer></body></html>`;
  const items = await itemsOf({ 'a.html': html });
  expect(articlesIn(items)).toEqual([{
    title: '青溪大桥正式通车', body, authors: ['王芳'], publication: '青溪网', date: '2025-03-01T08:00:00+08:00', url: 'https://example.org/a/5',
  }]);
  expect(items[0]).toMatchObject({ confidence: expect.any(Number) });
});

test('an index of articles is passed over with a warning, an empty file is told', async () => {
  const links = Array.from({ length: 30 }, (_, i) => `<li><a href="content_${i}.htm">第${i}篇文章的标题在这里</a></li>`).join('');
  const items = await itemsOf({ 'node_3.htm': `<html><body><h2>第03版：要闻</h2><ul>${links}</ul></body></html>`, 'empty.html': ' ' });
  expect(articlesIn(items)).toEqual([]);
  expect(warningsIn(items)).toEqual(['node_3.htm passed over: no article found (30 links, an index page perhaps)']);
  expect(rejectionsIn(items)).toEqual(['empty.html empty page']);
});

test('what lies beside a saved page is passed over', async () => {
  const items = await itemsOf({ 'a.htm': epaper, 'a_files/style.css': 'p { color: red }', 'a_files/x.js': 'var a = 1;', 'a_files/x.gif': Buffer.from('GIF89a\x01\0\x01\0\0\0\0', 'latin1') });
  expect(articlesIn(items)).toHaveLength(1);
  expect(rejectionsIn(items)).toEqual([]);
  expect(warningsIn(items)).toHaveLength(3);
});

test.each([
  ['<p>一</p><p>二</p>三<br>四', '一\n二\n三\n四'],
  ['<p>a &amp;lt; b &lt;i&gt; &#x4e2d;&#22269;&nbsp;&hellip;</p>', 'a &lt; b <i> 中国 …'],
  ['中\n  国 <b>人</b> 民 <b>two</b> words', '中国 人 民 two words'],
  ['<p>甲<p>乙<div>丙</p>丁', '甲\n乙\n丙\n丁'],
  ['前<script>坏</script><style>坏</style><noscript>坏</noscript><!-- 坏 --><svg><text>坏</text></svg>后', '前后'],
  ['<div hidden>坏</div><div style="display: none">坏</div><select><option>坏</option></select>好', '好'],
  ['<table><tr><td>甲</td><td>乙</td></tr></table>', '甲\n乙'],
  ['<title>坏</title>好', '好'],
  ['<img src=x onerror="alert(1)">a<b', 'a'],
])('%s reads as %j', (html, text) => {
  expect(htmlToText(html)).toBe(text);
});

test('HTML nested too deeply, or too long, is refused', async () => {
  const items = await itemsOf({ 'deep.html': `<html><body>${'<div>'.repeat(200_000)}`, 'long.html': `<html><body><p>${'长'.repeat(50_000)}</p>` }, { maxRecordBytes: 2_000_000 });
  expect(rejectionsIn(items)).toEqual(['deep.html HTML is nested deeper than 1000 elements']);
  expect(rejectionsIn(await itemsOf({ 'long.html': `<html><body><p>${'长'.repeat(50_000)}</p>` }, { maxRecordBytes: 100_000 }))).toEqual(['long.html file is longer than 100000 bytes, too long for one page']);
});
