/** Characters that are misread for each other in print and by optical recognition. */
const groups = [
  '己已巳', '未末', '日曰', '人入八', '土士', '干千于', '大太犬丈', '夭天夫', '今令', '午牛', '刀力', '历厉', '析折拆', '候侯', '撤撒', '治冶', '拔拨', '侍待', '仑仓',
  '戊戌戍', '毋母', '兔免', '鸟乌', '风凤', '贝见', '幻幼', '住往', '壁璧', '辨辩', '梁粱', '竞竟', '准淮', '暑署', '晴睛', '徙徒', '祟崇', '亨享', '茶荼', '崔雀', '官宫', '师帅',
  '持特', '汗汁', '问间', '目自', '田由甲申', '王玉', '白自', '区凶', '升开', '木本术', '又叉', '万方', '孑子', '杭抗', '沮阻', '洒酒', '微徽', '衷哀', '部郡', '爪瓜',
];
const alike = new Map<string, string[]>();
for (const group of groups) for (const c of group) alike.set(c, [...alike.get(c) ?? [], ...[...group].filter(other => other !== c)]);

/** A word with one of its characters misread, in every way. */
export function similarShapes(word: string): string[] {
  const characters = [...word];
  return characters.flatMap((c, i) => (alike.get(c) ?? []).map(other => [...characters.slice(0, i), other, ...characters.slice(i + 1)].join('')));
}
