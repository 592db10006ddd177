import { renderDocument } from './layout.js';
import { searchContent, searchTitle } from './results.js';
import type { SearchView } from './view.js';

/** Draws the search page: the start page, a list of hits, or what to do when nothing was found. */
export function renderSearchPage(view: SearchView): string {
  const { basePath, index, examples, articleCount, result } = view;
  return renderDocument(view, {
    title: searchTitle(view.params), content: searchContent(view), isStart: result === null,
    context: { basePath, index, examples, ...(articleCount === undefined ? {} : { articleCount }) },
  });
}
