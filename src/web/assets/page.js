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

const suggestions = suggestionsUnder(box);

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
  if (target === box && suggestions.press(event.key)) {
    event.preventDefault();
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

/**
 * Offers what may be meant below the box while it is typed into: a combobox whose focus stays in the box.
 * Where suggestions cannot be had, nothing is shown and nothing said.
 */
function suggestionsUnder(input) {
  const pauseMs = 120, mostSuggestions = 8;
  // A text as long as this is the beginning of nothing.
  const mostChars = 60;
  const texts = JSON.parse(input.dataset.suggestTexts);
  const list = document.createElement('ul');
  let shown = [], chosen = -1;
  let isOpenComposition = false, isRefused = false;
  let timer, asking;

  list.id = 'suggestions';
  list.className = 'suggestions';
  list.hidden = true;
  for (const [element, attributes] of [
    [list, { role: 'listbox', 'aria-label': texts.label }],
    [input, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', 'aria-controls': list.id, 'aria-expanded': 'false' }],
  ]) for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  input.form.append(list);

  /** What was asked for is no longer wanted, however late it comes. */
  function forget() {
    clearTimeout(timer);
    asking?.abort();
  }

  function show(suggestions) {
    shown = suggestions;
    list.replaceChildren(...suggestions.map((suggestion, i) => suggestionOption(suggestion, i, texts)));
    list.scrollTop = 0;
    list.hidden = shown.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    choose(-1);
  }

  function close() {
    forget();
    if (shown.length > 0) show([]);
  }

  /** @param at -1: what is typed in the box */
  function choose(at) {
    chosen = at;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
    const option = list.children[at];
    if (option) {
      input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function searchFor(suggestion) {
    close();
    input.value = suggestionQuery(suggestion, texts.fields);
    input.form.requestSubmit();
  }

  function askSoon() {
    forget();
    const q = input.value.trim();
    if (isOpenComposition || isRefused || q === '' || q.length > mostChars) {
      close();
      return;
    }
    // The list stays until the next one is there, but what was chosen belongs to what was typed before.
    choose(-1);
    timer = setTimeout(ask, pauseMs, q);
  }

  async function ask(q) {
    const { signal } = asking = new AbortController();
    let suggestions = [];
    try {
      const response = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q, limit: mostSuggestions })}`, { signal, headers: { accept: 'application/json' } });
      // A key is needed, or these are too many questions: asking again at every letter would not help.
      isRefused = [401, 403, 404, 429].includes(response.status);
      if (response.ok) suggestions = (await response.json()).suggestions.filter(({ kind }) => Object.hasOwn(texts.kinds, kind));
    } catch {
      // Nothing is offered then.
    }
    if (!signal.aborted) show(suggestions);
  }

  input.addEventListener('input', event => { if (!event.isComposing) askSoon(); });
  input.addEventListener('compositionstart', () => {
    isOpenComposition = true;
    close();
  });
  input.addEventListener('compositionend', () => {
    isOpenComposition = false;
    askSoon();
  });
  input.addEventListener('blur', close);
  input.form.addEventListener('submit', close);
  // Not everything that can be tapped takes the focus away from the box.
  document.addEventListener('pointerdown', event => { if (!input.form.contains(event.target)) close(); });
  list.addEventListener('mousedown', event => { event.preventDefault(); });
  list.addEventListener('click', event => {
    const at = [...list.children].indexOf(event.target.closest('[role="option"]'));
    if (at >= 0) searchFor(shown[at]);
  });

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => searchFor(shown[chosen]),
    Escape: close,
  };

  /** Round through the suggestions and the box itself. */
  function move(step) {
    // Who chooses from this list does not want another one in its place.
    forget();
    choose((chosen + 1 + step + shown.length + 1) % (shown.length + 1) - 1);
  }

  return {
    /** @returns whether the key was meant for the list */
    press(key) {
      if (key === 'Escape') forget();
      if (shown.length === 0 || !Object.hasOwn(keys, key) || (key === 'Enter' && chosen < 0)) return false;
      keys[key]();
      return true;
    },
  };
}

function suggestionOption({ text, marked, kind, count }, at, texts) {
  const option = document.createElement('li');
  const { short, long } = texts.kinds[kind];
  // Every title is one article: the number would say nothing.
  const number = kind === 'title' ? '' : String(count);
  option.id = `suggestion-${at}`;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-label', [text, long, number && (count === 1 ? texts.count.one : texts.count.other).replace('#', number)].filter(Boolean).join(', '));
  for (const [name, content] of [['kind', [short]], ['text', markedNodes(marked)], ['count', [number]]]) {
    const part = document.createElement('span');
    part.className = `suggestion-${name}`;
    if (name === 'text') part.lang = 'zh';
    part.append(...content);
    option.append(part);
  }
  return option;
}

/** The query that finds what was suggested, and does not take a part of its text for an operator. */
function suggestionQuery({ text, kind }, fields) {
  if (Object.hasOwn(fields, kind)) return fields[kind] + (/[\s"“「『]/.test(text) ? quoted(text) : text);
  return /(^|\s)([-－]\S|[\p{L}\p{N}_]+[:：]|(OR|或|NOT|不含)\s)/u.test(text) ? quoted(text) : text;
}

function quoted(text) {
  const quotes = ['“”', '「」', '『』', '""'].find(([, close]) => !text.includes(close));
  return quotes ? quotes[0] + text + quotes[1] : text;
}

const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** Marked text as nodes: texts and `<mark>` with a text. Whatever else it might contain stays text. */
function markedNodes(marked) {
  const plain = html => html.replace(/&(?:amp|lt|gt|quot|#39);/g, entity => entities[entity]);
  return marked.split(/<mark>(.*?)<\/mark>/s).map((part, i) => {
    if (i % 2 === 0) return plain(part);
    const mark = document.createElement('mark');
    mark.textContent = plain(part);
    return mark;
  });
}
