import { renderDocument } from './layout.js';
import { explain, problemContent } from './problem.js';
import { strings } from './strings.js';
import type { ErrorView } from './view.js';

/** Draws what went wrong and what to do about it. The query stays in the box. */
export function renderErrorPage(view: ErrorView): string {
  return renderDocument(view, { title: explain(view, strings[view.params.lang]).title, content: problemContent(view) });
}
