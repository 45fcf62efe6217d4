"""Finding people and companies by part of what is written about them."""

from django.db.models import Q

from customers.models import Customer, User
from customers.querysets import CustomerQuerySet, UserQuerySet, words_in


def users_matching(users: UserQuerySet, text: str) -> UserQuerySet:
    """By part of e-mail, first or last name, company, or the id itself (K-09..K-12)."""
    found = users
    for word in words_in(text):
        hit = (
            Q(email__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(memberships__customer__name__icontains=word)
            | Q(memberships__customer__number=word)
        )
        if word.isascii() and word.isdigit() and len(word) < 19:
            hit |= Q(pk=int(word))
        found = found.filter(pk__in=User.objects.filter(hit).values("pk"))
    return found


def customers_matching(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    """By part of name, number, org.nr, or of a member's name or e-mail (K-09..K-12)."""
    found = customers
    for word in words_in(text):
        hit = (
            Q(name__icontains=word)
            | Q(number__icontains=word)
            | Q(org_number__icontains=word)
            | Q(email__icontains=word)
            | Q(memberships__user__email__icontains=word)
            | Q(memberships__user__first_name__icontains=word)
            | Q(memberships__user__last_name__icontains=word)
        )
        found = found.filter(pk__in=Customer.objects.filter(hit).values("pk"))
    return found
