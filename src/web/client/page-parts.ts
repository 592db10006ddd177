/** The search box. */
export const box = document.querySelector<HTMLInputElement>('#q') as HTMLInputElement;
export const form = box.form as HTMLFormElement;
export const main = document.querySelector<HTMLElement>('main') as HTMLElement;

/** The links of the hits, in their order, as they are now. */
export const hitLinks = (): HTMLAnchorElement[] => [...document.querySelectorAll<HTMLAnchorElement>('[data-hit] h2 a')];

/** Whether an input method is at work: its keys choose characters and are not meant for us. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

/** What only works with a script is hidden without one. */
export function showWhatNeedsScript(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-needs-script]')) {
    // A page that is not served securely has no clipboard.
    const needed = element.hasAttribute('data-copy') ? (navigator as { clipboard?: Clipboard }).clipboard : true;
    if (needed) element.hidden = false;
  }
}

/** No gliding for those who asked for less motion. */
export const calm = (behavior: ScrollBehavior): ScrollBehavior => matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : behavior;
