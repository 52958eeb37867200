// What the desk and the shopper's page share.

/** A fresh key for one delivery; works without a secure context too. */
export function freshKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether a key press belongs to an input method that is still composing. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

const KEYS_OFF = "tactful-keys-off";

/** Whether keyboard shortcuts are switched on. */
export const keysOn = () => localStorage.getItem(KEYS_OFF) !== "1";

/** Whether a letter alone was pressed while no field has the focus. */
export function isPlainKey(event, letter) {
  if (event.key.toLowerCase() !== letter || event.ctrlKey || event.altKey || event.metaKey) return false;
  return !isComposing(event) && !event.target.closest("input, textarea, select, [contenteditable]");
}

/** Say something in the page's status line. */
export function say(text) {
  const notice = document.getElementById("notice");
  if (notice) notice.textContent = text;
}

/** Keep a scrolled list at its end when it was there. */
export function atEnd(element) {
  return element.scrollHeight - element.scrollTop - element.clientHeight < 60;
}

/** A stream of events that comes back by itself, also after a refusal. */
export class Stream {
  constructor(url, last, kinds, heard, changed) {
    Object.assign(this, { url, last, kinds, heard, changed, pause: 2000 });
    this.open();
  }

  open() {
    this.source = new EventSource(`${this.url}?after=${encodeURIComponent(this.last)}`);
    this.source.onopen = () => { this.pause = 2000; this.changed(true); };
    this.source.onerror = () => {
      this.changed(false);
      if (this.source.readyState !== EventSource.CLOSED) return;
      this.timer = setTimeout(() => this.open(), this.pause);
      this.pause = Math.min(this.pause * 2, 60000);
    };
    for (const kind of this.kinds) {
      this.source.addEventListener(kind, (event) => {
        if (event.lastEventId) this.last = event.lastEventId;
        this.heard(kind, JSON.parse(event.data));
      });
    }
  }

  close() {
    clearTimeout(this.timer);
    this.source.close();
  }
}

/** <wait-time since="…">: how long somebody has waited, kept up to date. */
class WaitTime extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.show(), 15000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  show() {
    const minutes = Math.floor(Math.max(0, Date.now() - Date.parse(this.getAttribute("since"))) / 60000);
    const words = document.body.dataset;
    if (minutes < 1) this.textContent = words.spanMoment;
    else if (minutes < 60) this.textContent = words.spanMinutes.replace("{n}", minutes);
    else if (minutes < 1440) this.textContent = words.spanHours.replace("{n}", Math.floor(minutes / 60));
    else this.textContent = words.spanDays.replace("{n}", Math.floor(minutes / 1440));
  }
}

/** <shortcut-help>: the list of keys, and the switch that turns them off. */
class ShortcutHelp extends HTMLElement {
  connectedCallback() {
    const dialog = this.querySelector("dialog");
    const check = this.querySelector("input");
    check.checked = keysOn();
    check.addEventListener("change", () => localStorage.setItem(KEYS_OFF, check.checked ? "0" : "1"));
    this.querySelector("button").addEventListener("click", () => dialog.showModal());
  }
}

customElements.define("wait-time", WaitTime);
customElements.define("shortcut-help", ShortcutHelp);

// A refused request never replaces a part of the page: its text goes to the status line.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status < 400) return;
  const html = (event.detail.xhr.getResponseHeader("content-type") || "").startsWith("text/html");
  if (!html || ["chat", "identity"].includes(event.detail.target.id)) return;
  event.detail.shouldSwap = true;
  event.detail.target = document.getElementById("notice");
});
