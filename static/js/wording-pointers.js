// Puts pointers to other items into a wording, and shows how it will read.
//
// The element has data-wording, the id of the text area, and data-preview-url (a POST of `text`); its buttons
// carry data-pointer. Without script the same pointers are there to be typed, and a button shows the preview.

import { post } from "./post.js"

const pause = 700

export function wordingPointers(element) {
  const area = document.getElementById(element.dataset.wording)
  const reads = element.querySelector("[data-reads]")
  if (!area) return
  for (const button of element.querySelectorAll("[data-pointer]")) {
    button.hidden = false
    button.addEventListener("click", () => {
      area.setRangeText(button.dataset.pointer, area.selectionStart, area.selectionEnd, "end")
      area.focus()
      area.dispatchEvent(new Event("input", { bubbles: true }))
    })
  }

  let timer = 0
  async function preview() {
    const fields = new FormData()
    const text = area.value
    fields.append("text", text)
    const { ok, response } = await post(element.dataset.previewUrl, fields)
    // What was written meanwhile has a preview of its own on the way. The answer is HTML that the portal escaped.
    if (ok && text === area.value) reads.innerHTML = (await response.text()) || "<p>Nothing is written yet.</p>"
  }
  area.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(preview, pause)
  })
}
