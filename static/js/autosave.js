// Saves what is being written every few seconds. The button still saves for good.
//
// The address answers 200, with JSON {version} where the form carries a field `version`;
// 409 when somebody else has saved meanwhile; 422 or 400 when the answers cannot be saved yet.

import { post } from "./post.js"

const pause = 4000
const longest = 20000

export function autosave(form) {
  const status = document.createElement("p")
  status.className = "portal-autosave"
  status.setAttribute("role", "status")
  const buttons = form.querySelector(".govuk-button-group")
  if (buttons) buttons.before(status)
  else form.append(status)

  let timer = 0
  let changedAt = 0
  let saving = false
  let stopped = false

  const say = (text, trouble = false) => {
    status.textContent = text
    status.classList.toggle("portal-autosave--trouble", trouble)
  }
  const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })

  async function save() {
    if (saving || stopped) return schedule()
    saving = true
    const sentAt = changedAt
    const { ok, status: code, signedOut, response } = await post(form.dataset.autosaveUrl, new FormData(form))
    saving = false
    if (stopped) return
    if (ok) {
      const answer = await response.json().catch(() => ({}))
      if (answer.version !== undefined && form.elements.version) form.elements.version.value = answer.version
      say(`Saved at ${clock()}.`)
      if (changedAt === sentAt) {
        changedAt = 0
        form.dispatchEvent(new CustomEvent("portal:saved"))
      } else {
        schedule()
      }
    } else if (code === 409) {
      stopped = true
      say(
        "Somebody else has saved this while you were writing, so it is no longer saved as you write. Press the button to see both texts.",
        true,
      )
    } else if (signedOut || code === 403) {
      stopped = true
      say("You have been signed out. Copy your text, then sign in again.", true)
    } else if (code === 400 || code === 422) {
      say("Not saved yet: something is missing. The button will say what.", true)
    } else {
      say("Not saved: the portal did not answer. It will be tried again.", true)
      timer = setTimeout(save, longest)
    }
  }

  function schedule() {
    clearTimeout(timer)
    const waited = Date.now() - changedAt
    timer = setTimeout(save, Math.max(0, Math.min(pause, longest - waited)))
  }

  form.addEventListener("input", () => {
    if (stopped) return
    changedAt ||= Date.now()
    schedule()
  })
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return
    stopped = true
    clearTimeout(timer)
  })
}
