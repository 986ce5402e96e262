"""The measuring server that an employer hosts: ``readiness serve-speed``.

It sends and takes noise over HTTP, under LibreSpeed's names too, and tells what it saw of
an upload; over UDP it answers probes and sends, or counts, paced trains of packets. It
keeps nothing and writes down nobody's address.

Nothing but the standard library is needed to run it.
"""
