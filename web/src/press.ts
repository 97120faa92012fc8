// Puts a page of paper where only a printer sees it, whoever asks for one: a key or the browser.

export class Press {
  #page: HTMLElement | null = null;
  #before = () => this.#layOut();
  #after = () => this.#page?.remove();

  constructor(
    private readonly root: HTMLElement,
    private readonly pageOf: () => HTMLElement | null,
  ) {
    window.addEventListener("beforeprint", this.#before);
    window.addEventListener("afterprint", this.#after);
  }

  leave(): void {
    window.removeEventListener("beforeprint", this.#before);
    window.removeEventListener("afterprint", this.#after);
    this.#after();
  }

  #layOut(): void {
    this.#after();
    this.#page = this.pageOf();
    if (this.#page) this.root.append(this.#page);
  }
}
