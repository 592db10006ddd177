import { nearThrough, type Engine } from '../engines/engine.js';
import type { Condition } from '../query/condition.js';

/** The same condition, looking only in some fields. */
export function within(condition: Condition, fields: readonly string[]): Condition {
  switch (condition.kind) {
    case 'words':
    case 'characters': {
      const both = condition.fields ? fields.filter(name => condition.fields?.includes(name)) : fields;
      return both.length ? { ...condition, fields: both } : { kind: 'any', of: [] };
    }
    case 'all':
    case 'any': return { kind: condition.kind, of: condition.of.map(part => within(part, fields)) };
    case 'not': return { kind: 'not', of: within(condition.of, fields) };
    default: return condition;
  }
}

/** An engine that looks for words only in some fields; everything else it does as before. */
export function restrictedTo(engine: Engine, fields: readonly string[]): Engine {
  const restricted: Partial<Engine> = {
    ...nearThrough(engine, { fields }),
    search: ask => engine.search({ ...ask, tiers: ask.tiers.map(({ tier, condition }) => ({ tier, condition: within(condition, fields) })) }),
    count: (condition, filter, atMost) => engine.count(within(condition, fields), filter, atMost),
  };
  return new Proxy(engine, {
    get(target, name) {
      const own = restricted[name as keyof Engine];
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(target) : value;
    },
  });
}
