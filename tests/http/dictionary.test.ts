import { dictionarySuite } from './dictionary-suite.js';

dictionarySuite('the dictionary on SQLite', () => ({ environment: {}, destroy: async () => undefined }));
