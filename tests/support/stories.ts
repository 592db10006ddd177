/** Invented articles that are copies of one another, or only look so. */
export const flood = {
  id: 'flood', title: '白沙镇连夜转移低洼地带居民', publication: '青溪日报', date: '2025-06-12', section: '要闻',
  body: '本报白沙6月12日电（记者 何雨）昨夜的暴雨让青溪水位在4个小时里上涨了1.8米。白沙镇政府在晚上11时启动应急响应，镇干部和村民代表分成6组，挨家挨户敲门，把住在低洼地带的217位居民转移到镇中学的体育馆。'
    + '体育馆里铺好了干净的被褥，食堂整夜烧着热水。“我家的老房子就在河边，听见敲门声，我抱起孙子就走。”七十岁的周桂兰老人说。今天清晨雨势减弱，水位开始回落，抢修人员正在检查电路和堤岸，居民有望在明天中午以前回家。\n镇里提醒大家，近期仍可能有强对流天气，出门前请留意预警信息，不要在河岸边停留。',
};

/** How another newspaper prints it: without the dateline, under another headline, in other characters and punctuation, a few words changed. */
export const reprints = [
  { ...flood, id: 'flood-late', publication: '北岸晚报', date: '2025-06-13', title: '暴雨中，白沙镇连夜转移居民', body: flood.body.slice(flood.body.indexOf('昨夜')).replace('让青溪', '使青溪').replace('减弱', '变小') },
  { ...flood, id: 'flood-wide', publication: '南浦商报', title: flood.title, body: flood.body.replaceAll('，', ', ').replaceAll('。', '. ').replaceAll('“', '「').replaceAll('”', '」').replaceAll('镇', '鎮').replaceAll('电', '電').replace('217', '２１７') },
  { ...flood, id: 'flood-short', publication: '云岭周刊', body: flood.body.slice(0, flood.body.indexOf('\n')) },
];

/** The same form filled in for other days. */
export const weather = [['12', '24', '31', '东南'], ['13', '22', '29', '东南'], ['14', '21', '27', '东北']].map(([day, low, high, wind], i) => ({
  id: `weather-${i}`, title: `青溪市${day}日天气预报`, date: `2025-06-${day}`, publication: '青溪日报', section: '天气',
  body: `市气象台今天下午发布天气预报：今天夜间到明天，全市多云转晴，最低气温${low}度，最高气温${high}度，${wind}风三级，阵风可达五级。山区早晚有雾，能见度较低，请驾车的市民减速慢行。空气质量良好，适宜户外活动。`
    + '紫外线较强，外出请注意防晒，老人和孩子避免在中午前后长时间逗留室外。未来三天全市以晴到多云为主，没有明显降水，水库蓄水正常，森林火险等级较高，严禁携带火种进山。市气象台将继续关注天气变化，及时发布最新预报，请市民通过广播、电视和短信留意。',
}));

/** The same form filled in for other people, in which no number differs. */
export const appointments = [['周启明', '东湾镇', '交通'], ['林晓岚', '柳溪乡', '教育']].map(([name, town, office], i) => ({
  id: `appointment-${i}`, title: '任前公示', date: '2025-06-12', publication: '青溪日报', section: '公告',
  body: `根据干部选拔任用的有关规定，经研究决定，现将拟任职干部的有关情况公示如下：${name}同志，现任${town}党委书记，拟任青溪市${office}局局长。公示期间，凡对公示对象有意见和问题的，可以通过来信、来电、来访等方式向市委组织部反映。`
    + `反映问题应当实事求是，客观公正，以个人名义反映的提倡签署真实姓名。市委组织部将对反映的问题认真调查核实，并为反映人严格保密。${name}同志的基本情况和工作简历见市政府网站。欢迎社会各界和广大市民予以监督。公示时间为五个工作日。来信请寄青溪市人民路市委组织部干部科，来电请在办公时间拨打。`,
}));
