import type { SuggestStrings } from '../strings.js';
import type { SuggestionKind } from '../view.js';
import { fetchWithToken } from './token.js';

interface Suggestion {
  readonly text: string;
  readonly marked: string;
  readonly kind: SuggestionKind;
  readonly count: number;
}

/** Longer than the pause before a search: the hits come first. */
const pauseMs = 120;
const mostSuggestions = 6;
/** A text as long as this is the beginning of nothing. */
const mostChars = 60;

/**
 * Offers what may be meant below the box while it is typed into: a combobox whose focus stays in the box.
 * Where suggestions cannot be had, nothing is shown and nothing said.
 */
export function suggestionsUnder(input: HTMLInputElement): { press: (key: string) => boolean } {
  const form = input.form as HTMLFormElement;
  const texts = JSON.parse(input.dataset['suggestTexts'] ?? '') as SuggestStrings;
  const list = document.createElement('ul');
  let shown: readonly Suggestion[] = [], chosen = -1;
  let isOpenComposition = false, isRefused = false;
  let timer: number | undefined, asking: AbortController | undefined;

  list.id = 'suggestions';
  list.className = 'suggestions';
  list.hidden = true;
  for (const [element, attributes] of [
    [list, { role: 'listbox', 'aria-label': texts.label }],
    [input, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', 'aria-controls': list.id, 'aria-expanded': 'false' }],
  ] as const) for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  form.append(list);

  /** What was asked for is no longer wanted, however late it comes. */
  function forget(): void {
    clearTimeout(timer);
    asking?.abort();
  }

  function show(suggestions: readonly Suggestion[]): void {
    shown = suggestions;
    list.replaceChildren(...suggestions.map((suggestion, i) => suggestionOption(suggestion, i, texts)));
    list.scrollTop = 0;
    list.hidden = shown.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    choose(-1);
  }

  function close(): void {
    forget();
    if (shown.length > 0) show([]);
  }

  /** @param at -1: what is typed in the box */
  function choose(at: number): void {
    chosen = at;
    [...list.children].forEach((option, i) => { option.setAttribute('aria-selected', String(i === at)); });
    const option = list.children[at];
    if (option) {
      input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function searchFor(suggestion: Suggestion | undefined): void {
    if (!suggestion) return;
    close();
    input.value = suggestionQuery(suggestion, texts.fields);
    form.requestSubmit();
  }

  function askSoon(): void {
    forget();
    const q = input.value.trim();
    if (isOpenComposition || isRefused || q === '' || q.length > mostChars) {
      close();
      return;
    }
    // The list stays until the next one is there, but what was chosen belongs to what was typed before.
    choose(-1);
    timer = window.setTimeout(() => { void ask(q); }, pauseMs);
  }

  async function ask(q: string): Promise<void> {
    const { signal } = asking = new AbortController();
    let suggestions: Suggestion[] = [];
    try {
      const response = await fetchWithToken(form.action, `${input.dataset['suggest'] ?? ''}?${new URLSearchParams({ q, limit: String(mostSuggestions) }).toString()}`, { signal, headers: { accept: 'application/json' } });
      // These are too many questions: asking again at every letter would not help.
      isRefused = [401, 403, 404, 429].includes(response.status);
      if (response.ok) suggestions = ((await response.json()) as { suggestions: Suggestion[] }).suggestions.filter(({ kind }) => Object.hasOwn(texts.kinds, kind));
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
  form.addEventListener('submit', close);
  // Not everything that can be tapped takes the focus away from the box.
  document.addEventListener('pointerdown', event => { if (!form.contains(event.target as Node)) close(); });
  list.addEventListener('mousedown', event => { event.preventDefault(); });
  list.addEventListener('click', event => {
    const at = [...list.children].findIndex(option => option.contains(event.target as Node));
    searchFor(shown[at]);
  });

  const keys: Record<string, () => void> = {
    ArrowDown: () => { move(1); },
    ArrowUp: () => { move(-1); },
    Enter: () => { searchFor(shown[chosen]); },
    Escape: close,
  };

  /** Round through the suggestions and the box itself. */
  function move(step: 1 | -1): void {
    // Who chooses from this list does not want another one in its place.
    forget();
    choose((chosen + 1 + step + shown.length + 1) % (shown.length + 1) - 1);
  }

  return {
    /** @returns whether the key was meant for the list */
    press(key) {
      if (key === 'Escape') forget();
      if (shown.length === 0 || !Object.hasOwn(keys, key) || (key === 'Enter' && chosen < 0)) return false;
      keys[key]?.();
      return true;
    },
  };
}

function suggestionOption({ marked, kind, count }: Suggestion, at: number, texts: SuggestStrings): HTMLElement {
  const option = document.createElement('li');
  const { short, long } = texts.kinds[kind];
  option.id = `suggestion-${at}`;
  option.setAttribute('role', 'option');
  // Seen: 词 大桥 36; heard: 大桥 词语 36 篇. Every title is one article: there the number would say nothing.
  const number = kind === 'title' ? '' : String(count);
  const spoken = number && (count === 1 ? texts.count.one : texts.count.other).replace('#', number);
  option.append(
    part('suggestion-kind', [short], 'seen'), part('suggestion-text', markedNodes(marked)),
    part('sr-only', [`${long} ${spoken}`]), part('suggestion-count', [number], 'seen'),
  );
  return option;
}

function part(className: string, content: readonly (string | Node)[], only?: 'seen'): HTMLElement {
  const span = document.createElement('span');
  span.className = className;
  if (className === 'suggestion-text') span.lang = 'zh';
  if (only) span.ariaHidden = 'true';
  span.append(...content);
  return span;
}

/** The query that finds what was suggested, and does not take a part of its text for an operator. */
function suggestionQuery({ text, kind }: Suggestion, fields: SuggestStrings['fields']): string {
  if (kind === 'author' || kind === 'section') return fields[kind] + (/[\s"“「『]/.test(text) ? quoted(text) : text);
  return /(^|\s)([-－]\S|[\p{L}\p{N}_]+[:：]|(OR|或|NOT|不含)\s)/u.test(text) ? quoted(text) : text;
}

function quoted(text: string): string {
  const quotes = (['“”', '「」', '『』', '""'] as const).find(([, close]) => !text.includes(close as string));
  return quotes ? `${quotes[0]}${text}${quotes[1]}` : text;
}

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** Marked text as nodes: texts and `<mark>` with a text. Whatever else it might contain stays text. */
function markedNodes(marked: string): (string | Node)[] {
  const plain = (html: string) => html.replace(/&(?:amp|lt|gt|quot|#39);/g, entity => entities[entity] ?? entity);
  return marked.split(/<mark>(.*?)<\/mark>/s).map((part, i) => {
    if (i % 2 === 0) return plain(part);
    const mark = document.createElement('mark');
    mark.textContent = plain(part);
    return mark;
  });
}
