import { renderHead } from './head.js';
import { html } from './html.js';
import { cleanBase } from './params.js';

/** What the demo needs to know. */
export interface DemoView {
  readonly basePath: string;
  /** `https://your.host/search`, as the reader of the page reached it. */
  readonly address: string;
  readonly index: string;
  readonly lang: 'zh' | 'en';
  /** For the page's own box, where searching needs a key. */
  readonly token?: string;
}

const strings = {
  zh: {
    title: '一行代码的检索框', intro: '下面的检索框由一行 HTML 引入：输入汉字、拼音或首字母试试。', copy: '把这一行放到您的网页里：', styled: '用 CSS 变量换上自己的样子：',
    home: '回到检索页', htmlLang: 'zh-Hans', key: '检索密钥',
  },
  en: {
    title: 'A search box in one line', intro: 'The box below comes from one line of HTML. Try Han, pinyin or initials.', copy: 'Put this line into your page:', styled: 'Make it yours by CSS variables:',
    home: 'The search page', htmlLang: 'en', key: 'SEARCH-KEY',
  },
} as const;

/** Draws `/demo`: the box as another site would have it, and the line to copy. */
export function renderDemoPage({ basePath, address, index, lang, token }: DemoView): string {
  const t = strings[lang], base = cleanBase(basePath);
  const line = `<script src="${address}/searchbox.js" data-index="${index}"${token === undefined ? '' : ` data-key="${t.key}"`}></script>`;
  const styles = 'jianbao-search {\n  --jianbao-accent: #0b6b4f;\n  --jianbao-radius: 2em;\n  --jianbao-font: 18px/1.6 serif;\n}';
  return html`<!doctype html>
<html lang="${t.htmlLang}">
${renderHead({ title: t.title, base })}
<body class="start">
<main id="content" class="masthead">
<h1>${t.title}</h1>
<p>${t.intro}</p>
<div class="search-demo"><script src="${base}/searchbox.js" data-index="${index}" data-lang="${lang}"${token !== undefined && html` data-key="${token}"`}></script></div>
<p>${t.copy}</p>
<pre tabindex="0"><code>${line}</code></pre>
<p>${t.styled}</p>
<pre tabindex="0"><code>${styles}</code></pre>
<p><a href="${base}/">${t.home}</a></p>
</main>
</body>
</html>
`.text;
}
