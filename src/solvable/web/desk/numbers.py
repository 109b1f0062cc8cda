"""Client numbers in the address bar."""

__all__ = ["LARGEST_CLIENT_NUMBER", "ClientNumber"]

LARGEST_CLIENT_NUMBER = 2**63 - 1


class ClientNumber:
    """A client's number as part of an address; anything else is no address of ours."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, text: str) -> int:
        """Read the number; ValueError makes Django look for another page."""
        number = int(text)
        if number > LARGEST_CLIENT_NUMBER:
            raise ValueError(text)
        return number

    def to_url(self, number: int) -> str:
        """Write the number."""
        return str(number)
