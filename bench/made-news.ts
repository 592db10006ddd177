import type { BenchArticle } from './corpus.js';

// Word lists are in order of frequency: Zipf's law picks the early ones most.
const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const topics = [
  { section: '民生', things: words('老旧小区改造 社区食堂 便民菜市场 口袋公园 加装电梯 供暖管网 公共停车场 养老驿站 托育中心 夜间门诊 直饮水点 盲道'), aims: words('方便居民生活 改善居住环境 服务老年人 缓解停车难') },
  { section: '交通', things: words('地铁三号线 跨江大桥 城际铁路 公交专用道 高速公路服务区 慢行步道 智能信号灯 水上巴士 货运枢纽 乡村公路 机场快线 候车亭'), aims: words('缩短通勤时间 缓解拥堵 保障出行安全 连接南北两岸') },
  { section: '经济', things: words('外贸出口 春季招聘会 产业园区 消费节 民营企业 夜间经济 小微企业贷款 跨境电商 工业设备更新 会展中心 老字号 首店'), aims: words('稳定就业 扩大消费 帮助企业降低成本 促进产业升级') },
  { section: '农业', things: words('秋粮收购 果蔬批发市场 高标准农田 稻田养鱼 茶叶采摘 农机合作社 种子展示会 冷链仓库 节水灌溉 蜜橘丰收 羊肚菌大棚 村播'), aims: words('增加农民收入 保证市场供应 提高粮食产量 打开销路') },
  { section: '教育', things: words('乡村学校 职业技能大赛 课后服务 青少年科技节 校园足球联赛 助学贷款 特殊教育 校外实践基地 晨读活动 双语课程 实验课 校车'), aims: words('让孩子就近入学 培养技术工人 减轻家长负担 开阔学生眼界') },
  { section: '文化', things: words('图书馆 非遗展览 博物馆夜场 民间皮影戏 古籍修复 书法大赛 传统庙会 乡村音乐会 旧城墙遗址 方言节目 木版年画 评弹'), aims: words('丰富市民文化生活 传承传统手艺 吸引年轻人 保护历史文化') },
  { section: '环境', things: words('垃圾分类 河道治理 湿地公园 空气质量监测 义务植树 候鸟保护 海上清污 塑料回收 屋顶光伏 再生水厂 噪声治理 古树名木'), aims: words('改善水质 减少污染 保护生态环境 节约能源') },
  { section: '科技', things: words('人工智能实验室 卫星数据中心 新能源汽车 机器人大会 海水淡化装置 超级计算机 量子通信试验 无人机配送 深海探测器 新型疫苗 柔性屏 芯片'), aims: words('突破关键技术 缩短研发周期 推动成果转化 服务实体经济') },
  { section: '安全', things: words('防汛演练 消防检查 食品安全抽检 森林防火 燃气管道排查 反诈宣传 应急广播 救援队 台风预警 电动车充电 矿山监管 急救培训'), aims: words('消除安全隐患 保障群众生命安全 提高应急能力 防患于未然') },
  { section: '体育', things: words('马拉松比赛 全民健身日 龙舟邀请赛 冰雪运动 乒乓球公开赛 社区运动会 自行车绿道 羽毛球馆 残疾人运动会 太极拳 攀岩 少年棋赛'), aims: words('带动全民健身 推动体育消费 选拔后备人才 增进邻里交流') },
] as const;
const acts = words('正式启用 全面展开 进入收尾阶段 取得新进展 公布首批名单 吸引上千名市民 明起试运行 获专项资金支持 引来热议 增加夜间班次 创历史新高 提前完工 首次向公众开放 征求市民意见 开展专项检查 迎来周年');
const offices = words('市发展委 市交通局 市教育局 市农业局 市文旅局 市环保局 市住建局 市应急局 市体育局 市商务局 区政府 街道办 管委会 行业协会 研究院 志愿者协会');
const roles = words('负责人 工作人员 居民 技术员 项目经理 专家 店主 教师 志愿者 村支书 工程师 医生 大学生 退休职工 班组长 馆长');
const times = words('今天 昨天 近日 本月 上周 今年以来 目前 日前 去年底 清晨 入冬以来 国庆前后 开春 端午');
const regions = words('临河 青石 云岭 东湾 柳溪 白沙 南浦 石桥 金塘 沙洲 松岗 月湖 北屏 桐庄 鹿鸣 望江 清源 梅岭 雁荡 锦屏');
const townFirst = [...'山水青云龙白金石凤南东西大小长新古松柳梅桃杨竹沙平安永兴福太'], townSecond = [...'河溪湾塘坪岭坝冲桥洲埔墩坡峰泉井岗源湖港滩堰洼沟台营寨铺店关'], townEnds = [...'镇村乡'];
const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'], given = [...'明华文建国军平志伟东海春秋雨晴晓林立新玉兰芳敏静丽娟燕霞慧宁欣然子涵浩宇博远思源安康乐天成德望舒岚启素'];
const comments = words('大家的获得感更强了 方便多了 以前想都不敢想 这件事办到了心坎上 还需要进一步完善细节 效果比预想的好 很多人专程赶来 希望能长期坚持下去 要让更多人受益 困难比想象的多 排队的时间短了一半 下一步要看管理');
const steps = words('建立长效机制 优化服务流程 加大投入力度 加强监督管理 扩大试点范围 完善配套设施 公开工程进度 听取各方意见 引入社会力量 组织专业培训 统一技术标准 简化办事手续');

/** Numbers below 1 from a seed (mulberry32, public domain, by Tommy Ettinger). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A made article: the same number gives the same one. About 300 characters in the manner of local news, all words from the lists above, frequent ones more often (Zipf). */
export function madeArticle(number: number): BenchArticle {
  const random = seeded(number);
  const even = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  // Of n entries the k-th is taken with a likelihood of log((k + 1) / k) / log(n + 1), which is near 1 / k.
  const pick = <T>(list: readonly T[]): T => list[Math.floor((list.length + 1) ** random()) - 1] as T;
  const among = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const { section, things, aims } = pick(topics);
  const person = () => `${pick(surnames)}${even(given)}${random() < .7 ? even(given) : ''}`;
  const town = () => `${even(townFirst)}${even(townSecond)}${pick(townEnds)}`;
  const region = pick(regions), place = random() < .5 ? `${region}市` : `${region}市${town()}`, thing = pick(things), act = pick(acts), office = pick(offices), speaker = person(), month = among(1, 12), day = among(1, 28);
  const sentences: readonly (() => string)[] = [
    () => `${office}${pick(roles)}${speaker}介绍，${thing}${among(2, 40) > 20 ? '总' : '首期'}投资${among(2, 980)}万元，${even(['预计', '计划', '争取'])}${among(1, 12)}月底前完成，目的是${pick(aims)}。`,
    () => `${pick(times)}，记者在${town()}看到，${among(3, 60)}名${pick(roles)}正在${thing}现场忙碌，有的${even(['搬运材料', '登记信息', '调试设备', '清理场地', '解答问题'])}，有的${even(['维持秩序', '核对数据', '拍照记录', '运送饮水', '检查线路'])}。`,
    () => `“${pick(comments)}。”${among(21, 78)}岁的${pick(roles)}${person()}说，${pick(comments)}。`,
    () => `据统计，${pick(times)}${place}共有${among(1, 90)}.${among(0, 9)}万人次参与，比上年同期增长${among(1, 48)}.${among(0, 9)}%。`,
    () => `${place}把${thing}列入${among(2018, 2025)}年${among(5, 30)}件民生实事，${pick(steps)}，${pick(steps)}。`,
    () => `${pick(offices)}要求，各地要${pick(steps)}，${pick(steps)}，${pick(aims)}。`,
    () => `在${town()}，${even(topics).things[among(0, 4)] as string}与${thing}同步推进，${among(2, 30)}个${even(['村庄', '社区', '单位', '班组', '商户'])}已经${even(['受益', '加入', '完成登记', '签订协议'])}。`,
    () => `${person()}是${town()}的${pick(roles)}，${pick(times)}他每天要走${among(3, 30)}公里，记下${among(10, 300)}条意见，交给${office}处理。`,
    () => `下一步，${office}将${pick(steps)}，同时研究${even(topics).things[among(0, 7)] as string}的${even(['可行性', '实施方案', '资金来源', '时间安排'])}。`,
  ];
  const lead = `本报${region}${month}月${day}日电 （记者${person()}）${pick(times)}，${place}${thing}${act}。`;
  const body = lead + Array.from({ length: among(4, 11) }, () => even(sentences)()).join('');
  return { id: `made-${number}`, title: `${place}${thing}${act}${random() < .3 ? `：${pick(aims)}` : ''}`, body, section, date: `${2015 + number % 11}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` };
}
