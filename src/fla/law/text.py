"""The sentences of law, in the reader's language."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from string import Formatter

from fla.codes import Unit
from fla.languages import Language
from fla.law.pack import pack

_PLACES = Decimal("0.0001")


def sentence(key: str, language: Language, **values: object) -> str:
    """Return the sentence of a step, warning or error, with its placeholders filled in.

    Decimals and fractions are written as the language writes them, rounded to four places; other
    values as they are. `KeyError` for an unknown sentence or a placeholder without its value.
    """
    template = pack().texts[key].in_language(language)
    return template.format_map({name: _written(held, language) for name, held in values.items()})


def placeholders(key: str) -> frozenset[str]:
    """Return the names of the values a sentence needs."""
    return frozenset(fields(pack().texts[key].en))


def fields(template: str) -> list[str]:
    """Return the placeholders of one text, each as often as it stands there, sorted."""
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def quantity(amount: Decimal | Fraction | int, unit: Unit, language: Language) -> str:
    """Return an amount with its unit: `2,5 jours`, `1 dag`, `24 Stunden`."""
    exact = Fraction(amount)
    singular = -2 < exact < 2 if language == "fr" else exact == 1
    word = sentence(f"unit.{unit}.{'one' if singular else 'many'}", language)
    return f"{number(amount, language)} {word}"


def number(amount: Decimal | Fraction | int, language: Language) -> str:
    """Return a number without idle zeros, at most four places, half up: `2,5` or `2.5`."""
    exact = Fraction(amount)
    rounded = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        _PLACES, ROUND_HALF_UP
    )
    text = f"{rounded:f}".rstrip("0").rstrip(".")
    return text if language == "en" else text.replace(".", ",")


def source_title(source: str) -> str:
    """Return where a source id was read; ids with commas between give titles with semicolons."""
    return "; ".join(pack().sources[one].title for one in source.split(",") if one)


def source_url(source: str) -> str | None:
    """Return the address of one source id, None where it has none."""
    return pack().sources[source].url


def _written(value: object, language: Language) -> str:
    if isinstance(value, Decimal | Fraction):
        return number(value, language)
    return str(value)
