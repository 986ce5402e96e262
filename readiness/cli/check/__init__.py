"""``readiness check``, ``judge`` and ``history``: facts held against profiles, now, before a shift, and earlier."""
