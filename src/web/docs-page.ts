import { renderHead } from './head.js';
import { html, type HtmlPart, type SafeHtml } from './html.js';
import { cleanBase } from './params.js';

/** What of a JSON Schema the page reads. */
interface Schema { readonly type?: string; readonly enum?: readonly string[]; readonly const?: string; readonly default?: unknown; readonly minimum?: number; readonly maximum?: number; readonly description?: string }
interface Parameter { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: Schema }
interface Operation {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Readonly<Record<string, { readonly schema: unknown }>> }>>;
}
interface Document { readonly info: { readonly title: string; readonly version: string; readonly description: string }; readonly paths: Readonly<Record<string, unknown>> }

/** Draws `/docs` from the OpenAPI document: every request with its parameters, a form to send it, its answers. Without JavaScript it can be read. */
export function renderDocsPage({ info, paths }: Document, basePath: string): string {
  const base = cleanBase(basePath);
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })));
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  return html`<!doctype html>
<html lang="en">
${renderHead({ title: `API · ${info.title}`, base, script: '/assets/docs.js' })}
<body class="docs">
<main id="content" data-base="${base}">
<h1>${info.title} API ${info.version}</h1>
<p>${info.description} <a href="${base}/openapi.json">openapi.json</a> · <a href="${base}/">search page</a></p>
<p><label for="key">Key</label> <input id="key" type="password" autocomplete="off"> <span>stays in this page; sent as Authorization: Bearer</span></p>
${tags.map(tag => html`<h2>${tag}</h2>
${operations.filter(({ operation }) => operation.tags.includes(tag)).map(({ path, method, operation }) => drawn(path, method, operation))}`)}
</main>
</body>
</html>
`.text;
}

function drawn(path: string, method: string, { summary, parameters, requestBody, responses }: Operation): SafeHtml {
  const id = `${method}${path.replace(/\W+/g, '-')}`;
  return html`<details id="${id}">
<summary><code>${method.toUpperCase()} ${path}</code> ${summary}</summary>
<form data-method="${method.toUpperCase()}" data-path="${path}">
${parameters.map(parameter => field(id, parameter))}
${requestBody && html`<p><label for="${id}-type">Content-Type</label> <select id="${id}-type" name="content-type">${Object.keys(requestBody.content).map(type => html`<option>${type}</option>`)}</select></p>
<p><label for="${id}-body">Body</label> <textarea id="${id}-body" name="body" rows="6" spellcheck="false"></textarea></p>
${schemas(requestBody.content)}`}
<p><button type="submit">Send</button></p>
<pre class="answer" tabindex="0" aria-live="polite" hidden></pre>
</form>
<table><thead><tr><th scope="col">Status</th><th scope="col">Answer</th></tr></thead><tbody>
${Object.entries(responses).map(([status, { description, content }]) => html`<tr><td>${status}</td><td>${withCode(description)}${status === '200' && schemas(content)}</td></tr>`)}
</tbody></table>
</details>`;
}

/** What stands between backticks is code, as OpenAPI's descriptions (Markdown) mean it. */
const withCode = (text: string): HtmlPart => text.split('`').map((part, i) => i % 2 ? html`<code>${part}</code>` : part);

const schemas = (content: Readonly<Record<string, { readonly schema: unknown }>>): SafeHtml[] =>
  Object.entries(content).map(([type, { schema }]) => html`<details><summary>${type}: schema</summary><pre tabindex="0"><code>${JSON.stringify(schema, null, 2)}</code></pre></details>`);

function field(id: string, { name, in: place, required, schema }: Parameter): SafeHtml {
  const values = schema.enum ?? (schema.const === undefined ? null : [schema.const]);
  const hint = [required === true && 'required', schema.minimum !== undefined && `${schema.minimum} to ${schema.maximum}`, schema.default !== undefined && schema.default !== '' && `default ${JSON.stringify(schema.default)}`, schema.description].filter(Boolean).join(', ');
  const attributes = html` id="${id}-${name}" name="${name}" data-in="${place}"${required === true && html` required`}`;
  return html`<p><label for="${id}-${name}">${name}</label> ${values
    ? html`<select${attributes}><option value=""></option>${values.map(value => html`<option>${value}</option>`)}</select>`
    : html`<input${attributes} type="text" spellcheck="false">`} <span>${hint}</span></p>`;
}
