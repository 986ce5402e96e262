#!/bin/sh
# Puts Readiness into this person's menu and gives it the profile files and readiness: links; "--remove" takes it out.
# The program itself stays where this archive was unpacked; nothing else on the computer is touched.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
programs=$HOME/.local/bin

refresh() {
  command -v update-desktop-database >/dev/null && update-desktop-database -q "$data/applications" || :
  command -v update-mime-database >/dev/null && update-mime-database "$data/mime" >/dev/null 2>&1 || :
}

files() { (cd "$here/share" && find . -type f | sed 's|^\./||'); }

if [ "${1:-}" = --remove ]; then
  files | while read -r name; do rm -f "$data/$name"; done
  [ "$(readlink "$programs/readiness" 2>/dev/null)" = "$here/readiness" ] && rm "$programs/readiness"
  # Starting with the session, where that was switched on for the program in this folder.
  session=${XDG_CONFIG_HOME:-$HOME/.config}/autostart/readiness.desktop
  grep -qsxF "TryExec=$here/readiness" "$session" && rm "$session"
  refresh
  files | while read -r name; do (cd "$data" 2>/dev/null && rmdir -p "$(dirname "$name")" 2>/dev/null || :); done
  # What the desktop itself made of a list of kinds that is empty now is no one's any more.
  if [ -d "$data/mime" ] && [ ! -e "$data/mime/packages" ]; then
    for name in XMLnamespaces aliases generic-icons globs globs2 icons magic mime.cache subclasses treemagic types version; do
      rm -f "$data/mime/$name"
    done
    find "$data/mime" -depth -type d -empty -delete
  fi
  exit 0
fi

files | while read -r name; do
  mkdir -p "$data/$(dirname "$name")"
  cp "$here/share/$name" "$data/$name"
done
sed -i "s|^Exec=readiness|Exec=\"$here/readiness\"|; s|^TryExec=.*|TryExec=$here/readiness|" "$data/applications/readiness.desktop"
mkdir -p "$programs"
ln -sf "$here/readiness" "$programs/readiness"
refresh
echo "Readiness is in the menu. To take it out again: $here/install.sh --remove"
