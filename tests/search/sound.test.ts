import { articles } from './judge.js';
import { soundSuite } from './sound-suite.js';
import { temporaryIndex } from '../support/engine.js';

soundSuite('what is meant', () => temporaryIndex(articles));
