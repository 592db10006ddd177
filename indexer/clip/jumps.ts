const PAGE = '(?:第\\s*)?[A-Za-z]?\\s*[0-9０-９一二三四五六七八九十]{1,3}\\s*(?:版|页|頁)?';
const WHERE = `(?:本报|昨日|今日|上期)?\\s*${PAGE}(?:[《“][^》”]{1,30}[》”])?`;
const IN = new RegExp(`^\\s*[（(【\\[▶◀→←►◄▲▼\\s]*(?:上接|紧接|緊接|续接|接)\\s*${WHERE}\\s*[)）】\\]▶◀→←►◄\\s]*`, 'u');
const OUT = new RegExp(`[（(【\\[▶◀→←►◄▲▼\\s]*(?:下转|下轉|转|轉|全文转|文转)\\s*${WHERE}\\s*[)）】\\]▶◀→←►◄\\s]*$`, 'u');

/**
 * Takes jump lines (上接第X版 at the head, 下转第X版 at the tail) off a line.
 * A bare 接 or 转 counts only in brackets or behind an arrow: 转3 inside a sentence is none.
 */
export function cutJumps(text: string): { before?: string; text: string; after?: string } {
  let rest = text;
  const result: { before?: string; text: string; after?: string } = { text };
  const head = IN.exec(rest.slice(0, 80))?.[0];
  if (head && isJump(head, /上接|紧接|緊接|续接/)) {
    result.before = head.trim();
    rest = rest.slice(head.length);
  }
  const at = Math.max(0, rest.length - 60);
  const tail = OUT.exec(rest.slice(at));
  if (tail && isJump(tail[0], /下转|下轉/)) {
    result.after = tail[0].trim();
    rest = rest.slice(0, at + tail.index);
  }
  result.text = rest.trim();
  return result;
}

function isJump(text: string, sure: RegExp): boolean {
  return sure.test(text) ? /[版页頁0-9０-９一二三四五六七八九十]/u.test(text) : /^\s*[（(【[▶→►▼]/u.test(text) && /[版页頁]/u.test(text);
}
