"""The only room that touches the machine: psutil, sound, sockets, subprocesses, registry."""
