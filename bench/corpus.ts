import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

export interface BenchArticle { readonly id: string; readonly title: string; readonly body: string; readonly date?: string }

/** Articles of an NDJSON file (`.gz` too), at most `most`; without a file, made ones. */
export async function benchArticles(path: string | undefined, most: number): Promise<BenchArticle[]> {
  if (path === undefined) return Array.from({ length: Math.min(most, 20_000) }, (_, i) => madeArticle(i));
  const bytes = createReadStream(path);
  const articles: BenchArticle[] = [];
  for await (const line of createInterface({ input: path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes })) {
    if (line) articles.push(JSON.parse(line) as BenchArticle);
    if (articles.length >= most) break;
  }
  return articles;
}

const places = ['临河', '青石', '云岭', '东湾', '柳溪', '白沙', '南浦', '石桥'], people = ['陈望舒', '林晓岚', '周启明', '何素秋', '吴建平', '郑海燕'];
const things = ['图书馆', '地铁三号线', '老旧小区改造', '职业技能大赛', '防汛演练', '非遗展览', '春季招聘会', '果蔬批发市场', '垃圾分类', '乡村学校'];
const acts = ['正式启用', '进入收尾阶段', '吸引了上千名市民', '引来热议', '公布首批名单', '开展专项检查', '增加夜间班次', '获得专项资金支持'];

/** The same number gives the same article; about 300 characters from a few hundred sentences. */
function madeArticle(seed: number): BenchArticle {
  let state = seed * 2_654_435_761 >>> 0;
  const pick = <T>(list: readonly T[]): T => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return list[(state >>> 8) % list.length] as T;
  };
  const sentence = () => `${pick(places)}${pick(things)}${pick(acts)}，${pick(people)}介绍说，今年以来共有${100 + (state % 900)}人参与，比去年增长${state % 40}%。`;
  return { id: `made-${seed}`, title: `${pick(places)}${pick(things)}${pick(acts)}`, body: Array.from({ length: 8 }, sentence).join(''), date: `2025-${String(1 + (state % 12)).padStart(2, '0')}-${String(1 + (state % 28)).padStart(2, '0')}` };
}

/** `--name value` of the command line. */
export function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : undefined;
}
