import 'nodejieba';

/** What the package has, but its types leave out: where its dictionaries stand. */
declare module 'nodejieba' {
  export const DEFAULT_DICT: string;
  export const DEFAULT_USER_DICT: string;
}
