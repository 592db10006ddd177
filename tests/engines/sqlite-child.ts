// Another process on the folder of an index: `node sqlite-child.js FOLDER COMMAND …`. Says on standard output when it has done what.
import type { Article } from '../../src/article.js';
import type { AnalyzedArticle } from '../../src/engines/engine.js';
import { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.js';
import { newspaper } from './contract/field-sets.js';

/** One word a field: enough here, and it needs no dictionary. */
const streams = (text: string) => ({ words: text, subwords: '', characters: [...text].join(' ') });
const analyze = (article: Article): AnalyzedArticle =>
  ({ article, origin: 'put', hash: article.id, streams: { title: streams('消息'), body: streams('潮水涨落') }, vocabulary: [], sketch: '', sortKeys: {} });
const article = (id: string) => analyze({ id, title: '消息', body: '潮水涨落' });
const ids = (prefix: string, from: number, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${from + i}`);
const say = (what: string) => { process.stdout.write(`${what}\n`); };

const [folder = '', command = '', count = '0'] = process.argv.slice(2);
const engine = SqliteEngine.open(newspaper.fields, folder);

switch (command) {
  case 'write':
    for (let i = 0; i < Number(count); i += 5) await engine.write(ids('child', i, 5).map(article));
    say('written');
    break;
  case 'write without end':
    for (let i = 0; ; i++) {
      await engine.write(ids(`n${i}-`, 0, 3).map(article));
      if (i % 7 === 3) await engine.remove({ ids: [`n${i - 1}-0`] });
      say(`written ${i}`);
    }
  case 'rebuild': {
    const build = await engine.startBuild('the child');
    await build.write(ids('rebuilt', 0, Number(count)).map(article));
    await build.publish(async given => analyze(given));
    say('published');
    break;
  }
  case 'build without end': {
    const build = await engine.startBuild('the child');
    for (let i = 0; ; i++) {
      await build.write(ids(`never${i}-`, 0, 50).map(article));
      if (i === 3) say('building');
      await new Promise(resolve => { setTimeout(resolve, 20); });
    }
  }
  default:
    throw new Error(`unknown command ${command}`);
}
await engine.close();
