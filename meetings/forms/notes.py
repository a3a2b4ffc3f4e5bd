"""What is filled in for a note of one's own."""

from typing import Any

from django import forms

from csp_portal.core.forms import PortalForm


class NoteForm(PortalForm):
    """The note itself."""

    submit_label = "Save the note"
    keep_unsaved = True

    text = forms.CharField(
        label="Your note",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": "6"}),
        help_text="Nobody else can read it, the secretariat and administrators included.",
    )


class NoteEditForm(NoteForm):
    """The note as it was opened, so that another window's change is noticed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PageNoteForm(NoteForm):
    """A note and the words on the page that it is about."""

    quote = forms.CharField(
        label="Words on the page",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Copy them from the words of the page below. The note stays with them in the paper's next version.",
    )
    field_order = ("quote", "text")

    def __init__(self, *args: Any, has_words: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_words:
            # The page is a picture: there is nothing to copy.
            del self.fields["quote"]


class NotePlaceForm(PortalForm):
    """The words at which a note is placed anew."""

    submit_label = "Place the note"
    keep_unsaved = True

    quote = forms.CharField(
        label="Words in the paper",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Copy them from the paper as it is now. The note moves to the page they are on.",
    )
