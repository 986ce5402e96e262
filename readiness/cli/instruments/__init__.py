"""``readiness devices``, ``microphone``, ``speed`` and ``serve-speed``: one instrument each, without a profile."""
