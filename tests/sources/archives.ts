import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string | Buffer;
  readonly content: string | Buffer;
  /** In Unix terms, e.g. 0o120777 for a link. */
  readonly mode?: number;
  /** Sets the flag of encrypted members, without encrypting. */
  readonly encrypted?: boolean;
}

/** A .zip as archivers write it, kept simple: deflated members, then the list of them. */
export function zipOf(members: readonly ZipMember[]): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode = 0o100644, encrypted = false } of members) {
    const rawName = Buffer.from(name);
    const data = Buffer.from(content);
    const packed = deflateRawSync(data);
    const flags = (typeof name === 'string' ? 0x800 : 0) | (encrypted ? 1 : 0);
    const common = Buffer.alloc(26);
    [20, flags, 8, 0, 0].forEach((value, i) => common.writeUInt16LE(value, i * 2));
    [crc32(data), packed.length, data.length].forEach((value, i) => common.writeUInt32LE(value, 10 + i * 4));
    common.writeUInt16LE(rawName.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, rawName, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(mode * 65_536 >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    list.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, tail, rawName]));
    parts.push(local);
    offset += local.length;
  }
  const listBytes = list.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listBytes, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...list, end]);
}

/** A Word document of paragraphs, each `style|text` or text alone; `body` gives the paragraphs' own markup instead. */
export function docxOf(paragraphs: readonly string[], body?: string): Buffer {
  const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"';
  const markup = body ?? paragraphs.map(paragraph => {
    const [, style, text = ''] = /^(?:(\w+)\|)?(.*)$/s.exec(paragraph) ?? [];
    return `<w:p>${style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
  }).join('');
  // Chinese Word numbers its styles: only their names are the same everywhere.
  const styles = [['a3', 'Title'], ['1', 'heading 1'], ['2', 'heading 2'], ['a5', 'Subtitle'], ['a', 'Normal']]
    .map(([id, name]) => `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`).join('');
  return zipOf([
    { name: '[Content_Types].xml', content: '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>' },
    { name: 'word/document.xml', content: `<?xml version="1.0" encoding="UTF-8"?><w:document ${w}><w:body>${markup}<w:sectPr/></w:body></w:document>` },
    { name: 'word/styles.xml', content: `<?xml version="1.0" encoding="UTF-8"?><w:styles ${w}>${styles}</w:styles>` },
  ]);
}
