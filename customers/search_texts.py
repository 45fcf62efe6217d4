"""What a search looks in: texts that the indexes hold, written once for both.

Each begins with a space, so that the beginning of a word can be asked for. Asked by `icontains`;
the indexes are of their upper case, as that lookup compares.
"""

from django.db.models import CharField, F, Func, TextField, Value
from django.db.models.functions import Lower


def _without_marks(name: str) -> Func:
    """A number as its characters alone, in whichever writing it is kept."""
    return Func(F(name), Value(" -."), Value(""), function="translate", output_field=CharField())


def _spaced(*parts: F | Func) -> Func:
    """One after the other with spaces; of columns that are never NULL."""
    spaced = [each for part in parts for each in (Value(" "), part)]
    return Func(*spaced, arg_joiner=" || ", template="(%(expressions)s)", output_field=TextField())


def person_text(prefix: str = "") -> Func:
    """E-mail and name of a person; `prefix` is the way to the user."""
    return _spaced(*(F(f"{prefix}{name}") for name in ("email", "first_name", "last_name")))


def company_name(prefix: str = "") -> Func:
    return _spaced(F(f"{prefix}name"))


def company_text() -> Func:
    """Name, numbers and e-mail of a customer; organisation and VAT number also without marks."""
    plain = [F(name) for name in ("name", "number", "email", "org_number", "vat_number")]
    return _spaced(*plain, _without_marks("org_number"), _without_marks("vat_number"))


def address_text() -> Func:
    """Recipient, street, postal code and city; the code also without its space."""
    plain = [F(name) for name in ("name", "attention", "street", "postal_code", "city")]
    return _spaced(*plain, _without_marks("postal_code"))


def kept_org_number() -> Func:
    """An organisation number as `org_numbers.spellings` writes it, however it is kept."""
    marks = (Value("[^0-9a-z]"), Value(""), Value("g"))
    return Func(Lower("org_number"), *marks, function="regexp_replace", output_field=CharField())
