#!/bin/sh
# Tells the desktop that its menu and its kinds of files have changed; where there is no desktop, nobody has to know.
set -e
command -v update-desktop-database >/dev/null && update-desktop-database -q /usr/share/applications || :
command -v update-mime-database >/dev/null && update-mime-database /usr/share/mime || :
