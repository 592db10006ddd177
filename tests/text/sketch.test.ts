import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldText } from '../../src/text/fold.js';
import { areSketchesAlike, comparedText, sketchOf, sketchParts } from '../../src/text/sketch.js';
import { longHan, mixedText, runs } from '../support/texts.js';

test('a short text has no sketch, and is like nothing', () => {
  const short = '渡'.repeat(159), long = '渡'.repeat(160);
  expect(sketchOf(`${short}${'，'.repeat(100)}`)).toBe('');
  expect(sketchOf(long)).toMatch(/^[0-9a-f]{64}$/);
  expect([areSketchesAlike('', ''), areSketchesAlike('', sketchOf(long)), areSketchesAlike(sketchOf(long), sketchOf(long))]).toEqual([false, false, true]);
});

test('is that of the letters, digits and characters alone', () => {
  fc.assert(fc.property(mixedText(60), text => {
    const folded = foldText(text);
    expect(sketchOf(folded)).toBe(sketchOf(comparedText(folded)));
    expect(comparedText(comparedText(folded))).toBe(comparedText(folded));
  }), runs(200));
});

test('stays as it is where the text is doubled, and hardly changes with a small part of the text', () => {
  fc.assert(fc.property(longHan(400), longHan(30), (text, more) => areSketchesAlike(sketchOf(text), sketchOf(more + text)) && areSketchesAlike(sketchOf(text), sketchOf(text + text))), runs(100));
});

test('sketches that are alike have a part in common', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }), changes = fc.array(fc.tuple(fc.nat(31), fc.nat(255)), { maxLength: 20 });
  fc.assert(fc.property(bytes, changes, (one, changed) => {
    const other = Uint8Array.from(one);
    for (const [at, value] of changed) other[at] = value;
    const [a, b] = [one, other].map(sketch => Buffer.from(sketch).toString('hex')) as [string, string];
    const differing = one.filter((byte, i) => byte !== other[i]).length;
    expect(areSketchesAlike(a, b)).toBe(differing < 16);
    return !areSketchesAlike(a, b) || sketchParts(a).some(part => sketchParts(b).includes(part));
  }), runs(300));
});
