// The check of what is typed: findings beside the reply, words offered by one key, "this finding is wrong" by another.
import { isComposing, keysOn, say } from "./common.js";

const PAUSE = 250;

/** Where a code point begins, counted as the browser counts. */
function unitsBefore(text, points) {
  let units = 0;
  for (const character of text) {
    if (points <= 0) break;
    points -= 1;
    units += character.length;
  }
  return units;
}

/** <reply-check>: asks after every pause in typing; an answer that a later question has overtaken is dropped. */
class ReplyCheck extends HTMLElement {
  connectedCallback() {
    this.text = document.getElementById("reply-text");
    this.summary = this.querySelector(".check-summary");
    this.rules = this.querySelector("#check-rules");
    this.list = this.querySelector("#findings");
    this.asked = 0;
    this.composing = false;
    this.checked = null;
    this.text.addEventListener("compositionstart", () => { this.composing = true; clearTimeout(this.timer); });
    this.text.addEventListener("compositionend", () => { this.composing = false; this.changed(); });
    this.text.addEventListener("reply-changed", () => this.changed());
    this.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("click", (event) => {
      const button = event.target.closest(".take-neutral");
      if (button) this.takeNeutral(button);
    });
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.changed();
  }

  changed() {
    clearTimeout(this.timer);
    if (this.composing || this.text.value === this.checked) return;
    if (!this.text.value.trim()) return this.clear();
    this.timer = setTimeout(() => this.ask("", {}), PAUSE);
  }

  clear() {
    this.asked += 1;
    this.checked = null;
    this.tell("");
    this.list.replaceChildren();
  }

  async ask(path, more) {
    const asked = ++this.asked;
    const text = this.text.value;
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
    const body = new URLSearchParams({ text, ...more });
    const answer = await fetch(this.dataset.url + path, { method: "POST", headers, body })
      .then(async (response) => ({ known: response.ok || response.status === 409, html: await response.text() }))
      .catch(() => ({ known: false, html: "" }));
    if (asked !== this.asked) return;
    if (answer.known) return this.show(answer.html, text);
    this.clear();
    this.tell(this.dataset.failed);
  }

  show(html, text) {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.id : "";
    this.checked = text;
    this.list.innerHTML = html;
    const part = this.list.querySelector(".findings-part");
    this.tell(part.dataset.summary);
    if (part.dataset.said) say(part.dataset.said);
    if (focused) document.getElementById(focused)?.focus();
  }

  tell(summary) {
    if (this.summary.textContent !== summary) this.summary.textContent = summary;
    this.rules.hidden = !summary;
  }

  clicked(event) {
    const line = event.target.closest("button") && event.target.closest(".finding");
    if (!line) return;
    if (event.target.closest(".take")) this.take(line);
    else if (event.target.closest(".show")) this.select(Number(line.dataset.start), Number(line.dataset.end));
    else if (event.target.closest(".dispute")) this.dispute(line);
  }

  pressed(event) {
    if (isComposing(event) || !event.altKey || event.ctrlKey || event.metaKey || !keysOn()) return;
    const digit = /^Digit([0-9])$/.exec(event.code)?.[1];
    if (digit === undefined || document.querySelector("dialog[open]")) return;
    const calm = digit === "0" && !event.shiftKey ? this.calm() : null;
    const line = this.list.querySelector(`.finding[data-number="${digit}"]`);
    if (!calm && !line) return;
    event.preventDefault();
    if (event.repeat) return;
    if (calm) this.takeNeutral(calm);
    else if (event.shiftKey) this.dispute(line);
    else this.take(line);
  }

  /** Whether the spans are still those of what stands in the box. */
  fits() {
    return !this.text.disabled && this.text.value === this.checked;
  }

  take(line) {
    if (!("words" in line.dataset) || !this.fits()) return;
    this.select(Number(line.dataset.from), Number(line.dataset.to));
    this.write(line.dataset.words);
  }

  /** The calm words of what stands in the box, else those of what is held. */
  calm() {
    return this.list.querySelector(".take-neutral") || document.querySelector(".take-neutral");
  }

  takeNeutral(button) {
    if (this.text.disabled) return;
    this.text.focus();
    this.text.select();
    this.write(button.closest(".neutral").dataset.text);
  }

  dispute(line) {
    if (!this.fits()) return;
    const { rule, start, end } = line.dataset;
    clearTimeout(this.timer);
    this.ask("/wrong", { rule, start, end, wrong: line.dataset.disputed !== "true" });
  }

  select(start, end) {
    if (!this.fits()) return;
    const value = this.text.value;
    this.text.blur();
    this.text.setSelectionRange(unitsBefore(value, start), unitsBefore(value, end));
    this.text.focus();
  }

  /** Put words in place of the selection as if they were typed, so that Ctrl+Z takes them back. */
  write(words) {
    if (document.execCommand(words ? "insertText" : "delete", false, words)) return;
    const { selectionStart, selectionEnd } = this.text;
    this.text.setRangeText(words, selectionStart, selectionEnd, "end");
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("reply-check", ReplyCheck);
