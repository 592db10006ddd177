import { expect, test } from '@jest/globals';
import { articlesIn, itemsOf, rejectionsIn, warningsIn } from './samples.js';

const rss = (items: string): string => `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>青溪日报</title><link>https://example.org/</link>
${items}</channel></rss>`;

test('RSS: full text before the summary, HTML reduced, entities decoded', async () => {
  const items = await itemsOf({
    'a.xml': rss(`<item><title>大桥通车 &amp;amp; 庆典</title><link>https://example.org/1</link><guid>tag:1</guid><dc:creator>王芳、李明</dc:creator><pubDate>Sat, 01 Mar 2025 08:00:00 +0800</pubDate>
<category>要闻</category><category>交通</category><description>摘要</description><content:encoded><![CDATA[<p>第一段。</p><script>坏</script><p>第二段&nbsp;完。</p>]]></content:encoded></item>
<item><title><![CDATA[秋粮入库]]></title><description>&lt;p&gt;正文一。&lt;/p&gt;&lt;p&gt;正文二。&lt;/p&gt;</description></item>`),
  });
  expect(articlesIn(items)).toEqual([
    { id: 'tag:1', title: '大桥通车 & 庆典', body: '第一段。\n第二段 完。', authors: ['王芳', '李明'], date: 'Sat, 01 Mar 2025 08:00:00 +0800', url: 'https://example.org/1', tags: ['要闻', '交通'], publication: '青溪日报' },
    { title: '秋粮入库', body: '正文一。\n正文二。', publication: '青溪日报' },
  ]);
  expect(items.map(({ origin }) => origin.line)).toEqual([4, 6]);
});

test('Atom: text, html and xhtml content', async () => {
  const items = await itemsOf({
    a: `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>青溪网</title>
<entry><id>urn:1</id><title>1 &lt; 2</title><link rel="self" href="https://example.org/self"/><link href="https://example.org/1"/><author><name>王芳</name></author><published>2025-03-01T00:00:00Z</published><category term="交通"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>甲 &lt;乙&gt;。</p><p>丙<b>丁</b>。</p></div></content></entry>
<entry><id>urn:2</id><title type="html">&lt;b&gt;标题&lt;/b&gt;</title><content type="text">a &lt;b&gt; c</content></entry></feed>`,
  });
  expect(articlesIn(items)).toEqual([
    { id: 'urn:1', title: '1 < 2', body: '甲 <乙>。\n丙丁。', authors: ['王芳'], date: '2025-03-01T00:00:00Z', url: 'https://example.org/1', tags: ['交通'], publication: '青溪网' },
    { id: 'urn:2', title: '标题', body: 'a <b> c', publication: '青溪网' },
  ]);
});

const post = (title: string, more: string, content = '第一段。\n\n第二段，\n还有一行。'): string => `<item><title>${title}</title><guid isPermaLink="false">https://example.org/?p=1</guid>
<content:encoded><![CDATA[${content}]]></content:encoded><wp:post_date>2025-03-01 08:00:00</wp:post_date>${more}</item>`;

test('WordPress: published posts; drafts, attachments and private comments stay out', async () => {
  const wxr = `<?xml version="1.0" encoding="UTF-8" ?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>青溪周刊</title>
${post('大桥通车', '<dc:creator>wangfang</dc:creator><wp:post_type>post</wp:post_type><wp:status>publish</wp:status><category domain="category">要闻</category><category domain="post_tag">交通</category><wp:comment><wp:comment_author_email>secret@example.org</wp:comment_author_email><wp:comment_content>评论</wp:comment_content></wp:comment>')}
${post('块', '<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>', '<!-- wp:paragraph -->\n<p>甲。</p>\n<!-- /wp:paragraph -->\n\n[caption id="a" width="3"]<img src="x"/> 图说[/caption][gallery ids="1,2"]\n<p>乙[注]。</p>')}
${post('草稿', '<wp:post_type>post</wp:post_type><wp:status>draft</wp:status>')}
${post('图', '<wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>')}
${post('私', '<wp:post_type>post</wp:post_type><wp:status>private</wp:status>')}</channel></rss>`;
  const items = await itemsOf({ 'export.xml': wxr });
  const common = { id: 'https://example.org/?p=1', date: '2025-03-01 08:00:00', publication: '青溪周刊' };
  expect(articlesIn(items)).toEqual([
    { ...common, title: '大桥通车', body: '第一段。\n第二段，\n还有一行。', authors: 'wangfang', section: '要闻', tags: ['交通'] },
    { ...common, title: '块', body: '甲。\n乙[注]。' },
  ]);
  expect(warningsIn(items)).toEqual(['export.xml passed over, not published text: 1 post (draft), 1 attachment, 1 post (private)']);
});

test('feeds with faults: read as far as it goes, and told', async () => {
  const whole = rss('<item><title>甲&nbsp;&unknown;</title></item><item><title>乙</title></item>');
  const items = await itemsOf({ 'a.xml': whole, 'b.xml': whole.slice(0, whole.indexOf('</channel>')), 'c.xml': '<?xml version="1.0"?><sitemap><x/></sitemap>' });
  expect(articlesIn(items)).toHaveLength(4);
  expect(warningsIn(items)[0]).toMatch(/^a\.xml not well-formed XML/);
  expect(rejectionsIn(items)).toEqual([
    expect.stringMatching(/^b\.xml:\d+ not valid XML .*the file ends too early; what came before was read$/), expect.stringMatching(/^c\.xml looks like none of .*; give the kind$/),
  ]);
});

test('entities that blow themselves up, depth and length are bounded', async () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "${'啊'.repeat(50)}"><!ENTITY b "${'&a;'.repeat(50)}"><!ENTITY f SYSTEM "file:///etc/passwd">]>${rss('<item><title>甲</title><description>&b;&f;</description></item>').slice(39)}`;
  const items = await itemsOf({ 'bomb.xml': bomb, 'deep.xml': rss(`<item>${'<a>'.repeat(5000)}`), 'long.xml': rss(`<item><title>${'长'.repeat(200_000)}</title></item>`) }, { maxRecordBytes: 100_000 });
  expect(JSON.stringify(articlesIn(items))).not.toMatch(/啊|root:/);
  expect(rejectionsIn(items)).toEqual([expect.stringMatching(/^deep\.xml:\d+ XML is nested deeper than 1000 elements$/), expect.stringMatching(/^long\.xml:4 item is longer than 100000 bytes; the rest of the file is not read$/)]);
});

const markdown = `---
title: 大桥通车
作者: [王芳, 李明]
date: 2025-03-01
tags: [交通, 民生]
weight: 3
---

# 大标题

第一段 **重点** 与[链接](https://example.org)，
还在第一段。

- 甲
- 乙

<script>坏</script>

> 引文 &amp; 完
`;

test('Markdown with front matter: its keys are fields, dates as written', async () => {
  for (const content of [markdown, markdown.replaceAll('\n', '\r\n')]) {
    expect(articlesIn(await itemsOf({ 'a.md': content, 'unnamed': content }))).toEqual(Array.from({ length: 2 }, () => (
      { title: '大桥通车', authors: ['王芳', '李明'], date: '2025-03-01', tags: ['交通', '民生'], weight: 3, body: '大标题\n第一段 重点 与链接，还在第一段。\n甲\n乙\n引文 & 完' })));
  }
});

test('Markdown without front matter: the first heading is the title', async () => {
  const items = await itemsOf({ 'a.md': '# 大桥通车\n\n正文一。\n\n## 小标题\n\n正文二。\n', 'b.md': '没有标题的正文。\n\n---\n\n第二段。', 'c.md': '---\ntitle: 草稿\ndraft: true\n---\n正文' });
  expect(articlesIn(items)).toEqual([{ title: '大桥通车', body: '正文一。\n小标题\n正文二。' }, { body: '没有标题的正文。\n第二段。' }]);
  expect(warningsIn(items)).toEqual(['c.md passed over: a draft']);
});

test('front matter that cannot be read is told', async () => {
  const bomb = `a: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `k${i}: &k${i} [${Array.from({ length: 9 }, () => (i === 0 ? '*a' : `*k${i - 1}`)).join(', ')}]`).join('\n')}`;
  const items = await itemsOf({ 'a.md': '---\ntitle: [oops\n---\n正文', 'b.md': `---\n${bomb}\n---\n正文`, 'c.md': '---\n- list\n---\n正文' });
  expect(rejectionsIn(items)).toEqual([
    expect.stringMatching(/^a\.md:1 front matter is not valid YAML/), expect.stringMatching(/^b\.md:1 front matter is not valid YAML/), 'c.md:1 front matter is no list of keys and values',
  ]);
});
