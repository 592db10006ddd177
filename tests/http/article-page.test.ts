import { beforeAll, expect, test } from '@jest/globals';
import { testService } from './support.js';

const running = testService();
const lamp = { id: 'lamp', title: '灯塔重新点亮', body: '守塔人给灯塔换上新灯芯，灯塔的光扫过海港。', section: '副刊', publication: '云州日报', date: '2022-05-06', page: 'B01' };
const mate = { id: 'mate', title: '鱼市开到深夜', body: '鱼市的灯一直亮着，买鱼的人排起了队。', publication: '云州日报', date: '2022-05-06', page: 'B01' };
const others = [
  { ...mate, id: 'other-page', title: '另一版的消息', page: 'B02' },
  { ...mate, id: 'other-day', title: '另一天的消息', date: '2022-05-07' },
  { ...mate, id: 'other-paper', title: '另一家报纸的消息', publication: '青溪晚报' },
  { id: 'again', title: '灯塔边的守塔人', body: '守塔人每天擦灯塔的玻璃，灯芯也由他换，海港的渔船都认得。', date: '2023-02-03' },
];
beforeAll(() => running.client.fill([lamp, mate, ...others]));

async function listed(id: string): Promise<Record<string, string[]>> {
  const { text } = await running.client.ask(`/articles/${id}`, { headers: { accept: 'text/html' } });
  return Object.fromEntries([...text.matchAll(/<aside class="others" aria-label="([^"]+)">(.*?)<\/aside>/gs)].map(([, name = '', list = '']) => [name, [...list.matchAll(/lang="zh">([^<]+)<\/a>/g)].map(([, title = '']) => title)]));
}

test('an article shows what else stood on its page, and what is about the same matter', async () => {
  expect(await listed('lamp')).toEqual({ 同版文章: ['鱼市开到深夜'], 相近文章: ['灯塔边的守塔人'] });
});

test('an article whose page is not known, and like no other, shows nothing', async () => {
  await running.client.admin('PUT', '/articles', [{ id: 'alone', title: '独一无二', body: '别处从未写过的事。' }]);
  expect(await listed('alone')).toEqual({});
});
