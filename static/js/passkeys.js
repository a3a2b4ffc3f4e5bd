// Says in words that a passkey did not work; without this the reason would stand in the console only.
document.addEventListener('allauth.error', event => {
  const trouble = document.querySelector('[data-passkey-trouble]')
  if (trouble) {
    event.preventDefault()
    trouble.hidden = false
  }
})
