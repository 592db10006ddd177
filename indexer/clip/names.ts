/** Family names: the Hundred Family Surnames as far as they occur today, traditional forms beside simplified. */
const SINGLE =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖覃仝闫付佟冼丘佘佴官迟苟佀祖尧苑岳帅亢况郄有琴归海晋楚法年阳佟商牟佘佴伯赏墨哈谯笪代召区代来但布由藏兰覃涂丛迟冒岩粟蹇逯逄原衣鹿阿展矫隋泮禤闭麦蚁卿银芦邸綦戚敬柳植操谌揭母淡' +
  '趙錢孫鄭馮陳衛蔣韓楊許呂張嚴華陶謝鄒竇雲蘇範魯韋馬鳳鮑費賀湯羅畢鄔樂時傅齊顧黃蕭紀項閔賈婁顏鍾駱盧單諸鈕龔陸榮儲車寧厲劉詹葉龍賴喬聞黨譚貢勞邊莊閻連習廖滿廣東歐師鞏聶關饒須豐遊權蓋應鄧萬賁';
const DOUBLE = new Set(
  '欧阳 歐陽 上官 司马 司馬 诸葛 諸葛 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容 长孙 長孫 宇文 司徒 令狐 轩辕 端木 百里 东方 東方 南宫 西门 独孤 申屠 呼延 闻人 第五 澹台 公羊 赫连 太史 淳于 单于 钟离 仲孙 鲜于 闾丘 司空 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 段干 东郭 南门 羊舌 微生 左丘 梁丘 那拉 纳兰 完颜'.split(' '),
);
const SURNAMES = new Set(SINGLE);

/** Length of the family name that the text begins with: 2, 1, or 0 when there is none. */
export function surnameLength(text: string): 0 | 1 | 2 {
  if (DOUBLE.has(text.slice(0, 2))) return 2;
  return SURNAMES.has(text.charAt(0)) ? 1 : 0;
}

/** Whether the text is a Chinese personal name by shape: a known family name and one or two characters. */
export function isPersonName(text: string): boolean {
  if (!/^[\p{Script=Han}〇]{2,4}$/u.test(text)) return false;
  const s = surnameLength(text);
  return s > 0 && text.length - s >= 1 && text.length - s <= 2;
}

/** Cuts names printed without a gap (王芳李小明) at their family names; gives the text back whole when that fails. */
export function splitGluedNames(text: string): string[] {
  if (text.length < 4 || text.length > 24 || !/^\p{Script=Han}+$/u.test(text)) return [text];
  if (text.length === 4 && (surnameLength(text) === 2 || !(isPersonName(text.slice(0, 2)) && isPersonName(text.slice(2))))) return [text];
  const best: { score: number; cut: number }[] = [{ score: 0, cut: 0 }];
  for (let end = 1; end <= text.length; end++) {
    best[end] = { score: -Infinity, cut: 0 };
    for (const size of [2, 3, 4]) {
      const from = best[end - size];
      if (!from || from.score === -Infinity) continue;
      const piece = text.slice(end - size, end);
      if (!isPersonName(piece)) continue;
      const score = from.score + (size === 3 ? 1 : size === 4 ? 0.8 : 0.4);
      if (score > (best[end]?.score ?? 0)) best[end] = { score, cut: end - size };
    }
  }
  if (best[text.length]?.score === -Infinity) return [text];
  const names: string[] = [];
  for (let end = text.length; end > 0; end = best[end]?.cut ?? 0) names.unshift(text.slice(best[end]?.cut ?? 0, end));
  return names;
}
