import { calm } from './page-parts.js';

/**
 * Walks through the marks of an article, copies its citation, prints it.
 * @returns goes to the next mark (1) or to the one before (-1)
 */
export function reading(): (step: 1 | -1) => void {
  const marks = [...document.querySelectorAll<HTMLElement>('[data-article] mark')];
  let current = -1;

  function move(step: 1 | -1): void {
    if (marks.length === 0) return;
    marks[current]?.classList.remove('is-current');
    current = current < 0 ? (step > 0 ? 0 : marks.length - 1) : (current + step + marks.length) % marks.length;
    const mark = marks[current];
    mark?.classList.add('is-current');
    mark?.scrollIntoView({ block: 'center', behavior: calm('smooth') });
    for (const count of document.querySelectorAll<HTMLElement>('.mark-count')) count.hidden = true;
    for (const status of document.querySelectorAll('.mark-status')) status.textContent = `${current + 1} / ${marks.length}`;
  }

  document.addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button?.hasAttribute('data-next-mark')) move(1);
    if (button?.hasAttribute('data-previous-mark')) move(-1);
    if (button?.hasAttribute('data-print')) print();
    if (button?.dataset['copy'] !== undefined) void copy(button, button.dataset['copy']);
  });
  return move;
}

async function copy(button: HTMLButtonElement, id: string): Promise<void> {
  const from = document.getElementById(id);
  if (!from) return;
  try {
    await navigator.clipboard.writeText(from.textContent);
    button.textContent = button.dataset['copied'] ?? '';
  } catch {
    getSelection()?.selectAllChildren(from);
  }
}
