// The agent's desk: live parts, drafts into the reply box, keys.
import { Stream, atEnd, freshKey, isComposing, isPlainKey, keysOn, say } from "./common.js";

const KINDS = ["message", "advice", "reply", "owner", "order", "post", "resync"];
/** <live-events>: one stream for all tabs of this browser; each tab refreshes the parts that changed. */
class LiveEvents extends HTMLElement {
  connectedCallback() {
    this.waiting = new Set();
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel("tactful-desk") : null;
    if (!this.channel || !navigator.locks) return this.follow();
    this.channel.onmessage = (event) => {
      if ("online" in event.data) return this.online(event.data.online);
      this.heard(event.data.kind, event.data.data);
    };
    navigator.locks.request("tactful-desk-stream", { ifAvailable: true }, (lock) => {
      if (lock) return this.lead();
      this.refresh(["list", "thread", "advice"]);
      navigator.locks.request("tactful-desk-stream", () => this.lead());
      return undefined;
    });
  }

  lead() {
    this.follow();
    return new Promise(() => {});
  }

  follow() {
    const tell = (message) => this.channel && this.channel.postMessage(message);
    this.stream = new Stream(this.dataset.url, this.dataset.last, KINDS,
      (kind, data) => { tell({ kind, data }); this.heard(kind, data); },
      (online) => { tell({ online }); this.online(online); });
    addEventListener("pagehide", () => this.stream.close());
  }

  online(online) {
    if (this.classList.contains("offline") === !online) return;
    this.classList.toggle("offline", !online);
    say(online ? "" : this.dataset.offline);
  }

  heard(kind, data) {
    const open = this.dataset.open;
    const here = kind === "resync" || (open && data.conversation === open);
    this.refresh(here ? ["list", "thread", "advice", "kept"] : ["list"]);
    if (here && kind === "advice") say(this.dataset.newAdvice);
    if (here && kind === "message") say(this.dataset.newMessage);
  }

  refresh(parts) {
    parts.forEach((part) => this.waiting.add(part));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      for (const part of this.waiting) {
        const element = document.getElementById(part);
        if (element) window.htmx.trigger(element, "refresh");
      }
      this.waiting.clear();
    }, 30);
  }
}

/** <reply-box>: inserting, undoing and sending; what was typed outlives a change of page. */
class ReplyBox extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.text = this.querySelector("textarea");
    this.undoButton = this.querySelector(".undo");
    this.store = `tactful-reply-${this.dataset.conversation}`;
    this.before = null;
    if (!this.text.value) this.text.value = sessionStorage.getItem(this.store) || "";
    this.text.addEventListener("input", () => this.typed());
    this.undoButton.addEventListener("click", () => this.undo());
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("click", (event) => {
      const button = event.target.closest(".insert");
      if (button) this.insert(button.closest(".draft, .kept"));
    });
    this.form.addEventListener("htmx:beforeRequest", () => { this.sentText = this.text.value; this.sentAs = this.text.value; });
    this.form.addEventListener("htmx:afterRequest", (event) => this.answered(event));
    document.addEventListener("htmx:afterRequest", (event) => {
      const form = event.detail.requestConfig?.elt;
      if (form?.id !== "kept-send" || !event.detail.successful) return;
      if (this.text.value.trim() === form.text.value.trim()) this.empty();
    });
  }

  pressed(event) {
    if (isComposing(event) || !event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || !keysOn()) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && event.target === this.text) {
      event.preventDefault();
      if (event.repeat) return;
      if (this.text.value.trim()) this.form.requestSubmit();
      else this.insert(document.querySelector(".draft:not(.dismissed)"));
    } else if (["1", "2", "3", "4"].includes(event.key)) {
      const draft = document.querySelector(`.draft[data-number="${event.key}"]:not(.dismissed)`);
      if (draft) event.preventDefault();
      this.insert(draft);
    } else if (event.key === "z" && event.target === this.text && this.before && this.text.value === this.before.after) {
      event.preventDefault();
      this.undo();
    }
  }

  insert(draft) {
    if (!draft || this.text.disabled) return;
    if (draft.matches(".kept") && this.text.value.trim() === draft.dataset.text.trim()) return this.text.focus();
    const before = { text: this.text.value, turn: this.form.turn_id.value, style: this.form.draft_style.value };
    const gap = before.text.trim() ? "\n" : "";
    this.text.value = before.text.trim() ? before.text + gap + draft.dataset.text : draft.dataset.text;
    this.before = { ...before, after: this.text.value };
    this.form.turn_id.value = draft.dataset.turn;
    this.form.draft_style.value = draft.dataset.style;
    this.undoButton.hidden = false;
    this.keep();
    this.text.focus();
    this.text.setSelectionRange(this.text.value.length, this.text.value.length);
    say(this.dataset.inserted);
  }

  undo() {
    if (!this.before) return;
    this.text.value = this.before.text;
    this.form.turn_id.value = this.before.turn;
    this.form.draft_style.value = this.before.style;
    this.before = null;
    this.undoButton.hidden = true;
    this.keep();
    this.text.focus();
    say(this.dataset.undone);
  }

  typed() {
    if (this.sentText !== undefined && this.text.value !== this.sentText) {
      this.form.dedupe_key.value = freshKey();
      this.sentText = undefined;
    }
    if (!this.text.value.trim()) {
      this.form.turn_id.value = "";
      this.form.draft_style.value = "";
    }
    this.keep();
  }

  keep() {
    if (this.text.value) sessionStorage.setItem(this.store, this.text.value);
    else sessionStorage.removeItem(this.store);
    this.text.dispatchEvent(new Event("reply-changed"));
  }

  answered(event) {
    if (event.target !== this.form) return;
    if (!event.detail.successful) {
      if (!event.detail.xhr.status) say(this.dataset.failed);
      return;
    }
    this.form.dedupe_key.value = freshKey();
    this.sentText = undefined;
    if (this.text.value === this.sentAs) this.empty();
  }

  empty() {
    this.text.value = "";
    this.form.turn_id.value = "";
    this.form.draft_style.value = "";
    this.before = null;
    this.undoButton.hidden = true;
    this.keep();
  }
}

/** <call-line>: one line of a call at a time; each is sent once, and the box is empty for the next. */
class CallLine extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("htmx:afterRequest", (event) => {
      if (event.target !== this.form || !event.detail.successful) return;
      this.form.text.value = "";
      this.form.dedupe_key.value = freshKey();
      this.form.text.focus();
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && isComposing(event)) event.preventDefault();
    });
  }
}

/** <cool-down until="…">: when the pause is over, the word that it was read again is no longer needed. */
class CoolDown extends HTMLElement {
  connectedCallback() {
    const left = new Date(this.getAttribute("until")) - Date.now();
    this.timer = setTimeout(() => {
      this.querySelector("input").required = false;
      this.querySelector(".hint").textContent = this.dataset.over;
    }, Math.max(0, left));
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }
}

customElements.define("live-events", LiveEvents);
customElements.define("reply-box", ReplyBox);
customElements.define("call-line", CallLine);
customElements.define("cool-down", CoolDown);

// W or Ctrl+5 marks the newest reading wrong, and takes that back; Ctrl+6 goes to what is right, Escape back to the reply.
let wantsRight = false;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !isComposing(event) && event.target.closest(".right")) return leaveRight();
  const inField = event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
  const marks = isPlainKey(event, "w") || (inField && event.key === "5");
  if (!(marks || (inField && event.key === "6")) || isComposing(event) || !keysOn()) return;
  const button = document.querySelector("#newest-mark .mark-wrong");
  if (!button || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  if (event.repeat) return;
  wantsRight = !marks;
  if (marks || !goToRight()) button.form.requestSubmit(button);
});

/** Open what is right of the newest reading, if it is marked. */
function goToRight() {
  const panel = document.querySelector("#newest-mark .right");
  if (!panel) return false;
  wantsRight = false;
  panel.open = true;
  panel.querySelector("select").focus();
  return true;
}

function leaveRight() {
  const text = document.getElementById("reply-text");
  if (text.disabled) document.querySelector("#newest-mark .mark-wrong").focus();
  else text.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".none-of-these");
  if (!button) return;
  for (const select of button.form.querySelectorAll(".level-choice")) {
    select.value = "0";
    chosen.set(select.id, "0");
  }
  button.form.dispatchEvent(new Event("change", { bubbles: true }));
});

// What was chosen there is kept at once; from then on the record says it.
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.matches(".right-form, .mark-form") || !event.detail.successful) return;
  for (const select of document.querySelectorAll(".right-form select")) chosen.delete(select.id);
});

const dismissed = new Set();
const nameOf = (draft) => `${draft.dataset.turn} ${draft.dataset.style}`;

function showDismissed() {
  for (const draft of document.querySelectorAll(".draft")) {
    const off = dismissed.has(nameOf(draft));
    draft.classList.toggle("dismissed", off);
    draft.querySelector(".restore").hidden = !off;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".restore");
  if (!button) return;
  dismissed.delete(nameOf(button.closest(".draft")));
  showDismissed();
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.matches(".dismiss-form") || !event.detail.successful) return;
  const draft = event.target.closest(".draft");
  if (draft) dismissed.add(nameOf(draft));
  showDismissed();
  document.getElementById("reply-text").focus();
});

// What was done in a conversation may have changed its line.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.requestConfig?.verb !== "post" || !event.detail.successful) return;
  window.htmx.trigger(document.getElementById("list"), "refresh");
});

// Showing more lines goes on from the last line that was there.
document.addEventListener("htmx:afterRequest", (event) => {
  const more = event.detail.requestConfig.elt;
  if (more.id !== "list-more" || !event.detail.successful) return;
  document.querySelectorAll("#list .line")[Number(more.dataset.shown)]?.focus();
});

// Parts are replaced without losing what is open, chosen or scrolled in them.
const openDetails = new Set();
const chosen = new Map();
const written = new Map();
let scroll = { end: true, top: 0 };
let focused = "";

document.addEventListener("toggle", (event) => {
  if (!event.target.id) return;
  if (event.target.open) openDetails.add(event.target.id);
  else openDetails.delete(event.target.id);
}, true);

document.addEventListener("change", (event) => {
  if (event.target.matches("select[id]")) chosen.set(event.target.id, event.target.value);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && isComposing(event) && event.target.matches(".written")) event.preventDefault();
});

document.addEventListener("input", (event) => {
  if (event.target.matches(".written")) written.set(event.target.id, event.target.value);
});

document.addEventListener("submit", (event) => {
  for (const element of event.target.querySelectorAll("select[id]")) chosen.delete(element.id);
});

// A form that came with the latest answer may be sent before htmx has taken it up: then it would leave the page.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.hasAttribute("hx-post")) return;
  event.preventDefault();
  window.htmx.process(event.target);
  window.htmx.trigger(event.target, "submit");
});

document.addEventListener("htmx:beforeSwap", rememberScroll);
document.addEventListener("htmx:oobBeforeSwap", rememberScroll);
document.addEventListener("htmx:afterSwap", restore);
document.addEventListener("htmx:oobAfterSwap", restore);

function rememberScroll() {
  focused = document.activeElement?.id || "";
  const messages = document.getElementById("messages");
  if (messages) scroll = { end: atEnd(messages), top: messages.scrollTop };
}

function restore() {
  for (const id of openDetails) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, value] of chosen) {
    const element = document.getElementById(id);
    if (element) element.value = value;
  }
  for (const [id, value] of written) {
    const element = document.getElementById(id);
    if (element) element.value = value;
    else written.delete(id);
  }
  if (document.activeElement === document.body) document.getElementById(focused)?.focus();
  scrollMessages();
  showDismissed();
  if (wantsRight) goToRight();
}

function scrollMessages() {
  const messages = document.getElementById("messages");
  if (messages) messages.scrollTop = scroll.end ? messages.scrollHeight : scroll.top;
}

scrollMessages();
document.getElementById("logout")?.addEventListener("submit", () => sessionStorage.clear());
