import type { Cohesion } from './cohesion.js';
import type { Feature } from './features.js';
import type { PageStyle } from './style.js';
import type { Line } from './types.js';

/** A page as the search sees it: its lines without hard noise, and what is known of each. */
export interface PageView {
  lines: readonly Line[];
  features: readonly Feature[];
  style: PageStyle;
  cohesion: Cohesion;
}

/**
 * Lines that may be subheads and have company: another line that could be one, with prose alone between.
 * Subheads come in twos and threes; a headline between two stories stands alone.
 */
export function findSiblings({ lines, features, cohesion }: PageView): Set<number> {
  const siblings = new Set<number>();
  let before = -1;
  lines.forEach((line, i) => {
    const f = features[i];
    const next = features[i + 1];
    if (!f || !next || f.head < -1.5) return;
    // a sure headline, or a byline: another story begins
    if (next.lead || (next.bylineLine && next.bylineLine.strength > 1) || f.bracketed) before = -1;
    else if (i > 0 && features[i - 1]?.closed && line.width <= 14 && next.body > 0 && cohesion.across(i) >= 1) {
      if (before >= 0 && cohesion.across(i) + cohesion.across(before) >= 4.5) siblings.add(before).add(i);
      before = i;
    }
  });
  return siblings;
}

/** Share (0..1) of the lines with a headline's shape that a byline follows. */
export function signedShare(features: readonly Feature[]): number {
  let signed = 0;
  let plain = 0;
  features.forEach((f, i) => {
    const next = features[i + 1];
    if (!next || f.head < 0) return;
    if (next.lead || (next.bylineLine && next.bylineLine.strength > 1)) signed++;
    else if (next.body > 0 && features[i - 1]?.closed) plain++;
  });
  return signed / Math.max(1, signed + plain);
}
