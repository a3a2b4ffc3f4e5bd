// Moves the rows of a list by dragging and by its buttons, and posts the new order.
//
// The list has data-reorder-url, which takes `order` once for each row in turn and answers 200; its rows have
// data-id and data-name. Lists with the same data-reorder-group exchange rows; the one that took a row sends
// its whole order with its own data-section as `section`, and data-version as `version`; the answer's JSON
// {version, numbers} holds for the whole group. The buttons are forms that post by themselves where there is
// no script.

import Sortable from "sortablejs"

import { post } from "./post.js"

const saved = new WeakMap()
const live = new WeakMap()
// One after the other: the second move of a quick pair must carry the version that the first one made.
let sending = Promise.resolve()

const rowsOf = (list) => [...list.children].filter((row) => row.dataset.id)
const orderOf = (list) => rowsOf(list).map((row) => row.dataset.id)

function groupOf(list) {
  const name = list.dataset.reorderGroup
  return name ? [...document.querySelectorAll(`[data-reorder-group="${CSS.escape(name)}"]`)] : [list]
}

function refresh(list) {
  const all = groupOf(list).flatMap(rowsOf)
  const lists = groupOf(list)
  for (const row of all) {
    const up = row.querySelector('[data-move="up"]')
    const down = row.querySelector('[data-move="down"]')
    // Not `disabled`: a button that loses the keyboard's focus strands the person using it.
    up?.setAttribute("aria-disabled", String(!row.previousElementSibling && row.parentElement === lists[0]))
    down?.setAttribute("aria-disabled", String(!row.nextElementSibling && row.parentElement === lists.at(-1)))
  }
}

async function send(list, row) {
  const order = orderOf(list)
  if (order.join(" ") === saved.get(list).join(" ")) return
  const fields = new FormData()
  if (list.dataset.section) fields.append("section", list.dataset.section)
  if (list.dataset.version) fields.append("version", list.dataset.version)
  for (const id of order) fields.append("order", id)
  const { ok, status, response } = await post(list.dataset.reorderUrl, fields)
  if (!ok) {
    if (status === 409) live.get(list).textContent = "Somebody else has changed the order. The page is being loaded again."
    else live.get(list).textContent = "The order was not saved. The page is being loaded again."
    setTimeout(() => location.reload(), 1500)
    return
  }
  const answer = await response.json().catch(() => ({}))
  for (const each of groupOf(list)) {
    if (answer.version !== undefined) each.dataset.version = answer.version
    saved.set(each, each === list ? order : saved.get(each).filter((id) => !order.includes(id)))
    // Numbers that the server works out, such as an item's, come back by the row's id.
    for (const other of rowsOf(each)) {
      const number = other.querySelector("[data-number]")
      if (number && answer.numbers?.[other.dataset.id] !== undefined) number.textContent = answer.numbers[other.dataset.id]
    }
  }
  const all = groupOf(list).flatMap(rowsOf)
  const where = list.dataset.name ? `, in ${list.dataset.name}` : ""
  live.get(list).textContent = `${row.dataset.name ?? "The row"} is now number ${all.indexOf(row) + 1} of ${all.length}${where}.`
  list.dispatchEvent(new CustomEvent("portal:reordered", { bubbles: true }))
}

function moved(list, row) {
  refresh(list)
  sending = sending.then(() => send(list, row))
}

// Moves a row one place, over into the next list of its group where it stands at the edge of its own.
function shift(list, row, up) {
  const lists = groupOf(list)
  const neighbour = up ? row.previousElementSibling : row.nextElementSibling
  const beyond = lists[lists.indexOf(list) + (up ? -1 : 1)]
  if (neighbour && up) neighbour.before(row)
  else if (neighbour) neighbour.after(row)
  else if (beyond && up) beyond.append(row)
  else if (beyond) beyond.prepend(row)
  else return false
  return true
}

export function reorder(list) {
  saved.set(list, orderOf(list))

  const status = document.createElement("p")
  status.className = "govuk-visually-hidden"
  status.setAttribute("role", "status")
  list.after(status)
  live.set(list, status)

  for (const row of rowsOf(list)) {
    const handle = document.createElement("span")
    handle.className = "portal-sortable__handle"
    handle.setAttribute("aria-hidden", "true")
    handle.title = "Drag to move"
    row.prepend(handle)
  }

  list.addEventListener("submit", (event) => {
    const button = event.submitter?.closest("[data-move]")
    if (!button) return
    event.preventDefault()
    const row = button.closest("[data-id]")
    if (!shift(list, row, button.dataset.move === "up")) {
      status.textContent = `${row.dataset.name ?? "The row"} cannot go further.`
      return
    }
    button.focus()
    moved(row.parentElement, row)
  })

  Sortable.create(list, {
    group: list.dataset.reorderGroup,
    handle: ".portal-sortable__handle",
    draggable: "[data-id]",
    // The browser's own dragging differs from one to the next, and does nothing on a telephone.
    forceFallback: true,
    fallbackTolerance: 3,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    ghostClass: "portal-sortable__row--ghost",
    onEnd: ({ item }) => moved(item.parentElement, item),
  })
  refresh(list)
}
