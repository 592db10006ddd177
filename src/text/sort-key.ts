import { pinyin } from 'pinyin-pro';
import { fold } from './fold.js';
import { runsOf } from './runs.js';
import { Digit, Han, scriptAt } from './scripts.js';
import type { Segmenter } from './segmenter.js';

/** Long enough to tell titles apart, short enough for an engine's limit on sort keys (468 bytes). */
const mostCharacters = 40;

/**
 * A key whose byte order is the order of a Chinese list: digits, then Latin, then Han by pinyin (read word by word: 长江 under c),
 * then by code points. Only `[a-z0-9 ]`, so that every engine compares it alike; lü is written lv.
 */
export function sortKey(original: string, segmenter: Segmenter): string {
  const { text } = fold(original.slice(0, mostCharacters * 4));
  const parts: string[] = [];
  let characters = 0, sameSound = '';
  for (const run of runsOf(text)) {
    if (characters >= mostCharacters) break;
    const content = text.slice(run.start, Math.min(run.end, run.start + mostCharacters - characters));
    characters += content.length;
    if (run.script === Han) {
      for (const word of segmenter.cut([content])[0] ?? []) parts.push(keyOfWord(word));
      sameSound += codes(content);
    } else if (scriptAt(content, 0) === Digit || /^[a-z0-9]+$/.test(content)) {
      for (const c of content) parts.push(/[0-9]/.test(c) ? `0${c}` : `1${/[a-z]/.test(c) ? c : codes(c)}`);
      parts.push(' ');
    } else parts.push(`3${codes(content)} `);
  }
  return `${parts.join('')} ${sameSound}`.slice(0, 440).trim();
}

/** Words kept: most of a title's stand in other titles. */
const mostCached = 50_000;
const keys = new Map<string, string>();

function keyOfWord(word: string): string {
  let key = keys.get(word);
  if (key === undefined) {
    if (keys.size >= mostCached) keys.clear();
    const readings = pinyin(word, { type: 'array', toneType: 'num', v: true, nonZh: 'consecutive' });
    keys.set(word, key = readings.map(reading => /^[a-z]+\d?$/.test(reading) ? `2${reading} ` : `3${codes(reading)} `).join(''));
  }
  return key;
}

const codes = (text: string): string => [...text].map(c => (c.codePointAt(0) ?? 0).toString(36).padStart(4, '0')).join('');
