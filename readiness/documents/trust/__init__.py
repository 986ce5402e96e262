"""What is signed, and whether it may be believed: keys, envelopes, bundles, receipts."""
