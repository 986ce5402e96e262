"""Signatures and trust: keys, envelopes, bundles, receipts."""
