import { assetHref } from './assets.js';
import { html, type SafeHtml } from './html.js';

interface Head {
  readonly title: string;
  readonly base: string;
  /** `<meta name>` and content, beside those of every page. */
  readonly metas?: Readonly<Record<string, string>>;
  /** The module that the page loads. */
  readonly script?: Parameters<typeof assetHref>[0] | undefined;
}

/** The head of a page. */
export const renderHead = ({ title, base, metas = {}, script }: Head): SafeHtml => html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${Object.entries(metas).map(([name, content]) => html`<meta name="${name}" content="${content}">
`)}<title>${title}</title>
<link rel="stylesheet" href="${assetHref('/assets/page.css', base)}">
<link rel="icon" type="image/svg+xml" href="${assetHref('/assets/icon.svg', base)}">
${script === undefined ? '' : html`<script type="module" src="${assetHref(script, base)}"></script>
`}</head>`;
