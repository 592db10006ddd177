// The page `/admin`: asks for what it shows with the key that is typed in, which stays in this tab.
import type { AdminTexts } from '../admin-strings.js';
import { html, type HtmlPart, type SafeHtml } from '../html.js';

interface Build { readonly name: string; readonly articles: number; readonly sizeBytes: number; readonly builtAt: string }
interface Status { readonly engine: string; readonly version: string; readonly live: Build | null; readonly previous: Build | null; readonly building: { readonly startedAt: string; readonly by: string } | null }
interface Job { readonly id: string; readonly kind: 'reindex' | 'upload' | 'dictionary'; readonly state: 'running' | 'done' | 'failed' | 'canceled'; readonly done: number; readonly total: number; readonly rejected: number; readonly secondsLeft: number | null; readonly startedAt: string; readonly error: string | null }
type Named = Readonly<Record<string, string | number | null | undefined>>;
interface Entry { readonly time: string; readonly action: string; readonly index: string | null; readonly status?: number; readonly given?: Named; readonly result?: Named }
interface Stats { readonly on: boolean; readonly rows: readonly Named[] }

const keyName = 'jianbao-admin-key', againAfterMs = 3_000;
const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
const main = byId('content'), t = JSON.parse(main.dataset['texts'] ?? '{}') as AdminTexts, base = main.dataset['base'] ?? '';
const index = new URLSearchParams(location.search).get('index'), number = new Intl.NumberFormat(document.documentElement.lang);
let timer: number | undefined;

/** What the service answered instead. */
class Refused extends Error {
  constructor(readonly code: string, detail: string) { super(detail); }
}

async function send(method: string, path: string, query: Readonly<Record<string, string>> = {}, body?: unknown): Promise<Response> {
  const parameters = new URLSearchParams({ ...query, ...(index === null ? {} : { index }) });
  const response = await fetch(`${base}/api/admin${path}${parameters.size ? `?${parameters.toString()}` : ''}`, {
    method, cache: 'no-store', headers: { Authorization: `Bearer ${sessionStorage.getItem(keyName) ?? ''}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => { throw new Refused('offline', t.offline); });
  if (response.ok) return response;
  const { code = '', detail = '' } = await response.json().catch(() => ({})) as { code?: string; detail?: string };
  throw new Refused(code, detail || String(response.status));
}
const ask = async <T>(...given: Parameters<typeof send>): Promise<T> => await (await send(...given)).json() as T;

const say = (text: string) => { byId('message').textContent = text; };
const told = (error: unknown): string => error instanceof Refused && error.code === 'offline' ? t.offline : `${t.failed}${error instanceof Error ? error.message : String(error)}`;

/** Does something, and says what went wrong; a key that is not taken is forgotten. */
async function attempt(work: () => Promise<void>, tell = say): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refused && ['invalid_key', 'missing_key', 'admin_disabled'].includes(error.code)) leave(t[error.code as 'invalid_key' | 'missing_key' | 'admin_disabled']);
    else tell(told(error));
  }
}

const put = (id: string, content: SafeHtml) => { byId(id).innerHTML = content.text; };
const when = (iso: string): string => new Date(iso).toLocaleString(document.documentElement.lang);
const table = (heads: readonly string[], rows: readonly (readonly HtmlPart[])[]): SafeHtml => rows.length === 0 ? html`<p>${t.none}</p>`
  : html`<table><thead><tr>${heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map(cells => html`<tr>${cells.map(cell => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;
const listed = (named: Named = {}): string => Object.entries(named).map(([name, value]) => `${name}: ${String(value)}`).join(', ');

async function showStatus(): Promise<void> {
  const { engine, version, live, previous, building } = await ask<Status>('GET', '/status');
  const build = (one: Build | null) => one ? `${one.name} · ${number.format(one.articles)} ${t.articles} · ${number.format(Math.round(one.sizeBytes / 1e5) / 10)} MB · ${when(one.builtAt)}` : t.none;
  put('status', html`<dl><dt>${t.engine}</dt><dd>${engine} ${version}</dd><dt>${t.live}</dt><dd>${build(live)}</dd><dt>${t.previous}</dt><dd>${build(previous)}</dd><dt>${t.building}</dt><dd>${building ? `${building.by} · ${when(building.startedAt)}` : t.none}</dd></dl>`);
  byId<HTMLButtonElement>('rollback').disabled = previous === null;
}

async function showJobs(): Promise<void> {
  const { jobs } = await ask<{ jobs: readonly Job[] }>('GET', '/jobs');
  const states = { running: t.running, done: t.ended, failed: t.failed_state, canceled: t.canceled };
  // What has the focus must not go away under it.
  const focused = document.activeElement?.getAttribute('data-cancel');
  put('jobs', table([t.job, t.state, t.progress, t.rejected, t.started_at], jobs.map(job => [
    t[job.kind], html`${states[job.state]}${job.error !== null && ` (${job.error})`}`,
    html`${job.state === 'running' && html`<progress aria-label="${t.progress}" max="${Math.max(1, job.total)}" value="${job.done}"></progress> `}${number.format(job.done)} / ${number.format(job.total)}${job.secondsLeft !== null && ` · ${job.secondsLeft} ${t.secondsLeft}`}${job.state === 'running' && html` <button type="button" data-cancel="${job.id}">${t.cancel}</button>`}`,
    number.format(job.rejected), when(job.startedAt),
  ])));
  if (focused != null) document.querySelector<HTMLElement>(`[data-cancel="${CSS.escape(focused)}"]`)?.focus();
  clearTimeout(timer);
  const wasRunning = byId('jobs').dataset['running'] === 'yes', isRunning = jobs.some(job => job.state === 'running');
  byId('jobs').dataset['running'] = isRunning ? 'yes' : 'no';
  if (isRunning) timer = window.setTimeout(() => void attempt(showJobs), againAfterMs);
  else if (wasRunning) await showStatus();
}

const statsQuery = () => ({ kind: byId<HTMLSelectElement>('kind').value, days: byId<HTMLSelectElement>('days').value });
async function showStats(): Promise<void> {
  const { on, rows } = await ask<Stats>('GET', '/stats', statsQuery()), names = ['q', 'id', 'searches', 'empty', 'clicks', 'meanMs', 'mostMs', 'meanPosition'] as const;
  const used = names.filter(name => name !== 'id' || rows.some(row => row.id !== undefined));
  put('stats', on ? table(used.map(name => t[name]), rows.map(row => used.map(name => row[name] ?? ''))) : html`<p>${t.statsOff}</p>`);
}

async function showAudit(): Promise<void> {
  const { entries } = await ask<{ entries: readonly Entry[] }>('GET', '/audit', { limit: '50' });
  put('audit', table([t.time, t.action, t.index, t.state, t.result], entries.map(entry => [when(entry.time), [entry.action, listed(entry.given)].filter(Boolean).join(' '), entry.index ?? '', entry.status ?? '', listed(entry.result)])));
}

interface Word { readonly word: string; readonly weight?: number }
async function showEditors(): Promise<void> {
  const words = await ask<readonly Word[]>('GET', '/dictionary');
  byId<HTMLTextAreaElement>('dictionary-text').value = words.map(({ word, weight }) => weight === undefined ? word : `${word} ${weight}`).join('\n');
  byId<HTMLTextAreaElement>('synonyms-text').value = JSON.stringify(await ask('GET', '/synonyms'), null, 2);
}

const readWords = (text: string): Word[] => text.split('\n').map(line => line.trim()).filter(Boolean).map(line => {
  const [, word = '', weight] = /^(\S+)(?:\s+(\d+))?$/.exec(line) ?? [];
  if (!word) throw new Error(t.badLine + line);
  return weight === undefined ? { word } : { word, weight: Number(weight) };
});
function readTable(text: string): unknown {
  try { return JSON.parse(text.trim() || '{}'); } catch { throw new Error(t.badJson); }
}

async function enter(): Promise<void> {
  await showStatus();
  byId('entry').hidden = true;
  byId('desk').hidden = false;
  say('');
  await Promise.all([showJobs(), showStats(), showAudit(), showEditors()]);
}

function leave(message: string): void {
  sessionStorage.removeItem(keyName);
  clearTimeout(timer);
  for (const id of ['status', 'jobs', 'stats', 'audit']) put(id, html``);
  for (const area of document.querySelectorAll('textarea')) area.value = '';
  byId('desk').hidden = true;
  byId('entry').hidden = false;
  byId('key').focus();
  say(message);
}

const onClick = (id: string, work: () => Promise<void>) => {
  const button = byId<HTMLButtonElement>(id), { confirm: question } = button.dataset;
  button.addEventListener('click', () => { if (question === undefined || confirm(question)) void attempt(work); });
};

function wire(): void {
  byId('entry').addEventListener('submit', event => {
    event.preventDefault();
    const key = byId<HTMLInputElement>('key');
    sessionStorage.setItem(keyName, key.value.trim());
    key.value = '';
    void attempt(enter);
  });
  onClick('refresh', async () => { await Promise.all([showStatus(), showJobs(), showStats(), showAudit()]); say(''); });
  onClick('leave', async () => { leave(''); });
  onClick('reindex', async () => { await send('POST', '/reindex'); say(t.started); await Promise.all([showJobs(), showAudit()]); });
  onClick('rollback', async () => { await send('POST', '/rollback'); say(t.done); await Promise.all([showStatus(), showAudit()]); });
  onClick('csv', async () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await (await send('GET', '/stats', { ...statsQuery(), format: 'csv', limit: '10000' })).blob());
    link.download = `jianbao-${statsQuery().kind}.csv`;
    link.click();
    setTimeout(() => { URL.revokeObjectURL(link.href); }, 60_000);
  });
  byId('stats-form').addEventListener('change', () => void attempt(showStats));
  byId('stats-form').addEventListener('submit', event => { event.preventDefault(); });
  byId('jobs').addEventListener('click', event => {
    const id = (event.target as HTMLElement).dataset['cancel'];
    if (id !== undefined && confirm(t.confirmCancel)) void attempt(async () => { await send('DELETE', `/jobs/${id}`); await Promise.all([showJobs(), showAudit()]); });
  });
  for (const [id, read] of [['dictionary', readWords], ['synonyms', readTable]] as const) {
    const form = byId<HTMLFormElement>(id), output = form.querySelector('output') as HTMLOutputElement, tell = (text: string) => { output.textContent = text; };
    form.addEventListener('submit', event => {
      event.preventDefault();
      const isSaved = (event.submitter as HTMLButtonElement | null)?.value === 'save';
      if (isSaved && !confirm(form.dataset['confirm'])) return;
      tell('…');
      void attempt(async () => {
        const body = read(byId<HTMLTextAreaElement>(`${id}-text`).value);
        const { articlesToRecut } = await ask<{ articlesToRecut?: number }>('PUT', `/${id}`, isSaved ? {} : { dryRun: 'true' }, body);
        tell([isSaved ? t.done : t.checked, articlesToRecut === undefined ? '' : `${t.recut}${number.format(articlesToRecut)}`].filter(Boolean).join(' '));
        if (isSaved) await Promise.all([showJobs(), showAudit()]);
      }, tell);
    });
  }
}

if (document.getElementById('entry')) {
  wire();
  if (sessionStorage.getItem(keyName) === null) byId('entry').hidden = false;
  else void attempt(enter, text => { byId('entry').hidden = false; say(text); });
}
