"""Which passwords are taken."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from csp_portal.accounts.models import User


@pytest.fixture
def person():
    return User(full_name="Rosalind Featherstone", email="rosalind.featherstone@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "quiet lantern orchard",
        "QuietLanternOrchard",
        "onlysmallletters and words",
        "Zebra crossing at 5 o'clock",
        "пятнадцать разных знаков",
    ],
)
def test_long_passwords_are_taken_whatever_they_are_made_of(person, password):
    validate_password(password, person)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short one", "Use at least 15 characters."),
        ("quiet lantern", "Use at least 15 characters."),
        ("passwordpassword", "easy to guess"),
        ("password1234567890", "easy to guess"),
        ("qwertyuiopqwertyuiop", "easy to guess"),
        ("aaaaaaaaaaaaaaaaaaaa", "easy to guess"),
        ("123456789012345678", "easy to guess"),
        ("rosalind.featherstone", "too much like your name"),
        ("Rosalind Featherstone 1", "too much like your name"),
        ("Community Safety Partnership", "partnership’s own name"),
        ("communitysafety2016!", "partnership’s own name"),
    ],
)
def test_guessable_passwords_are_refused_with_a_sentence(person, password, sentence):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, person)

    assert any(sentence in message for message in refusal.value.messages)


def test_passwords_are_kept_as_argon2id():
    from csp_portal.settings import PASSWORD_HASHERS  # noqa: TID251 - tests use a quicker one

    hasher = import_string(PASSWORD_HASHERS[0])()

    assert isinstance(hasher, Argon2PasswordHasher)
    assert hasher.encode("quiet lantern orchard", hasher.salt()).startswith("argon2$argon2id$")
