// Makes the pages quicker to use; without it they work all the same.
const box = document.querySelector('#q');
const hits = [...document.querySelectorAll('[data-hit] h2 a')];
const marks = [...document.querySelectorAll('[data-article] mark')];

for (const element of document.querySelectorAll('[data-needs-script]')) {
  // A page that is not served securely has no clipboard.
  if (!element.hasAttribute('data-copy') || navigator.clipboard) element.hidden = false;
}

/** Whether an input method is at work: its keys choose characters and are not meant for us. */
const isComposing = event => event.isComposing || event.keyCode === 229;

const isTyping = element => element instanceof HTMLElement && (element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName));

function moveHit(step) {
  if (hits.length === 0) return;
  const current = hits.indexOf(document.activeElement);
  if (current === 0 && step < 0) {
    focusBox();
    return;
  }
  const next = current < 0 ? (step > 0 ? 0 : hits.length - 1) : Math.min(current + step, hits.length - 1);
  hits[next].focus({ preventScroll: true });
  hits[next].closest('[data-hit]').scrollIntoView({ block: 'nearest', behavior: calm('smooth') });
}

function focusBox() {
  box.focus();
  box.select();
}

let currentMark = -1;

function moveMark(step) {
  if (marks.length === 0) return;
  marks[currentMark]?.classList.remove('is-current');
  currentMark = currentMark < 0 ? (step > 0 ? 0 : marks.length - 1) : (currentMark + step + marks.length) % marks.length;
  const mark = marks[currentMark];
  mark.classList.add('is-current');
  mark.scrollIntoView({ block: 'center', behavior: calm('smooth') });
  document.querySelector('.mark-count').hidden = true;
  document.querySelector('.mark-status').textContent = `${currentMark + 1} / ${marks.length}`;
}

function calm(behavior) {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : behavior;
}

/** Keys that act wherever no text is typed. Arrows belong to scrolling, unless a hit has the focus. */
const pageKeys = {
  '/': focusBox,
  j: () => moveHit(1),
  k: () => moveHit(-1),
  n: () => moveMark(1),
  p: () => moveMark(-1),
};
const hitKeys = {
  ArrowDown: () => moveHit(1),
  ArrowUp: () => moveHit(-1),
  Escape: focusBox,
};
const boxKeys = {
  ArrowDown: () => moveHit(1),
  Escape: () => { box.value = ''; },
};

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = document.activeElement;
  if (isComposing(event)) {
    // Some browsers send the form with the Enter that ends a composition.
    if (event.key === 'Enter' && target === box) event.preventDefault();
    return;
  }
  const keys = target === box ? boxKeys : isTyping(target) ? {} : hits.includes(target) ? { ...pageKeys, ...hitKeys } : pageKeys;
  if (!Object.hasOwn(keys, event.key)) return;
  // With nothing below to go to, the arrow keeps its meaning in the box.
  if (target === box && event.key === 'ArrowDown' && hits.length === 0) return;
  event.preventDefault();
  keys[event.key]();
});

document.addEventListener('click', async event => {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (button?.hasAttribute('data-next-mark')) moveMark(1);
  if (button?.hasAttribute('data-previous-mark')) moveMark(-1);
  const copied = button?.getAttribute('data-copy');
  if (!copied) return;
  try {
    await navigator.clipboard.writeText(document.getElementById(copied).textContent);
    button.textContent = button.getAttribute('data-copied');
  } catch {
    getSelection().selectAllChildren(document.getElementById(copied));
  }
});
