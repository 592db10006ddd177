import { isZip, openArchive } from './archive.js';
import { docxMember } from './docx.js';
import { SourceError, type Input, type Source, type SourceItem, type SourceOptions } from './record.js';

/** A .zip of anything that is read otherwise: each member by its own content, named `archive.zip/member`. */
export const zipSource: Source = {
  kind: 'zip',
  text: false,

  recognise: input => (isZip(input.head) ? 0.9 : 0),

  async *read(input: Input, options: SourceOptions): AsyncGenerator<SourceItem> {
    const archive = await openArchive(input);
    try {
      const { members } = archive;
      if (members.some(({ name }) => name === '[Content_Types].xml')) {
        throw new SourceError(members.some(({ name }) => name === docxMember)
          ? 'a Word document: read it as the kind docx'
          : 'an Office file, but no Word document; save it as CSV or text');
      }
      if (members.length === 0) throw new SourceError('archive without files to read');
      for (const member of members) {
        const name = `${input.name}/${member.name}`;
        if (member.problem !== undefined) yield { rejected: member.problem, origin: { file: name } };
        else yield* input.readMember(name, archive.bytesOf(member));
        options.onBytes?.(member.packedBytes);
      }
    } finally {
      archive.close();
    }
  },
};
