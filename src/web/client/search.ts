// The script of a page of a search: searches while one types. Without it the page works all the same.
import { liveSearch } from './live.js';
import { pageKeys } from './keys.js';
import { showWhatNeedsScript } from './page-parts.js';

showWhatNeedsScript();
liveSearch();
pageKeys(() => undefined);
