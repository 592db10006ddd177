import type { Lang, PageFacet, PageSort, SuggestionKind, Tier } from './view.js';

/** What `page.js` writes in the list of suggestions; it stands in the page as JSON. */
export interface SuggestStrings {
  readonly label: string;
  readonly kinds: Readonly<Record<SuggestionKind, { readonly short: string; readonly long: string }>>;
  /** `#` stands for the number. */
  readonly count: { readonly one: string; readonly other: string };
  /** What stands before a value so that it is searched in its field. */
  readonly fields: { readonly author: string; readonly section: string };
}

/** Every text of the pages that is not an article's. */
export interface Strings {
  readonly htmlLang: string;
  readonly siteName: string;
  readonly siteMotto: string;
  readonly otherLanguage: string;
  readonly skipToContent: string;
  readonly searchLabel: string;
  readonly searchPlaceholder: string;
  readonly searchButton: string;
  readonly suggest: SuggestStrings;
  readonly tryThese: string;
  readonly syntaxHelp: string;
  readonly browseAll: (count: string | undefined) => string;
  readonly resultsFor: (q: string) => string;
  readonly allArticles: string;
  readonly total: (count: string, isExact: boolean) => string;
  readonly took: (seconds: string) => string;
  readonly timedOut: string;
  readonly correctedFrom: (q: string) => string;
  readonly didYouMean: string;
  readonly searchedAs: string;
  readonly termKinds: { readonly [kind: string]: string };
  readonly tiers: Readonly<Record<Tier, string>>;
  readonly matchNotes: Readonly<Record<Tier, string>>;
  readonly alsoIn: (count: number) => string;
  readonly duplicatesShown: string;
  readonly foldDuplicates: string;
  readonly sortLabel: string;
  readonly sorts: Readonly<Record<PageSort, string>>;
  readonly filterLabel: string;
  readonly facets: Readonly<Record<PageFacet, string>>;
  readonly time: string;
  readonly timeRange: (from: string, to: string) => string;
  /** A year, or one of its months. */
  readonly month: (year: number, month: number | null) => string;
  readonly from: string;
  readonly to: string;
  readonly earliest: string;
  readonly latest: string;
  readonly applyRange: string;
  readonly articles: (count: number) => string;
  readonly moreValues: (count: number) => string;
  readonly chosenFilters: string;
  readonly removeFilter: (facet: string, value: string) => string;
  readonly removeAllFilters: string;
  readonly paging: string;
  readonly previousPage: string;
  readonly nextPage: string;
  readonly pageNumber: (page: number) => string;
  readonly pageOf: (page: number, pages: number) => string;
  readonly nothingFound: (q: string) => string;
  readonly beyondLastPage: string;
  readonly firstPage: string;
  readonly hints: readonly string[];
  readonly withoutQuotes: string;
  readonly withoutFilters: string;
  readonly untitled: string;
  readonly noBody: string;
  readonly printedPage: (page: string) => string;
  readonly date: (year: number, month: number, day: number) => string;
  readonly backToResults: string;
  readonly backToStart: string;
  readonly marks: string;
  readonly markCount: (count: number) => string;
  readonly previousMark: string;
  readonly nextMark: string;
  readonly original: string;
  readonly citation: string;
  readonly copy: string;
  readonly copied: string;
  readonly print: string;
  readonly samePage: string;
  readonly similar: string;
  readonly keys: string;
  readonly engineDown: string;
  readonly engineDownHelp: string;
  readonly offline: string;
  readonly offlineHelp: string;
  readonly tooMany: string;
  readonly tooManyHelp: string;
  readonly retryAfter: (seconds: number) => string;
  readonly retry: string;
  readonly articleNotFound: string;
  readonly articleNotFoundHelp: string;
  readonly pageNotFound: string;
  readonly pageNotFoundHelp: string;
  readonly badRequest: string;
  readonly badRequestHelp: string;
  readonly broken: string;
  readonly brokenHelp: string;
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const zh: Strings = {
  htmlLang: 'zh-CN',
  siteName: '剪报',
  siteMotto: '报纸文章全文检索',
  otherLanguage: 'English',
  skipToContent: '跳到正文',
  searchLabel: '检索报纸文章',
  searchPlaceholder: '词语、人名、标题，或“整句原文”',
  searchButton: '检索',
  suggest: {
    label: '检索建议',
    kinds: { word: { short: '词', long: '词语' }, title: { short: '题', long: '标题' }, author: { short: '人', long: '作者' }, section: { short: '栏', long: '栏目' } },
    count: { one: '# 篇', other: '# 篇' },
    fields: { author: '作者：', section: '栏目：' },
  },
  tryThese: '试试',
  syntaxHelp: '用引号查原文，用 -词 排除，用 作者: 标题: 栏目: 限定范围',
  browseAll: count => (count === undefined ? '浏览全部文章' : `浏览全部 ${count} 篇文章`),
  resultsFor: q => `「${q}」的检索结果`,
  allArticles: '全部文章',
  total: (count, isExact) => (isExact ? `共 ${count} 篇` : `约 ${count} 篇`),
  took: seconds => `用时 ${seconds} 秒`,
  timedOut: '检索超时，结果可能不全。',
  correctedFrom: q => `没有找到「${q}」。`,
  didYouMean: '您是不是要找',
  searchedAs: '查找内容',
  termKinds: { phrase: '原文', excluded: '排除', pinyin: '拼音', sound: '同音', synonym: '同义', prefix: '开头', date: '日期', field: '限定' },
  tiers: { words: '整词', substring: '字面', apart: '拆开', sound: '近音', some: '部分' },
  matchNotes: {
    words: '',
    substring: '没有整词相符的文章，以下文章含有相同的文字。',
    apart: '没有完全相符的文章，以下文章分别含有各部分文字。',
    sound: '没有完全相符的文章，以下按读音或字形相近查找。',
    some: '没有同时含有全部词语的文章，以下文章含有其中一部分。',
  },
  alsoIn: count => `另有 ${count} 篇内容相近`,
  duplicatesShown: '内容相近的文章已逐篇列出。',
  foldDuplicates: '合并显示',
  sortLabel: '排序',
  sorts: { relevance: '相关', 'date:desc': '最新', 'date:asc': '最早' },
  filterLabel: '筛选',
  facets: { publication: '报纸', section: '栏目', author: '作者', year: '年份' },
  time: '时间',
  timeRange: (from, to) => (from === to ? from : from === '' ? `${to}以前` : to === '' ? `${from}以后` : `${from}至${to}`),
  month: (year, month) => `${year}年${month === null ? '' : `${month}月`}`,
  from: '从',
  to: '到',
  earliest: '最早',
  latest: '最近',
  applyRange: '确定',
  articles: count => `${count} 篇`,
  moreValues: count => `其余 ${count} 项`,
  chosenFilters: '已选条件',
  removeFilter: (facet, value) => `去掉条件：${facet} ${value}`,
  removeAllFilters: '全部去掉',
  paging: '翻页',
  previousPage: '上一页',
  nextPage: '下一页',
  pageNumber: page => `第 ${page} 页`,
  pageOf: (page, pages) => `${page} / ${pages}`,
  nothingFound: q => `没有找到「${q}」`,
  beyondLastPage: '没有这么多页',
  firstPage: '回到第 1 页',
  hints: ['看看有没有错别字', '换一个说法，或少用几个词', '长句子可以只留其中的关键词'],
  withoutQuotes: '去掉引号再找',
  withoutFilters: '去掉全部条件再找',
  untitled: '（无题）',
  noBody: '（本篇没有正文）',
  printedPage: page => (/^\d+$/.test(page) ? `第${page}版` : `${page}版`),
  date: (year, month, day) => `${year}年${month}月${day}日`,
  backToResults: '返回检索结果',
  backToStart: '返回首页',
  marks: '标记',
  markCount: count => `标出 ${count} 处`,
  previousMark: '上一处',
  nextMark: '下一处',
  original: '查看原文',
  citation: '引用格式',
  copy: '复制',
  copied: '已复制',
  print: '打印',
  samePage: '同版文章',
  similar: '相近文章',
  keys: '快捷键：/ 输入，↑ ↓ 选择文章，n p 前后标记，Esc 清空',
  engineDown: '检索服务暂时不可用',
  engineDownHelp: '文章都在，只是检索引擎正在恢复。请稍后再试，您输入的内容已经保留。',
  offline: '连不上检索服务',
  offlineHelp: '请看看网络是否通畅，再试一次。您输入的内容已经保留。',
  tooMany: '检索太频繁了',
  tooManyHelp: '请稍等片刻再试。',
  retryAfter: seconds => `大约 ${seconds} 秒后可以再试。`,
  retry: '再试一次',
  articleNotFound: '没有这篇文章',
  articleNotFoundHelp: '它可能已被删除，或者地址不完整。',
  pageNotFound: '没有这个页面',
  pageNotFoundHelp: '地址可能有误。可以从上面的检索框重新开始。',
  badRequest: '这样检索不了',
  badRequestHelp: '请改一改检索内容再试。',
  broken: '出了点问题',
  brokenHelp: '错误已经记录下来。请稍后再试。',
};

const en: Strings = {
  htmlLang: 'en',
  siteName: 'Jianbao',
  siteMotto: 'Full-text search for Chinese newspapers',
  otherLanguage: '中文',
  skipToContent: 'Skip to content',
  searchLabel: 'Search newspaper articles',
  searchPlaceholder: 'Words, names, titles or an “exact phrase”',
  searchButton: 'Search',
  suggest: {
    label: 'Suggestions',
    kinds: { word: { short: 'word', long: 'word' }, title: { short: 'title', long: 'title' }, author: { short: 'author', long: 'author' }, section: { short: 'section', long: 'section' } },
    count: { one: '# article', other: '# articles' },
    fields: { author: 'author:', section: 'section:' },
  },
  tryThese: 'Try',
  syntaxHelp: 'Quotes find the exact text, -word excludes, author: title: section: look in one field',
  browseAll: count => (count === undefined ? 'Browse all articles' : `Browse all ${count} articles`),
  resultsFor: q => `Results for “${q}”`,
  allArticles: 'All articles',
  total: (count, isExact) => `${isExact ? '' : 'About '}${count} ${count === '1' ? 'article' : 'articles'}`,
  took: seconds => `${seconds} s`,
  timedOut: 'The search ran out of time; there may be more.',
  correctedFrom: q => `Nothing was found for “${q}”.`,
  didYouMean: 'Did you mean',
  searchedAs: 'Searched for',
  termKinds: { phrase: 'exact', excluded: 'without', pinyin: 'pinyin', sound: 'sounds like', synonym: 'synonym', prefix: 'begins with', date: 'date', field: 'field' },
  tiers: { words: 'Words', substring: 'Same text', apart: 'In parts', sound: 'Similar', some: 'Partly' },
  matchNotes: {
    words: '',
    substring: 'No article has these as whole words; these contain the same text.',
    apart: 'No article matches as typed; these contain the parts separately.',
    sound: 'No article matches as typed; these have words that sound or look alike.',
    some: 'No article has all of the words; these have some of them.',
  },
  alsoIn: count => `Also in ${count} other ${count === 1 ? 'article' : 'articles'}`,
  duplicatesShown: 'Articles of the same text are shown one by one.',
  foldDuplicates: 'Fold them',
  sortLabel: 'Sort by',
  sorts: { relevance: 'Relevance', 'date:desc': 'Newest', 'date:asc': 'Oldest' },
  filterLabel: 'Filters',
  facets: { publication: 'Newspaper', section: 'Section', author: 'Author', year: 'Year' },
  time: 'Time',
  timeRange: (from, to) => (from === to ? from : from === '' ? `until ${to}` : to === '' ? `since ${from}` : `${from} to ${to}`),
  month: (year, month) => (month === null ? String(year) : `${months[month - 1] ?? month} ${year}`),
  from: 'From',
  to: 'To',
  earliest: 'Earliest',
  latest: 'Latest',
  applyRange: 'Apply',
  articles: count => `${count} ${count === 1 ? 'article' : 'articles'}`,
  moreValues: count => `${count} more`,
  chosenFilters: 'Chosen filters',
  removeFilter: (facet, value) => `Remove filter: ${facet} ${value}`,
  removeAllFilters: 'Remove all',
  paging: 'Pages',
  previousPage: 'Previous',
  nextPage: 'Next',
  pageNumber: page => `Page ${page}`,
  pageOf: (page, pages) => `${page} / ${pages}`,
  nothingFound: q => `Nothing found for “${q}”`,
  beyondLastPage: 'There are not that many pages',
  firstPage: 'Back to page 1',
  hints: ['Check the spelling', 'Try another wording, or fewer words', 'Of a long sentence, keep only the key words'],
  withoutQuotes: 'Search without the quotes',
  withoutFilters: 'Search without filters',
  untitled: '(untitled)',
  noBody: '(This article has no text.)',
  printedPage: page => `page ${page}`,
  date: (year, month, day) => `${day} ${months[month - 1] ?? month} ${year}`,
  backToResults: 'Back to the results',
  backToStart: 'Back to the start page',
  marks: 'Marks',
  markCount: count => `${count} marked`,
  previousMark: 'Previous mark',
  nextMark: 'Next mark',
  original: 'Original page',
  citation: 'Cite as',
  copy: 'Copy',
  copied: 'Copied',
  print: 'Print',
  samePage: 'On the same page',
  similar: 'Similar articles',
  keys: 'Keys: / to type, ↑ ↓ to choose a hit, n p for marks, Esc to clear',
  engineDown: 'Search is unavailable for a moment',
  engineDownHelp: 'No article is lost; the search engine is coming back. Please try again shortly. What you typed has been kept.',
  offline: 'The search cannot be reached',
  offlineHelp: 'Please check the network and try again. What you typed has been kept.',
  tooMany: 'Too many searches',
  tooManyHelp: 'Please wait a moment and try again.',
  retryAfter: seconds => `Try again in about ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  retry: 'Try again',
  articleNotFound: 'There is no such article',
  articleNotFoundHelp: 'It may have been removed, or the address is incomplete.',
  pageNotFound: 'There is no such page',
  pageNotFoundHelp: 'The address may be wrong. You can start again with the search box above.',
  badRequest: 'This cannot be searched',
  badRequestHelp: 'Please change the query and try again.',
  broken: 'Something went wrong',
  brokenHelp: 'The error has been recorded. Please try again later.',
};

/** The texts of the pages by language. */
export const strings: Readonly<Record<Lang, Strings>> = { zh, en };
