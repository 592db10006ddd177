import { box, calm, hitLinks, isComposing } from './page-parts.js';
import { suggestionsUnder } from './suggestions.js';

const isTyping = (element: Element | null): boolean => element instanceof HTMLElement && (element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName));

function focusBox(): void {
  box.focus();
  box.select();
}

function moveHit(step: 1 | -1): void {
  const hits = hitLinks();
  const current = hits.findIndex(hit => hit === document.activeElement);
  if (current === 0 && step < 0) {
    focusBox();
    return;
  }
  const next = hits[current < 0 ? (step > 0 ? 0 : hits.length - 1) : Math.min(current + step, hits.length - 1)];
  next?.focus({ preventScroll: true });
  next?.closest('[data-hit]')?.scrollIntoView({ block: 'nearest', behavior: calm('smooth') });
}

/** Makes a page usable by keys alone. */
export function pageKeys(moveMark: (step: 1 | -1) => void): void {
  const suggestions = suggestionsUnder(box);
  /** Keys that act wherever no text is typed. Arrows belong to scrolling, unless a hit has the focus. */
  const everywhere: Record<string, () => void> = {
    '/': focusBox,
    j: () => { moveHit(1); },
    k: () => { moveHit(-1); },
    n: () => { moveMark(1); },
    p: () => { moveMark(-1); },
  };
  const onHit: Record<string, () => void> = {
    ...everywhere,
    ArrowDown: () => { moveHit(1); },
    ArrowUp: () => { moveHit(-1); },
    Escape: focusBox,
  };
  const inBox: Record<string, () => void> = {
    ArrowDown: () => { moveHit(1); },
    Escape: () => {
      box.value = '';
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
  };

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = document.activeElement;
    if (isComposing(event)) {
      // Some browsers send the form with the Enter that ends a composition.
      if (event.key === 'Enter' && target === box) event.preventDefault();
      return;
    }
    if (target === box && suggestions.press(event.key)) {
      event.preventDefault();
      return;
    }
    const hits = hitLinks();
    const keys = target === box ? inBox : isTyping(target) ? {} : hits.some(hit => hit === target) ? onHit : everywhere;
    if (!Object.hasOwn(keys, event.key)) return;
    // With nothing below to go to, the arrow keeps its meaning in the box.
    if (target === box && event.key === 'ArrowDown' && hits.length === 0) return;
    event.preventDefault();
    keys[event.key]?.();
  });
}
