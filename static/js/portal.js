// Every behaviour of the portal, each bound to a data-module; without script every page still works.

import { Button, Checkboxes, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink, createAll } from "govuk-frontend"

for (const component of [Button, Checkboxes, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink]) {
  createAll(component)
}
