import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSources, type SourceItem, type SourceOptions } from '../../indexer/sources/index.js';

/** Invented news, long enough to be told by its characters. */
export const simplified = `青溪县新建的跨河大桥昨天正式通车，两岸三万多名居民从此不用再绕行十七公里。
县交通局负责人介绍，大桥全长六百四十米，双向四车道，两侧设有人行道和自行车道。
“以前送孩子上学要坐渡船，遇到大雾只能请假。”家住北岸的李桂芳说，“现在骑车十分钟就到了。”
据了解，这座桥是当地群众盼了二十多年的民生工程，总投资约三亿元，由省市县三级财政共同承担。`;

export const traditional = `青溪縣新建的跨河大橋昨天正式通車，兩岸三萬多名居民從此不用再繞行十七公里。
縣交通局負責人介紹，大橋全長六百四十公尺，雙向四車道，兩側設有人行道和自行車道。
「以前送孩子上學要坐渡船，遇到大霧只能請假。」家住北岸的李桂芳說，「現在騎車十分鐘就到了。」
據了解，這座橋是當地群眾盼了二十多年的民生工程，總投資約三億元，由省市縣三級財政共同承擔。`;

/** Runs `use` in a folder of its own that holds `files`, and removes it. */
export async function inFolder<T>(files: Readonly<Record<string, string | Buffer>>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'jianbao-sources-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Everything that `paths` of a folder give; files are named from the folder on. */
export function itemsOf(files: Readonly<Record<string, string | Buffer>>, options: SourceOptions = {}, paths: readonly string[] = ['']): Promise<SourceItem[]> {
  return inFolder(files, async folder => {
    const items: SourceItem[] = [];
    for await (const item of readSources(paths.map(path => join(folder, path)), options)) {
      items.push({ ...item, origin: { ...item.origin, file: item.origin.file.replace(folder, '').replace(/^\//, '') } });
    }
    return items;
  });
}

export const articlesIn = (items: readonly SourceItem[]): Record<string, unknown>[] => items.flatMap(item => ('article' in item ? [item.article] : []));

/** Each rejection as `file:line reason`. */
export const rejectionsIn = (items: readonly SourceItem[]): string[] =>
  items.flatMap(item => ('rejected' in item ? [`${item.origin.file}${item.origin.line === undefined ? '' : `:${item.origin.line}`} ${item.rejected}`] : []));

export const warningsIn = (items: readonly SourceItem[]): string[] =>
  items.flatMap(item => ('warning' in item ? [`${item.origin.file} ${item.warning}`] : []));
