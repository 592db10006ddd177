/**
 * Lets one brush over the bars of the histogram, from one to another or on one alone.
 * @param within where the histogram is drawn, now and later
 */
export function brushing(within: HTMLElement, apply: (from: string, to: string) => void): void {
  let drawing: SVGSVGElement | null = null, from = 0, to = 0;

  const bars = (svg: SVGSVGElement) => [...svg.querySelectorAll<SVGGElement>('[data-time]')];

  function barAt(svg: SVGSVGElement, clientX: number): number {
    const { left, width } = svg.getBoundingClientRect();
    const count = bars(svg).length;
    return Math.min(count - 1, Math.max(0, Math.floor((clientX - left) / width * count)));
  }

  function draw(svg: SVGSVGElement): void {
    const width = svg.viewBox.baseVal.width / bars(svg).length;
    const brush = svg.querySelector('.brush');
    brush?.setAttribute('x', String(Math.min(from, to) * width));
    brush?.setAttribute('width', String((Math.abs(to - from) + 1) * width));
  }

  within.addEventListener('pointerdown', event => {
    const svg = (event.target as Element).closest<SVGSVGElement>('svg.histogram');
    if (!svg || event.button !== 0) return;
    drawing = svg;
    from = to = barAt(svg, event.clientX);
    svg.setPointerCapture(event.pointerId);
    draw(svg);
  });
  within.addEventListener('pointermove', event => {
    if (!drawing) return;
    to = barAt(drawing, event.clientX);
    draw(drawing);
  });
  within.addEventListener('pointerup', () => {
    if (!drawing) return;
    const [start, end] = [Math.min(from, to), Math.max(from, to)].map(at => bars(drawing as SVGSVGElement)[at]?.dataset['time'] ?? '');
    drawing = null;
    apply(start ?? '', end ?? '');
  });
  within.addEventListener('pointercancel', () => {
    drawing?.querySelector('.brush')?.setAttribute('width', '0');
    drawing = null;
  });
}
