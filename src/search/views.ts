import type { Engine, View } from '../engines/engine.js';
import { confinedTo } from './confined.js';
import { restrictedTo } from './restricted.js';

/** An engine as it is seen through some views, the last nearest to it. */
export const seenThrough = (engine: Engine, views: readonly View[]): Engine =>
  views.reduceRight((seen, view) => 'only' in view ? confinedTo(seen, view.only) : restrictedTo(seen, view.fields), engine);
