import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { clipPage } from '../../indexer/clip/index.js';

const folder = resolve(import.meta.dirname, '../../../sample');
const TITLES: Record<string, string[]> = {
  A01: ['晨江跨江大桥北引桥顺利合龙', '“一站办结”让企业少跑腿', '全市春灌提前十天启动', '三所新学校秋季开门迎新', '老旧小区加装楼道扶手两万米', '出口陶瓷坐上“早班车”'],
  A02: ['', '春耕农资价格平稳供应足', '社区食堂推出“半份菜”', '地铁二号线末班车延至零点', '这家书店替读者留一盏灯', '家庭医生签约可用医保账户支付', '雁回区图书馆增设盲文阅览区', '松陵县更换公交站牌五百块', '青禾镇举办油菜花摄影大赛', '宠物医院联合开设夜间急诊'],
  A03: ['白鹭湖湿地新添三座观鸟屋', '护林员和他的“千里眼”', '废旧渔网变身环保背包', '山泉水里养出冷水鱼', '垃圾桶“撤”了 街面反而净了', '古茶树认养开始报名'],
  A04: ['夜间货运专列首开', '小作坊拧出大订单', '奶茶杯盖引来“黑科技”', '晨江队客场三比二险胜豪取三连胜', '八旬老人完成百场半马', '直播间里的“村咖”经济', '中小企业可申请设备更新贴息'],
  A05: ['一纸家书里的老晨江', '外婆的酱缸', '江边的灯塔', '二胡名家返乡开讲', '读《草木人间》', '非遗灯彩点亮古镇', '相声小剧场的第一千场', '春分前后宜赏花'],
};
const files = readdirSync(folder).filter((f) => f.endsWith('.txt'));
const read = (page: string): ReturnType<typeof clipPage> => {
  const fileName = files.find((f) => f.endsWith(`-${page}.txt`)) ?? '';
  return clipPage(readFileSync(join(folder, fileName), 'utf8'), { fileName });
};

describe('the bundled sample', () => {
  test.each(Object.entries(TITLES))('page %s gives its articles', (page, titles) => {
    expect(read(page).articles.map((a) => a.title)).toEqual(titles);
  });

  test('has at least five pages and 36 articles, every page with paper, date and page', () => {
    const pages = Object.keys(TITLES).map(read);
    expect(files.length).toBeGreaterThanOrEqual(5);
    expect(pages.flatMap((p) => p.articles).length).toBeGreaterThanOrEqual(36);
    expect(pages.map((p) => [p.publication, p.date])).toEqual(pages.map(() => ['晨江日报', '2025-03-01']));
    expect(pages.map((p) => p.page)).toEqual(['A01', 'A02', '3', '4', 'A05']);
  });

  test('keeps kicker, subtitle, section, dateline, authors and captions apart', () => {
    const articles = Object.keys(TITLES).flatMap((p) => read(p).articles);
    const of = (title: string): (typeof articles)[number] | undefined => articles.find((a) => a.title === title);
    expect(of('护林员和他的“千里眼”')).toMatchObject({ kicker: '绿水青山守护者', authors: ['谢听澜'] });
    expect(of('“一站办结”让企业少跑腿')).toMatchObject({ subtitle: '雁回区二十六类行业实行合并审批', authors: ['苏棠'] });
    expect(of('松陵县更换公交站牌五百块')).toMatchObject({ section: '短讯', authors: ['陆渔'] });
    expect(of('出口陶瓷坐上“早班车”')).toMatchObject({ dateline: '本报雁回2月28日讯', authors: ['宋屿', '白小舟'] });
    expect(of('社区食堂推出“半份菜”')?.captions).toEqual(['图为老人在竹溪街道社区食堂选购“半份菜”。本报记者 方木 摄']);
    expect(of('江边的灯塔')?.body.split('\n')).toHaveLength(8);
    expect(of('护林员和他的“千里眼”')?.body.split('\n')).toEqual(expect.arrayContaining(['一个人的山', '两只眼睛', '三代人的承诺']));
  });
});
