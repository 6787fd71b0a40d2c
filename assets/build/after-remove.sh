#!/bin/bash
# Run by the package manager once the program is gone. Backups, passwords and settings stay, also when the package is purged: removing the program must
# never take the only copy of somebody's work with it.

# The link to the program and its AppArmor profile, which the package's own installer has made.
if type update-alternatives >/dev/null 2>&1; then
  update-alternatives --remove '${executable}' '/opt/${sanitizedProductName}/${executable}' || true
else
  rm -f '/usr/bin/${executable}'
fi
profile='/etc/apparmor.d/${executable}'
if [ -f "$profile" ]; then
  if apparmor_status --enabled >/dev/null 2>&1 && ! { [ -x /usr/bin/ischroot ] && /usr/bin/ischroot; }; then
    apparmor_parser --remove "$profile" || true
  fi
  rm -f "$profile"
fi

if [ "$1" = remove ]; then
  echo 'Vaultkeeper was removed. Backups, their settings and their history are kept: where your settings say, and in'
  echo '~/.local/share/vaultkeeper and ~/.config/vaultkeeper. Passwords are kept in the keychain, under "vaultkeeper".'
fi
exit 0
