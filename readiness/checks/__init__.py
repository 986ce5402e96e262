"""One module per check. Each declares the facts it provides in a ``CHECK``.

A check sees the machine only through the ports of ``base``; it never says what is good
enough.
"""
