// A trainer decides on a correction by keyboard: letters while no field has the focus, Ctrl+Enter from anywhere.
import { isComposing, isPlainKey, keysOn } from "./common.js";

const KEYS = { a: "accept", r: "reject", o: "open-again", n: "next", e: "review-text" };

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.repeat || !keysOn() || document.querySelector("dialog[open]")) return;
  const sends = event.key === "Enter" && event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
  const letter = Object.keys(KEYS).find((key) => isPlainKey(event, key));
  const element = document.getElementById(sends ? "accept" : KEYS[letter]);
  if (!element || event.shiftKey) return;
  event.preventDefault();
  if (element.matches("textarea")) element.focus();
  else element.click();
});

// One decision is sent once.
document.getElementById("review-form")?.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "true";
});

// Coming back to the page by the browser's history, it can be sent again.
addEventListener("pageshow", () => { delete document.getElementById("review-form")?.dataset.sent; });
