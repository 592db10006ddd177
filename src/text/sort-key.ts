import { pinyin } from 'pinyin-pro';
import { fold } from './fold.js';
import { runsOf } from './runs.js';
import { Digit, Han, scriptAt } from './scripts.js';
import { simplifier } from './variants.js';

const { mayChange, simplify } = simplifier();

/** Long enough to tell titles apart, short enough for an engine's limit on sort keys (468 bytes). */
const mostCharacters = 40;

/**
 * A key whose byte order is the order of a Chinese list: digits, then Latin, then Han by pinyin (read word by word: 长江 under c),
 * then by code points. Only `[a-z0-9 ]`, so that every engine compares it alike; lü is written lv.
 */
export function sortKey(original: string): string {
  const { text } = fold(original.slice(0, mostCharacters * 4));
  const parts: string[] = [];
  let characters = 0, sameSound = '';
  for (const run of runsOf(text)) {
    if (characters >= mostCharacters) break;
    const content = text.slice(run.start, Math.min(run.end, run.start + mostCharacters - characters));
    characters += content.length;
    if (run.script === Han) {
      const simplified = mayChange(content) ? simplify(content) : content;
      const readings = pinyin(simplified, { type: 'array', toneType: 'num', v: true, nonZh: 'consecutive' });
      for (const reading of readings) parts.push(/^[a-z]+\d?$/.test(reading) ? `2${reading} ` : `3${codes(reading)} `);
      sameSound += codes(content);
    } else if (scriptAt(content, 0) === Digit || /^[a-z0-9]+$/.test(content)) {
      for (const c of content) parts.push(/[0-9]/.test(c) ? `0${c}` : `1${/[a-z]/.test(c) ? c : codes(c)}`);
      parts.push(' ');
    } else parts.push(`3${codes(content)} `);
  }
  return `${parts.join('')} ${sameSound}`.slice(0, 440).trim();
}

const codes = (text: string): string => [...text].map(c => (c.codePointAt(0) ?? 0).toString(36).padStart(4, '0')).join('');
