import { plainText, plainTexts } from './html.js';
import type { PageArticle } from './view.js';

/**
 * Cites a newspaper article as GB/T 7714-2015 wants it: 作者. 题名: 副题[N]. 报名, 2025-03-01(3).
 * What the article does not have is left out; of more than three authors the first three are named.
 */
export function citation(article: PageArticle): string {
  const authors = plainTexts(article['authors']);
  const names = authors.length > 3 ? [...authors.slice(0, 3), '等'] : authors;
  const title = [plainText(article['title']), plainText(article['subtitle'])].filter(part => part !== undefined).join(': ');
  const page = plainText(article['page']);
  const date = plainText(article['date']);
  const when = `${date ?? ''}${page === undefined ? '' : `(${page})`}`;
  const where = [plainText(article['publication']), when || undefined].filter(part => part !== undefined).join(', ');
  return [names.join(', '), title === '' ? '' : `${title}[N]`, where]
    .filter(part => part !== '')
    .map(part => `${part.replace(/[\s.．]+$/, '')}.`)
    .join(' ')
    .replace(/\s+/g, ' ');
}
