import { soundArticles } from './sound-articles.js';

const soundIds = (): string[] => soundArticles.map(article => article.id);

/** What is typed, the first hit, and what the answer says was searched (`null`: nothing is corrected). */
export type Understood = readonly [typed: string, first: string, corrected: string];

export const byPinyin: readonly Understood[] = [
  ['beijing', 'beijing', '北京'], ['BeiJing', 'beijing', '北京'], ['Běijīng', 'beijing', '北京'], ['bei jing', 'beijing', '北京'], ["bei'jing", 'beijing', '北京'],
  ['北jing', 'beijing', '北京'], ['bei京', 'beijing', '北京'], ['beijing ditie', 'beijing', '北京地铁'], ['beijingditie', 'beijing', '北京地铁'], ['beijing 地铁', 'beijing', '北京 地铁'],
  ['地铁 beijing', 'beijing', '地铁 北京'], ['chongqing', 'chongqing', '重庆'], ['hongyadong', 'chongqing', '洪崖洞'], ["xi'an", 'xian', '西安'], ['xi’an', 'xian', '西安'], ['xi an', 'xian', '西安'],
  ['shanghai', 'shanghai', '上海'], ['haerbin', 'haerbin', '哈尔滨'], ["ha'er'bin", 'haerbin', '哈尔滨'], ['wulumuqi', 'wulumuqi', '乌鲁木齐'], ['lvse', 'lvse', '绿色'], ['lüse', 'lvse', '绿色'],
  ['lǜsè', 'lvse', '绿色'], ['lu:se', 'lvse', '绿色'], ['lvyou', 'lvse', '旅游'], ['nvpai', 'nvpai', '女排'], ['nüpai', 'nvpai', '女排'], ['yinhang', 'bank', '银行'], ['yinyuexueyuan', 'music', '音乐学院'],
  ['rmrb', 'people', '人民日报'], ['renmrb', 'people', '人民日报'], ['rminrb', 'people', '人民日报'], ['人mrb', 'people', '人民日报'], ['renminribao', 'people', '人民日报'], ['ren min ri bao', 'people', '人民日报'],
  ['guowuyuan', 'state', '国务院'], ['gwy', 'state', '国务院'], ['huochepiao', 'train', '火车票'], ['chunyunhuochepiao', 'train', '春运火车票'], ['qihoubianhua', 'climate', '气候变化'],
  ['weixing', 'satellite', '卫星'], ['dunhuang', 'dunhuang', '敦煌'], ['dunhuangbihua', 'dunhuang', '敦煌壁画'], ['zhangguimei', 'zhang', '张桂梅'], ['yuanlongping', 'yuan', '袁隆平'], ['qiuying', 'qiu', '仇英'],
  ['shantianfang', 'shan', '单田芳'], ['rengongzhineng', 'ai', '人工智能'], ['rgzn', 'ai', '人工智能'], ['qqyinyue', 'qq', 'qq音乐'], ['zhonghuarenmingongheguo', 'constitution', '中华人民共和国'],
  ['zhrmghg', 'constitution', '中华人民共和国'], ['gugong', 'museum', '故宫'], ['taiwan', 'taiwan', '台湾'], ['daxiongmao', 'panda', '大熊猫'], ['poyanghu', 'lake', '鄱阳湖'],
  ['dunhu', 'dunhuang', '敦煌'], ['beij', 'beijing', '北京'], ['zhangguim', 'zhang', '张桂梅'],
];

export const bySound: readonly Understood[] = [
  ['总统国师访问', 'visit', '总统国事访问'], ['国是访问', 'visit', '国事访问'], ['春运货车票', 'train', '春运火车票'], ['火车飘开售', 'train', '火车票开售'], ['北京地贴', 'beijing', '北京地铁'],
  ['背景地铁', 'beijing', '北京地铁'], ['重庆红崖洞', 'chongqing', '重庆洪崖洞'], ['西安成墙', 'xian', '西安城墙'], ['上海岗集装箱', 'shanghai', '上海港集装箱'], ['哈尔滨兵雪大世界', 'haerbin', '哈尔滨冰雪大世界'],
  ['绿色法展', 'lvse', '绿色发展'], ['中国女牌夺冠', 'nvpai', '中国女排夺冠'], ['下调存款例率', 'bank', '下调存款利率'], ['人民日抱创刊', 'people', '人民日报创刊'], ['国务苑稳就业', 'state', '国务院稳就业'],
  ['科研人员宜苗', 'virus', '科研人员疫苗'], ['精计运行平稳', 'econ', '经济运行平稳'], ['其后变化大会', 'climate', '气候变化大会'], ['遥感位星发射', 'satellite', '遥感卫星发射'], ['三峡水裤', 'reservoir', '三峡水库'],
  ['粮时丰收', 'harvest', '粮食丰收'], ['敦皇壁画', 'dunhuang', '敦煌壁画'], ['张贵梅', 'zhang', '张桂梅'], ['袁龙平', 'yuan', '袁隆平'], ['袁隆苹水稻', 'yuan', '袁隆平水稻'], ['人工只能 课堂', 'ai', '人工智能 课堂'],
  ['故宫博物园', 'museum', '故宫博物院'], ['大雄猫幼崽', 'panda', '大熊猫幼崽'], ['四传盆地', 'sichuan', '四川盆地'], ['鄱阳胡候鸟', 'lake', '鄱阳湖候鸟'], ['协合医院', 'hospital', '协和医院'],
  ['标题:背景地铁', 'beijing', 'title:北京地铁'], ['背景地铁 -上海', 'beijing', '北京地铁 -上海'], ['背景 地铁', 'beijing', '北京 地铁'], ['背景 地贴', 'beijing', '北京 地铁'], ['總統國師訪問', 'visit', '總統国事访问'],
  ['背景地铁 "交通委员会"', 'beijing', '北京地铁 "交通委员会"'],
  // What is confused when speaking: zh/z, ch/c, sh/s, n/l, in/ing, en/eng.
  ['炸交水稻', 'yuan', '杂交水稻'], ['市川盆地', 'sichuan', '四川盆地'], ['女游业 农民', 'lvse', '旅游业 农民'], ['英乐学院', 'music', '音乐学院'], ['赢行下调', 'bank', '银行下调'], ['卫新发射', 'satellite', '卫星发射'],
  ['桑海港', 'shanghai', '上海港'], ['村运火车票', 'train', '春运火车票'],
];

export const byShape: readonly Understood[] = [
  ['己故作曲家', 'guitar', '已故作曲家'], ['末发表的作品', 'guitar', '未发表的作品'], ['人民曰报', 'people', '人民日报'], ['入工智能', 'ai', '人工智能'], ['太熊猫', 'panda', '大熊猫'], ['全国人大常要会', 'congress', '全国人大常委会'],
  ['中华人民共和园', 'constitution', '中华人民共和国'], ['乌鲁木木齐机场', 'wulumuqi', '乌鲁木齐机场'],
];

/** What is typed, and the ids found: as it stands, with nothing corrected, nothing read as pinyin. */
export const asTyped: readonly (readonly [typed: string, found: readonly string[]])[] = [
  ['北京', ['beijing']], ['地铁', ['beijing']], ['北京地铁', ['beijing']], ['重庆', ['chongqing']], ['西安', ['xian']], ['银行', ['bank']], ['国事访问', ['visit']], ['国务院', ['state']],
  ['人民日报', ['people']], ['仇英', ['qiu']], ['单田芳', ['shan']], ['张桂梅', ['zhang']], ['袁隆平', ['yuan']], ['N95', ['n95']], ['n95口罩', ['n95']], ['N95', ['n95']], ['QQ', ['qq']], ['QQ音乐', ['qq']],
  ['education', ['education']], ['Education', ['education']], ['educ', ['education']], ['report', ['education']], ['smart', ['education']], ['openlab', ['education']], ['OpenL', ['education']], ['classrooms', ['education']],
  ['2023年', ['year']], ['2023', ['year']], ['二十年', ['dunhuang']], ['三千', []], ['毛芹', ['market']], ['毛芹菜', ['market']], ['已故', ['guitar']], ['未发表', ['guitar']], ['末页', ['guitar']],
  ['"背景地铁"', []], ['"国师访问"', []], ['"beijing"', []], ['「货车票」', []], ['-国师', soundIds()], ['背', []], ['京', ['beijing']], ['港', ['shanghai']], ['的二', []],
  ['臺灣青年', ['taiwan']], ['敦煌 洞窟', ['dunhuang']], ['洞窟 敦煌', ['dunhuang']], ['宪法宣传', ['constitution']], ['旅客 流高', ['train', 'wulumuqi', 'year']], ['zzzz', []], ['qwrtp', []], ['x', []], ['vvv', []], ['2035', []], ['12345678', []],
  ['http://example.com/qzx', []], ['kubernetes', []], ['typescript', []], ['標準箱', ['shanghai']], ['ＱＱ', ['qq']], ['…！？', []], ['author:张桂梅', []], ['鑫淼焱垚', []],
];

/** What is typed, the first hit, and the longer words that the last one began. */
export const unfinished: readonly (readonly [typed: string, first: string, longer: readonly string[]])[] = [
  ['educ', 'education', ['education']], ['classr', 'education', ['classrooms']], ['openl', 'education', ['openlab']], ['教育部 educ', 'education', ['education']], ['中华人民共', 'constitution', ['中华人民共和国宪法', '中华人民共和国']],
  ['敦煌研', 'dunhuang', ['敦煌研究院']],
];
