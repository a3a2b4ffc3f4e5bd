// Copies the text of another element; the button is hidden until script can serve it.

export function copy(button) {
  const source = document.getElementById(button.dataset.copyFrom)
  if (!source || !navigator.clipboard) return
  const label = button.innerHTML
  const status = document.createElement("span")
  status.className = "govuk-visually-hidden"
  status.setAttribute("role", "status")
  button.after(status)
  button.hidden = false
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(source.value ?? source.textContent).then(
      () => true,
      () => false,
    )
    button.textContent = status.textContent = done ? "Copied" : "Not copied: select the text and copy it"
    setTimeout(() => {
      button.innerHTML = label
      status.textContent = ""
    }, 3000)
  })
}
