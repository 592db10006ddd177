/** A small newspaper to search on the page: four years, two papers, three sections, several authors, whole pages. */
const sections = ['要闻', '民生', '副刊'], writers = ['陆青', '何远山', '沈秋'];

export const reports = Array.from({ length: 36 }, (_, i) => ({
  id: `bridge-${i}`,
  title: `渡口大桥巡查记${i + 1}`,
  kicker: i % 4 === 0 ? '大桥今天' : null,
  body: `第${i + 1}次巡查渡口大桥，桥面平整，护栏完好。巡查员把螺栓逐个敲过一遍，记下了江水的高低。傍晚收工时，摆渡的老人还在桥下补网。`,
  byline: `记者 ${writers[i % 3] ?? ''}`,
  authors: [writers[i % 3] ?? ''],
  section: sections[i % 3] ?? '',
  publication: i % 2 ? '青溪晚报' : '云州日报',
  date: `${2019 + i % 6}-0${i % 9 + 1}-15`,
  page: '2',
}));

/** Two articles of one page, and one about the same matter on another day. */
export const pageMates = [
  { id: 'lamp', title: '灯塔重新点亮', subtitle: '守塔人换上了新灯芯', kicker: '海港旧事', body: '停用多年的灯塔昨夜重新点亮。守塔人换上新灯芯，灯塔的光扫过整个海港。\n渔船靠岸，船工们都抬头看灯塔。', byline: '记者 沈秋', authors: ['沈秋'], section: '副刊', publication: '云州日报', date: '2022-05-06', page: 'B01', url: 'https://paper.example/lamp' },
  { id: 'mate', title: '鱼市开到深夜', body: '鱼市的灯一直亮到深夜，买鱼的人排起了队。', section: '民生', publication: '云州日报', date: '2022-05-06', page: 'B01' },
  { id: 'again', title: '灯塔边的守塔人', body: '守塔人每天擦一遍灯塔的玻璃，灯芯也由他换。海港的渔船认得这座灯塔。', section: '副刊', publication: '云州日报', date: '2023-02-03', page: 'A04' },
];
