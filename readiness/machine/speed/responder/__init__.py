"""The measuring server that an employer hosts: ``readiness serve-speed``.

It sends and takes noise over HTTP, under LibreSpeed's names too, and tells what it saw of
an upload; over UDP it answers probes and sends, or counts, paced trains of packets. It
keeps nothing and writes down nobody's address. What a client does, in this order:

* GET ``/.well-known/readiness-speed``: what the server can do (``capabilities``).
* POST ``/readiness-speed/session``: a token, and how large packets may be. The session lasts
  as long as this connection (``sessions``).
* POST ``/empty.php?session=TOKEN``: an upload. What has come of a session's uploads is told by
  GET ``/readiness-speed/counts?session=TOKEN``, a line of JSON at a time, until somebody hangs up.
* UDP probes with the token, each of which comes back with figures and a cookie (``datagrams``).
* POST ``/readiness-speed/train`` on the session's connection, with way, train, packets, per_second
  and size: a train. Down, it goes to the address whose cookie is shown; up, the answer comes
  when the train has, and tells how (``trains``).

Nothing but the standard library is needed to run it.
"""
