// The script of articles and of errors; a page of a search has search.ts. Without them the pages work all the same.
import { reading } from './article.js';
import { pageKeys } from './keys.js';
import { showWhatNeedsScript } from './page-parts.js';

showWhatNeedsScript();
pageKeys(reading());
