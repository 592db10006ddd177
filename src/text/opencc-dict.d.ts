declare module 'opencc-js/dict/*' {
  /** `from to|from to|…` */
  const dict: string;
  export default dict;
}
