/** Invented news of an invented town, with every field at least once. */
export const bridge = {
  id: 'qx-1', kicker: '跨河通道建设', title: '青溪大桥合龙', subtitle: '两岸居民步行十分钟可达', byline: '本报记者 何雨 摄影 魏澜', authors: ['何雨', '魏澜'], dateline: '本报青溪3月1日电',
  section: '要闻', publication: '青溪日报', date: '2025年3月1日', page: 'A03', url: 'https://news.example/qx-1', tags: ['交通', '工程'],
  body: '昨日上午，青溪大桥顺利合龙。大桥全长六百四十米，双向四车道。\n\n“以前送孩子上学要坐渡船。”家住北岸的李大妈说。预计今年国庆节前通车，届时两岸将不再有渡船。',
  editor: '未知字段原样保留', 字数: 3,
};
export const market = { id: 'qx-2', title: '菜市场里的早晨', body: '天还没亮，菜市场已经热闹起来。卖豆腐的老周说，大桥通了以后客人会更多。', section: '民生', publication: '青溪日报', date: '2025-02-10', page: 5, authors: '何雨' };
export const school = { id: 'qx-3', title: '新学期第一课', body: '村小的孩子们走进新教室，第一课讲的是家乡的桥。', section: '教育', publication: '北岸晚报', date: '20240901', page: '2' };
export const hostile = { id: '<img src=x onerror=alert(1)>', title: '<img src=x onerror=alert(1)> 与 "引号" & \'撇号\'', body: '正文里也有 <script>alert(1)</script> 这样的标签。', authors: ['<b>何</b>'] };

export const articles = [bridge, market, school, hostile];

/** Twelve short articles more, so that one page does not hold them all. */
export const many = Array.from({ length: 12 }, (_, i) => ({ id: `n-${i}`, title: `天气简讯第${i}期`, body: '今天多云。', date: `2023-01-${String(i + 1).padStart(2, '0')}`, section: '天气' }));
