// A table that was chosen as a file is read into the box, so that it can be looked at before it is sent.
const MOST_BYTES = 200_000;

/** <table-file>: the file's text goes into the form's box. */
class TableFile extends HTMLElement {
  connectedCallback() {
    this.querySelector("input").addEventListener("change", async (event) => {
      const [file] = event.target.files;
      if (!file) return;
      const status = this.querySelector("[role=status]");
      status.textContent = file.size > MOST_BYTES ? this.dataset.tooLarge : "";
      if (file.size <= MOST_BYTES) document.getElementById("posts-table").value = await file.text();
    });
  }
}

customElements.define("table-file", TableFile);
