"""Readiness: does this home office meet an employer's equipment specification?"""

__version__ = "0.1.0"
