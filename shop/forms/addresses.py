"""The form of an address that a person keeps."""

from customers.address_forms import AddressForm


class OwnAddressForm(AddressForm):
    """Where to have things sent. The customer's marks are for those who keep its register."""

    is_default = None  # type: ignore[assignment]
    is_invoice = None  # type: ignore[assignment]
