// A toolbar and a preview for long text. What is sent is always the text area's own text.

import "@github/markdown-toolbar-element"

import { post } from "./post.js"

const tools = [
  ["md-header", "Heading", { level: "2" }],
  ["md-header", "Subheading", { level: "3" }],
  ["md-bold", "Bold", {}],
  ["md-italic", "Italic", {}],
  ["md-unordered-list", "List", {}],
  ["md-ordered-list", "Numbered list", {}],
  ["md-quote", "Quote", {}],
  ["md-link", "Link", {}],
]

const table = "\n| Area | 2014 | 2015 |\n|---|---|---|\n| First | 10 | 12 |\n| Second | 8 | 7 |\n"

let count = 0

export function markdownEditor(editor) {
  const area = editor.querySelector("textarea")
  area.id ||= `markdown-${++count}`

  const bar = document.createElement("div")
  bar.className = "portal-markdown__bar"

  const toolbar = document.createElement("markdown-toolbar")
  toolbar.setAttribute("for", area.id)
  toolbar.setAttribute("role", "toolbar")
  toolbar.setAttribute("aria-label", "Formatting")
  toolbar.setAttribute("aria-controls", area.id)
  for (const [name, label, attributes] of tools) {
    const tool = document.createElement(name)
    tool.className = "portal-markdown__tool"
    tool.setAttribute("role", "button")
    tool.textContent = label
    for (const [key, value] of Object.entries(attributes)) tool.setAttribute(key, value)
    toolbar.append(tool)
  }
  bar.append(toolbar, button("Table", insertTable))

  const preview = document.createElement("div")
  preview.className = "portal-markdown__preview portal-prose"
  preview.setAttribute("role", "region")
  preview.setAttribute("aria-label", "Preview")
  preview.tabIndex = 0
  preview.hidden = true

  area.before(bar)
  area.after(preview)
  if (editor.dataset.previewUrl) {
    const toggle = button("Preview", () => showPreview(toggle))
    toggle.setAttribute("aria-pressed", "false")
    bar.append(toggle)
  }

  function button(label, action) {
    const element = document.createElement("button")
    element.type = "button"
    element.className = "portal-markdown__tool"
    element.textContent = label
    element.addEventListener("click", action)
    return element
  }

  function insertTable() {
    area.setRangeText(table, area.selectionEnd, area.selectionEnd, "end")
    area.focus()
    area.dispatchEvent(new Event("input", { bubbles: true }))
  }

  async function showPreview(toggle) {
    const showing = !preview.hidden
    if (showing) {
      preview.hidden = true
      area.hidden = false
      toolbar.hidden = false
      toggle.setAttribute("aria-pressed", "false")
      return
    }
    const fields = new FormData()
    fields.append("text", area.value)
    const { ok, response } = await post(editor.dataset.previewUrl, fields)
    // The answer is HTML that the portal made from the text and cleaned.
    if (ok) preview.innerHTML = (await response.text()) || "<p>There is nothing to show yet.</p>"
    else preview.textContent = "The preview could not be made. Your text is untouched; go on writing."
    preview.hidden = false
    area.hidden = true
    toolbar.hidden = true
    toggle.setAttribute("aria-pressed", "true")
    preview.focus()
  }
}
