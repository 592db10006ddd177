export interface Series { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }

const width = 720, height = 360, left = 64, right = 180, top = 40, bottom = 44;
/** After Okabe and Ito: colours that stand out on white and on black; each series has a shape of its own too. */
const colours = ['#d55e00', '#2b8cd6', '#009e73', '#cc79a7', '#b8860b', '#56b4e9'], dashes = ['', '7 3', '2 3', '9 3 2 3', '4 4', '1 4'];

const escaped = (text: string) => text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
const number = (value: number) => value >= 1_000 ? value.toLocaleString('en') : String(Number(value.toPrecision(3)));

/** 1, 2 and 5 times the powers of ten from the last one at or below `least` to the first at or above `most`, at least two; powers of ten alone where that is more than eight. */
export function logTicks(least: number, most: number): number[] {
  const around = (steps: readonly number[]): number[] => {
    const all: number[] = [];
    for (let power = Math.floor(Math.log10(least)) - 1; power <= Math.ceil(Math.log10(most)) + 1; power++) for (const step of steps) all.push(Number(`${step}e${power}`));
    const from = all.findLastIndex(step => step <= least);
    return all.slice(from, Math.max(from + 1, all.findIndex(step => step >= most)) + 1);
  };
  const fine = around([1, 2, 5]);
  return fine.length <= 8 ? fine : around([1]);
}

/** Lines over two logarithmic axes as SVG, readable in light and dark mode; what is not above 0 is left out. Without any point: no plot, "". */
export function linePlot(title: string, xName: string, yName: string, series: readonly Series[]): string {
  const shown = series.map(({ name, points }, index) => ({ name, index, points: points.filter(([x, y]) => x > 0 && y > 0) })).filter(({ points }) => points.length);
  if (!shown.length) return '';
  const xs = [...new Set(shown.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b), ys = shown.flatMap(({ points }) => points.map(([, y]) => y));
  const ticks = logTicks(Math.min(...ys), Math.max(...ys)), [low, high] = [Math.log(ticks[0] as number), Math.log(ticks.at(-1) as number)], [first, last] = [Math.log(xs[0] as number), Math.log(xs.at(-1) as number)];
  const xAt = (x: number) => Math.round(last === first ? (left + width - right) / 2 : left + 16 + (Math.log(x) - first) / (last - first) * (width - right - left - 32));
  const yAt = (y: number) => Math.round(height - bottom - (Math.log(y) - low) / (high - low) * (height - top - bottom));
  const mark = (x: number, y: number, index: number) => index % 2 ? `<rect x="${x - 4}" y="${y - 4}" width="8" height="8"/>` : `<circle cx="${x}" cy="${y}" r="4"/>`;
  const grid = ticks.map(tick => `<line class="grid" x1="${left}" x2="${width - right}" y1="${yAt(tick)}" y2="${yAt(tick)}"/><text x="${left - 8}" y="${yAt(tick) + 4}" text-anchor="end">${number(tick)}</text>`);
  const below = xs.map(x => `<text x="${xAt(x)}" y="${height - bottom + 18}" text-anchor="middle">${number(x)}</text>`);
  const lines = shown.map(({ name, index, points }, row) => {
    const colour = colours[index % colours.length] as string, at = points.map(([x, y]) => [xAt(x), yAt(y)] as const), y = top + 10 + row * 22, dash = dashes[index % dashes.length] as string;
    const stroke = `stroke="${colour}"${dash && ` stroke-dasharray="${dash}"`}`;
    return `<g fill="${colour}"><polyline fill="none" stroke-width="2" ${stroke} points="${at.map(point => point.join()).join(' ')}"/>${at.map(([px, py]) => mark(px, py, index)).join('')}`
      + `<line stroke-width="2" ${stroke} x1="${width - right + 14}" x2="${width - right + 38}" y1="${y - 4}" y2="${y - 4}"/>${mark(width - right + 26, y - 4, index)}</g><text x="${width - right + 44}" y="${y}">${escaped(name)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#333}.title{font-size:14px;font-weight:600}.grid{stroke:#ccc}.ground{fill:#fff}@media(prefers-color-scheme:dark){text{fill:#ddd}.grid{stroke:#444}.ground{fill:#15181c}}</style>',
    `<rect class="ground" width="${width}" height="${height}"/><text class="title" x="${left}" y="22">${escaped(title)}</text>`,
    ...grid, ...below,
    `<text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">${escaped(xName)}</text><text transform="translate(14 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(yName)}</text>`,
    ...lines, '</svg>', '',
  ].join('\n');
}
