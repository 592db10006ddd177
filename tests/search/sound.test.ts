import { articles } from './judge.js';
import { soundSuite } from './sound-suite.js';
import { temporaryIndex } from '../support/sqlite.js';

soundSuite('SQLite', () => temporaryIndex(articles));
