import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The package's own folder: where package.json, config/ and sample/ stand, in a checkout and when installed. */
export const packageDir = (() => {
  let dir = import.meta.dirname;
  while (!existsSync(join(dir, 'package.json'))) dir = dirname(dir);
  return dir;
})();

export const configDir = join(packageDir, 'config');
export const sampleDir = join(packageDir, 'sample');
