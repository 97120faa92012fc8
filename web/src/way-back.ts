// Where the keyboard came from to the sheet, and returns to when the sheet closes.

export class WayBack {
  #from: Element | null = null;

  constructor(
    private readonly sheet: HTMLElement,
    private readonly elsewhere: () => void,
  ) {}

  /** Something is about to be shown on the sheet. */
  remember(): void {
    if (!this.sheet.contains(document.activeElement)) this.#from = document.activeElement;
  }

  /** Closes the sheet. */
  after(close: () => void): void {
    const hadFocus = this.sheet.contains(document.activeElement);
    close();
    if (!hadFocus) return;
    const back = this.#from;
    if (back instanceof HTMLElement && back.isConnected && back !== document.body) back.focus();
    else this.elsewhere();
  }
}
