"""Fields of forms that take a whole number, with words of ours where it is none."""

from __future__ import annotations

from wtforms import IntegerField


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A field for a whole number, in digits."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; ValueError, in words for a page, where it is no whole number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Write a whole number.") from None
