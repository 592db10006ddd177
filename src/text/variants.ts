import { CJK_COMPATIBILITY, characterTables, phraseTables } from './opencc-data.js';

/**
 * One representative for each class of Han variants (發 髮 → 发, 裏 裡 → 里, 着 著 → 着).
 *
 * A class is the closure of OpenCC's character tables (simplified–traditional, Taiwan, Hong Kong), so folding is a function of
 * one character alone: no phrase table can make 乾隆 match where 乾 does not.
 * @returns a map from each character that is not its own representative to its representative
 */
export function variantClasses(): Map<string, string> {
  const parent = new Map<string, string>();
  const find = (c: string): string => {
    let root = c;
    for (let p = parent.get(root); p !== undefined && p !== root; p = parent.get(root)) root = p;
    return root;
  };
  const simplified = new Set<string>();
  for (const { pairs, simplifies } of characterTables()) {
    for (const [from, to] of pairs) {
      if (simplifies) simplified.add(to);
      parent.set(find(from), find(to));
    }
  }
  const members = new Map<string, string[]>();
  for (const c of new Set([...parent.keys(), ...parent.values()])) {
    const root = find(c);
    const list = members.get(root);
    if (list) list.push(c);
    else members.set(root, [c]);
  }
  const representative = new Map<string, string>();
  for (const list of members.values()) {
    // Simplified before traditional, so that folded text reads like what most papers print; then the smaller code point.
    list.sort((a, b) => Number(simplified.has(b)) - Number(simplified.has(a)) || (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
    const [first, ...others] = list as [string, ...string[]];
    for (const c of others) representative.set(c, first);
  }
  for (const [from, to] of CJK_COMPATIBILITY) if (!representative.has(from)) representative.set(from, representative.get(to) ?? to);
  return representative;
}

/** Simplified forms for the cut only: OpenCC's phrase table where it keeps the length (乾隆 stays), its character table elsewhere. */
export function simplifier(): { mayChange: (text: string) => boolean; simplify: (text: string) => string } {
  const { convert, traditional } = phraseTables();
  const mayChange = (text: string) => {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (traditional[unit] === 1) return true;
    }
    return false;
  };
  const simplify = (text: string) => {
    const converted = convert(text);
    return converted.length === text.length ? converted : text;
  };
  return { mayChange, simplify };
}
