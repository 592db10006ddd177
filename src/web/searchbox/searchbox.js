// One line of HTML: <script src="https://your.host/searchbox.js" data-index="articles" data-key="…"></script>
// makes a search box with suggestions and hits where it stands, in a shadow root of its own.
import { combobox, isComposing, markedNodes } from './combobox.js';
import style from './style.css';

const script = document.currentScript;
const mostSuggestions = 4, mostHits = 5, snippetChars = 60;
/** A text as long as this is the beginning of no suggestion. */
const mostSuggestedChars = 60, mostChars = 2000;

const texts = {
  zh: { placeholder: '检索文章', suggestions: '建议', hits: '文章', all: '查看全部结果', count: '# 篇', none: '没有找到相关文章', failed: '检索暂时不可用，请稍后再试', refused: '检索密钥无效', found: '# 条，按上下键选择' },
  en: { placeholder: 'Search', suggestions: 'Suggestions', hits: 'Articles', all: 'All results', count: '#', none: 'No articles found', failed: 'Searching does not work at the moment; please try again', refused: 'The search key is not valid', found: '# entries, choose with the arrow keys' },
};

function start() {
  const { index, key, lang = document.documentElement.lang, placeholder, container, results, article, limit } = script.dataset;
  const t = texts[/^en\b/i.test(lang) ? 'en' : 'zh'];
  const service = new URL('.', script.src);
  const host = document.createElement('jianbao-search');
  const place = container ? document.querySelector(container) : null;
  if (place) place.append(host);
  else if (script.parentElement && script.parentElement !== document.head) script.after(host);
  else document.body.append(host);

  const root = host.attachShadow({ mode: 'open' });
  // A sheet that is made here may be used whatever the page's content policy says of styles.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  const input = element('input', '', [], { type: 'search', 'aria-label': placeholder ?? t.placeholder, placeholder: placeholder ?? t.placeholder, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'search', maxlength: mostChars });
  const panel = element('div', 'panel', [], { 'aria-label': t.hits });
  const spoken = element('div', 'spoken', [], { role: 'status' });
  root.append(element('div', 'box', [input, panel, spoken], { lang: t === texts.en ? 'en' : 'zh' }));

  async function fetched(path, parameters, signal) {
    const address = new URL(path, service);
    address.search = new URLSearchParams({ ...parameters, ...(index ? { index } : {}) });
    const response = await fetch(address, { signal, headers: { accept: 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) } });
    if (response.ok) return response.json();
    throw Object.assign(new Error(`${response.status}`), { isRefused: response.status === 401 || response.status === 403 });
  }

  const pageOf = q => fill(results, { q }) ?? withQuery(new URL('.', service), { q });
  const articleOf = (hit, q) => fill(article, { id: hit.id, q }) ?? webAddress(hit.article.url) ?? withQuery(new URL(`articles/${encodeURIComponent(hit.id)}`, service), { q });

  function suggestionOption({ text, marked, count, kind }) {
    const option = element('div', 'option suggestion', [element('span', '', markedNodes(marked)), ...(kind === 'title' ? [] : [element('span', 'count', [t.count.replace('#', count)])])], { role: 'option' });
    option.addEventListener('click', () => {
      input.value = text;
      box.ask();
    });
    return option;
  }

  function hitOption(hit, q) {
    const { article: { publication, date }, marked, snippets } = hit;
    const about = [publication, date].filter(Boolean).join(' · ');
    return element('a', 'option', [
      element('span', 'title', marked.title ? markedNodes(marked.title) : [hit.id]),
      ...snippets.slice(0, 1).map(snippet => element('span', 'snippet', markedNodes(snippet))),
      ...(about ? [element('span', 'about', [about])] : []),
    ], { role: 'option', href: articleOf(hit, q), tabindex: '-1' });
  }

  const group = (label, options) => options.length === 0 ? [] : [element('div', 'label', [label], { role: 'presentation' }), ...options];
  const said = text => [element('div', 'said', [text], { role: 'presentation' })];

  async function ask(q, signal) {
    try {
      const [{ suggestions }, found] = await Promise.all([
        q.length > mostSuggestedChars ? { suggestions: [] } : fetched('api/suggest', { q, limit: mostSuggestions }, signal),
        fetched('api/search', { q, perPage: limit ?? mostHits, snippetChars }, signal),
      ]);
      const typed = q.toLowerCase();
      const others = suggestions.filter(({ text, kind }) => kind !== 'title' && text.toLowerCase() !== typed);
      if (found.hits.length + others.length === 0) return said(t.none);
      const all = found.total > found.hits.length ? [element('a', 'option', [t.all], { role: 'option', href: pageOf(q), tabindex: '-1' })] : [];
      return [...group(t.suggestions, others.map(suggestionOption)), ...group(t.hits, [...found.hits.map(hit => hitOption(hit, q)), ...all])];
    } catch (error) {
      return said(error.isRefused ? t.refused : t.failed);
    }
  }

  const box = combobox(input, panel, {
    ask,
    take: option => option.click(),
    isInside: event => event.composedPath().includes(host),
    changed: (isOpen, options) => { spoken.textContent = !isOpen ? '' : options ? t.found.replace('#', options) : panel.textContent; },
  });

  input.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Keys of an input method are its own; those of the box are no shortcuts of the page.
    event.stopPropagation();
    if (isComposing(event)) return;
    if (box.press(event.key)) event.preventDefault();
    else if (event.key === 'Enter' && input.value.trim() !== '') location.assign(pageOf(input.value.trim()));
    else if (event.key === 'Escape') input.value = '';
  });
  input.addEventListener('focus', () => { if (input.value.trim() !== '') box.ask(); });
}

/** An element with texts and other elements inside; nothing is ever read as HTML. */
function element(name, className, children = [], attributes = {}) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** A page's own address with `{q}` and `{id}` filled in. */
function fill(template, values) {
  return template && webAddress(template.replace(/\{(\w+)\}/g, (whole, name) => Object.hasOwn(values, name) ? encodeURIComponent(values[name]) : whole));
}

function withQuery(address, parameters) {
  address.search = new URLSearchParams(parameters);
  return address.href;
}

/** @returns the address where it leads to a web page and nowhere else (`javascript:` and the like do not) */
function webAddress(address) {
  if (typeof address !== 'string' || address === '' || !URL.canParse(address, location.href)) return undefined;
  const { protocol, href } = new URL(address, location.href);
  return protocol === 'http:' || protocol === 'https:' ? href : undefined;
}

const isParsed = () => document.body && (!script.dataset.container || document.querySelector(script.dataset.container));
if (document.readyState !== 'loading' || isParsed()) start();
else document.addEventListener('DOMContentLoaded', start);
