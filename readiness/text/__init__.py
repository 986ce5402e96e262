"""Messages, numbers and dates in the reader's language."""

from readiness.text.catalogue import MissingTextError, Translator, system_translator
from readiness.text.safe import capital, clean, clean_line
from readiness.text.system_locale import LANGUAGES, preferred_language, system_region

__all__ = [
    "LANGUAGES",
    "MissingTextError",
    "Translator",
    "capital",
    "clean",
    "clean_line",
    "preferred_language",
    "system_region",
    "system_translator",
]
