import { expect, test } from '@jest/globals';
import { newspaper, recipes } from './field-sets.js';
import { World, type OpenIndex } from './world.js';

/** Indexes of one engine know nothing of each other. */
export function severalIndexes(open: OpenIndex): void {
  test('keeps indexes apart', async () => {
    const papers = await World.open(open, newspaper), dishes = await World.open(open, recipes), empty = await World.open(open, { ...newspaper, fields: { ...newspaper.fields, index: 'archive-2' } });
    try {
      await papers.put({ id: '1', title: '豆腐价格平稳', number: 3 }, { id: '2', title: '雨水充沛' });
      await dishes.put({ id: '1', title: '麻婆豆腐', body: '豆腐切块。', number: 25, labels: ['豆腐', '花椒'] });
      await dishes.engine.putSynonyms({ 花椒: ['麻椒'] });
      expect(await papers.ids('豆腐')).toEqual(['1']);
      expect((await papers.engine.get('1'))?.['title']).toBe('豆腐价格平稳');
      expect((await dishes.engine.get('1'))?.['name']).toBe('麻婆豆腐');
      expect(await papers.engine.synonyms()).toBeNull();
      expect(await empty.engine.ready()).toBe(false);
      const build = await papers.engine.startBuild('one index');
      const other = await dishes.engine.startBuild('another index');
      await build.write(papers.analyzed([{ id: '3', title: '新的一天' }]));
      await build.publish(papers.analyze);
      await other.abandon();
      expect(await papers.all()).toEqual(['3']);
      expect(await dishes.all()).toEqual(['1']);
      expect(await dishes.engine.remove('all')).toBe(1);
      expect(await papers.engine.size()).toBe(1);
      expect(await empty.engine.size()).toBe(0);
    } finally {
      await Promise.all([papers.destroy(), dishes.destroy(), empty.destroy()]);
    }
  });
}
