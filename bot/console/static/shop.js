// The shopper's page: every send has its own key, so a second try never doubles it.
import { Stream, freshKey, isComposing, say } from "./common.js";

class ShopChat extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("#write-form");
    this.text = this.querySelector("textarea");
    this.human = document.getElementById("human-form");
    this.form.dedupe_key.value = freshKey();
    this.human.dedupe_key.value = freshKey();
    this.text.addEventListener("keydown", (event) => {
      if (isComposing(event) || event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      if (!event.repeat && this.text.value.trim()) this.form.requestSubmit();
    });
    this.text.addEventListener("input", () => {
      if (this.tried !== undefined && this.text.value !== this.tried) this.renew();
    });
    this.form.addEventListener("htmx:beforeRequest", () => { this.tried = this.text.value; this.sentText = this.text.value; });
    this.form.addEventListener("htmx:afterRequest", (event) => this.answered(event));
    document.addEventListener("htmx:beforeSwap", (event) => this.refused(event));
    document.addEventListener("htmx:afterSettle", (event) => {
      event.target.querySelector?.("[data-focus]")?.focus();
      if (event.target.closest?.("#identity")) return;
      this.listen();
      this.scroll();
    });
    this.listen();
    this.scroll();
  }

  answered(event) {
    if (event.target !== this.form) return;
    if (!event.detail.successful) {
      if (!event.detail.xhr.status || event.detail.xhr.status >= 500) say(this.dataset.failed);
      return;
    }
    this.renew();
    if (this.text.value === this.sentText) this.text.value = "";
  }

  /** Other words are another message; the same words tried again are not. */
  renew() {
    this.form.dedupe_key.value = freshKey();
    this.tried = undefined;
  }

  // What a refused send answers is the messages with a line that says why.
  refused(event) {
    const status = event.detail.xhr.status;
    if (status === 422 || status === 429) event.detail.shouldSwap = true;
    else if (status >= 400) { event.detail.shouldSwap = false; say(this.dataset.failed); }
  }

  listen() {
    const messages = this.querySelector("#messages");
    if (this.stream || messages.dataset.live === undefined) return;
    this.stream = new Stream(`${this.dataset.base}/events`, messages.dataset.live, ["message", "reply", "owner", "resync"],
      () => this.refresh(),
      (online) => { if (!online) say(this.dataset.offline); else if (this.wasOffline) say(""); this.wasOffline = !online; });
    addEventListener("pagehide", () => this.stream.close());
  }

  refresh() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => window.htmx.trigger(this.querySelector("#chat"), "refresh"), 30);
  }

  scroll() {
    const messages = this.querySelector("#messages");
    messages.scrollTop = messages.scrollHeight;
  }
}

customElements.define("shop-chat", ShopChat);
