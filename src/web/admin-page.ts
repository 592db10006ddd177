import { adminStrings } from './admin-strings.js';
import { renderHead } from './head.js';
import { html, type SafeHtml } from './html.js';
import { cleanBase } from './params.js';

/** Draws `/admin`: an empty frame. All that it shows its script asks for with the key that is typed in. */
export function renderAdminPage({ basePath, lang, enabled }: { readonly basePath: string; readonly lang: 'zh' | 'en'; readonly enabled: boolean }): string {
  const t = adminStrings[lang], base = cleanBase(basePath);
  const section = (id: string, title: string, content: SafeHtml) => html`<section aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}
</section>`;
  const shown = (id: string, label: string) => html`<div id="${id}" class="scroll" role="group" tabindex="0" aria-label="${label}"></div>`;
  const editor = (id: string, label: string, help: string) => html`<form id="${id}" data-confirm="${t.confirmSave}"><p><label for="${id}-text">${label}</label> <span id="${id}-help">${help}</span></p>
<textarea id="${id}-text" rows="8" spellcheck="false" autocomplete="off" aria-describedby="${id}-help"></textarea>
<p><button type="submit" value="try">${t.tryIt}</button> <button type="submit" value="save">${t.save}</button> <output></output></p></form>`;
  return html`<!doctype html>
<html lang="${t.htmlLang}">
${renderHead({ title: `${t.title} · jianbao`, base, metas: { robots: 'noindex', referrer: 'same-origin' }, script: '/assets/admin.js' })}
<body class="docs admin">
<main id="content" data-base="${base}" data-texts="${JSON.stringify(t.script)}">
<h1>${t.title}</h1>
<p><a href="${base}/${lang === 'en' && '?lang=en'}">${t.home}</a> · <a href="${base}/admin?lang=${lang === 'en' ? 'zh' : 'en'}">${t.other}</a></p>
${enabled ? html`<noscript><p>${t.needsScript}</p></noscript>
<form id="entry" hidden><p><label for="key">${t.key}</label> <input id="key" type="password" autocomplete="off" required aria-describedby="key-help"> <button type="submit">${t.open}</button></p>
<p id="key-help">${t.keyHelp}</p></form>
<p id="message" role="status"></p>
<div id="desk" hidden>
<p><button type="button" id="refresh">${t.refresh}</button> <button type="button" id="leave">${t.leave}</button></p>
${section('status', t.status, html`${shown('status', t.status)}
<p><button type="button" id="reindex" data-confirm="${t.confirmReindex}">${t.reindex}</button> <button type="button" id="rollback" data-confirm="${t.confirmRollback}">${t.rollback}</button></p>`)}
${section('jobs', t.jobs, shown('jobs', t.jobs))}
${section('dictionary', t.dictionary, editor('dictionary', t.dictionary, t.dictionaryHelp))}
${section('synonyms', t.synonyms, editor('synonyms', t.synonyms, t.synonymsHelp))}
${section('stats', t.statistics, html`<form id="stats-form"><p><label for="kind">${t.kind}</label> <select id="kind">${Object.entries(t.kinds).map(([kind, name]) => html`<option value="${kind}">${name}</option>`)}</select></p>
<p><label for="days">${t.days}</label> <select id="days">${[1, 7, 30, 90].map(days => html`<option${days === 30 && html` selected`}>${days}</option>`)}</select></p>
<p><button type="button" id="csv">${t.csv}</button></p></form>
${shown('stats', t.statistics)}`)}
${section('audit', t.audit, shown('audit', t.audit))}
</div>` : html`<p>${t.off}</p>`}
</main>
</body>
</html>
`.text;
}
