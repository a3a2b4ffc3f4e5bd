// Moves between the boxes of a grid of figures by keyboard, and fills them with cells copied from a spreadsheet.
//
// The boxes have data-row and data-column. Without script the grid is an ordinary form.

export function figureGrid(form) {
  const boxes = new Map()
  for (const box of form.querySelectorAll("input[data-row]")) boxes.set(`${box.dataset.row},${box.dataset.column}`, box)
  const at = (row, column) => boxes.get(`${row},${column}`)
  const status = form.querySelector("[data-grid-status]")
  const help = form.querySelector("[data-grid-help]")
  if (help) help.hidden = false

  const go = (box, rows, columns) => {
    const next = at(Number(box.dataset.row) + rows, Number(box.dataset.column) + columns)
    next?.focus()
    next?.select()
    return Boolean(next)
  }

  form.addEventListener("keydown", (event) => {
    const box = event.target
    if (!boxes.has(`${box.dataset?.row},${box.dataset?.column}`) || event.altKey || event.ctrlKey || event.metaKey) return
    const whole = box.selectionStart === 0 && box.selectionEnd === box.value.length
    const atStart = whole || box.selectionEnd === 0
    const atEnd = whole || box.selectionStart === box.value.length
    let moved = false
    if (event.key === "Enter") {
      // Enter goes down a column as in a spreadsheet, and never sends half a grid.
      if (!go(box, event.shiftKey ? -1 : 1, 0)) form.querySelector("button[type=submit]").focus()
      moved = true
    } else if (event.key === "ArrowDown") moved = go(box, 1, 0)
    else if (event.key === "ArrowUp") moved = go(box, -1, 0)
    else if (event.key === "ArrowLeft" && atStart && !event.shiftKey) moved = go(box, 0, -1)
    else if (event.key === "ArrowRight" && atEnd && !event.shiftKey) moved = go(box, 0, 1)
    if (moved) event.preventDefault()
  })

  form.addEventListener("paste", (event) => {
    const box = event.target
    const text = event.clipboardData?.getData("text/plain") ?? ""
    if (!box.dataset?.row || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return
    event.preventDefault()
    let filled = 0
    let lost = 0
    const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n")
    lines.forEach((line, down) => {
      line.split("\t").forEach((cell, along) => {
        const target = at(Number(box.dataset.row) + down, Number(box.dataset.column) + along)
        // An empty cell of the spreadsheet says nothing about the figure that is there.
        if (cell.trim() === "") return
        if (!target) {
          lost += 1
          return
        }
        target.value = cell.trim()
        target.dispatchEvent(new Event("input", { bubbles: true }))
        filled += 1
      })
    })
    if (status) {
      const left = lost ? ` ${lost} did not fit into the grid and were left out.` : ""
      status.textContent = `${filled} figures pasted.${left}`
      status.classList.remove("govuk-visually-hidden")
      status.classList.add("govuk-body")
    }
  })
}
