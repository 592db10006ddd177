import { html, type SafeHtml } from './html.js';
import { changed, pageHref } from './params.js';
import { strings } from './strings.js';
import type { Lang, PageView } from './view.js';

/** One bar: a year (`2024`) or a month (`2024-03`). */
export interface Bar {
  readonly time: string;
  readonly count: number;
}

/** Up to three years are drawn by the month. */
const mostMonths = 36;
/** Units of the drawing: a bar's width, the height of the tallest one. */
const barWidth = 10, height = 48;

/** Bars from the first month counted to the last, empty ones too: months where there are few, otherwise years. */
export function barsOf(months: Readonly<Record<string, number>>): Bar[] {
  const counted = Object.keys(months).filter(month => /^\d{4}-\d\d$/.test(month)).sort();
  const [first, last] = [counted[0], counted.at(-1)].map(month => (month === undefined ? NaN : monthNumber(month))) as [number, number];
  if (Number.isNaN(first)) return [];
  const all = Array.from({ length: last - first + 1 }, (_, i) => monthOf(first + i));
  if (all.length <= mostMonths) return all.map(time => ({ time, count: months[time] ?? 0 }));
  const years = new Map<string, number>(all.map(month => [month.slice(0, 4), 0]));
  for (const month of counted) years.set(month.slice(0, 4), (years.get(month.slice(0, 4)) ?? 0) + (months[month] ?? 0));
  return [...years].map(([time, count]) => ({ time, count }));
}

const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
const monthOf = (number: number): string => `${String(Math.floor(number / 12)).padStart(4, '0')}-${String(number % 12 + 1).padStart(2, '0')}`;

/** 2024年3月; '' for an open end. */
export function timeText(time: string, lang: Lang): string {
  const [year = '', month] = time.split('-');
  return year === '' ? '' : strings[lang].month(Number(year), month === undefined ? null : Number(month));
}

/**
 * How many articles there are over time, as bars that the script lets one brush over, and as two lists to choose from without it.
 * The bars say nothing that the lists do not, so they are only for the eye.
 */
export function renderHistogram(months: Readonly<Record<string, number>>, { params, basePath }: PageView): SafeHtml | null {
  const t = strings[params.lang];
  const bars = barsOf(months);
  if (bars.length < 2 && params.from === '' && params.to === '') return null;
  const most = Math.max(1, ...bars.map(bar => bar.count));
  const drawn = bars.map(({ time, count }, i) => {
    const tall = count === 0 ? 0 : Math.max(1, Math.round(count / most * height));
    return html`<g data-time="${time}"><rect class="slot" x="${i * barWidth}" y="0" width="${barWidth}" height="${height}"/><rect class="bar" x="${i * barWidth + 1}" y="${height - tall}" width="${barWidth - 2}" height="${tall}"/><title>${timeText(time, params.lang)} ${t.articles(count)}</title></g>`;
  });
  const options = (chosen: string, open: string) => {
    const times = [...new Set([...bars.map(bar => bar.time), chosen])].filter(time => time !== '').sort();
    return html`<option value="">${open}</option>${times.map(time => html`<option value="${time}"${time === chosen ? html` selected` : ''}>${timeText(time, params.lang)}</option>`)}`;
  };
  const kept = [...new URL(pageHref(changed(params, { from: '', to: '' })), 'http://page.invalid').searchParams];
  return html`<section class="facet time" id="facet-time"><h2>${t.time}</h2>
${bars.length > 1 && html`<svg class="histogram" viewBox="0 0 ${bars.length * barWidth} ${height}" preserveAspectRatio="none" aria-hidden="true">${drawn}<rect class="brush" x="0" y="0" width="0" height="${height}"/></svg>
<p class="time-ends" aria-hidden="true"><span>${timeText(bars[0]?.time ?? '', params.lang)}</span><span>${timeText(bars.at(-1)?.time ?? '', params.lang)}</span></p>
`}<form class="range" action="${basePath}/" method="get">
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<select name="from" aria-label="${t.from}">${options(params.from, t.earliest)}</select> <span aria-hidden="true">—</span> <select name="to" aria-label="${t.to}">${options(params.to, t.latest)}</select> <button type="submit">${t.applyRange}</button>
</form></section>
`;
}
