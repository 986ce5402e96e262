"""One module per check, which declares the facts it provides in a ``CHECK``.

A check sees the machine only through the ports of ``base`` and ``ports``. It never decides what is good enough.
"""
