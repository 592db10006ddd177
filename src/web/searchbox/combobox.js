/** Whether an input method is at work: its keys choose characters and are not meant for us. */
export const isComposing = event => event.isComposing || event.keyCode === 229;

const pauseMs = 120;
let lists = 0;

/**
 * A box with a list below it: the focus stays in the box, arrows choose, what is chosen is told to screen readers.
 *
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list filled and shown here
 * @param {object} parts
 * @param {(q: string, signal: AbortSignal) => Promise<Node[] | null>} parts.ask what to show for a text, in it elements with `role="option"`;
 *   null: nothing, and not to be asked again. Nothing is asked while an input method composes, and of fast typing only the last text
 * @param {(option: HTMLElement) => void} parts.take an option was chosen by keys; a click is the option's own
 * @param {(event: Event) => boolean} parts.isInside whether an event happened in the box or its list: elsewhere it closes
 * @param {(isOpen: boolean, options: number) => void} [parts.changed]
 */
export function combobox(input, list, { ask, take, isInside, changed = () => {} }) {
  let options = [], chosen = -1;
  let isOpenComposition = false, isRefused = false;
  let timer, asking;

  list.id ||= `jianbao-list-${lists++}`;
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', 'aria-controls': list.id, 'aria-expanded': 'false' })) input.setAttribute(name, value);

  /** What was asked for is no longer wanted, however late it comes. */
  function forget() {
    clearTimeout(timer);
    asking?.abort();
  }

  function show(nodes) {
    list.replaceChildren(...nodes);
    options = [...list.querySelectorAll('[role="option"]')];
    options.forEach((option, i) => { option.id = `${list.id}-${i}`; });
    list.scrollTop = 0;
    list.hidden = nodes.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    choose(-1);
    changed(!list.hidden, options.length);
  }

  function close() {
    forget();
    if (!list.hidden) show([]);
  }

  /** @param at -1: what is typed in the box */
  function choose(at) {
    chosen = at;
    options.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
    const option = options[at];
    if (option) {
      input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function askSoon(delayMs = pauseMs) {
    forget();
    const q = input.value.trim();
    if (isOpenComposition || isRefused || q === '') {
      close();
      return;
    }
    // The list stays until the next one is there, but what was chosen belongs to what was typed before.
    choose(-1);
    timer = setTimeout(askNow, delayMs, q);
  }

  async function askNow(q) {
    const { signal } = asking = new AbortController();
    const nodes = await ask(q, signal);
    if (signal.aborted) return;
    isRefused = nodes === null;
    if (nodes) show(nodes);
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
  // Not everything that can be tapped takes the focus away from the box.
  document.addEventListener('pointerdown', event => { if (!isInside(event)) close(); });
  list.addEventListener('mousedown', event => { event.preventDefault(); });

  /** Round through the options and the box itself. */
  function move(step) {
    // Who chooses from this list does not want another one in its place.
    forget();
    choose((chosen + 1 + step + options.length + 1) % (options.length + 1) - 1);
  }

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => take(options[chosen]),
    Escape: close,
  };

  return {
    close,
    /** Asks at once for what stands in the box. */
    ask: () => askSoon(0),
    /** @returns whether the key was meant for the list */
    press(key) {
      if (key === 'Escape') forget();
      if (list.hidden || !Object.hasOwn(keys, key)) return false;
      if (key === 'Enter' && chosen < 0) return false;
      if (key.startsWith('Arrow') && options.length === 0) return false;
      keys[key]();
      return true;
    },
  };
}

const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** Marked text as nodes: texts and `<mark>` with a text. Whatever else it might contain stays text. */
export function markedNodes(marked) {
  const plain = html => html.replace(/&(?:amp|lt|gt|quot|#39);/g, entity => entities[entity]);
  return marked.split(/<mark>(.*?)<\/mark>/s).map((part, i) => {
    if (i % 2 === 0) return plain(part);
    const mark = document.createElement('mark');
    mark.textContent = plain(part);
    return mark;
  });
}
