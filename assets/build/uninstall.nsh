; What the uninstaller says at its end, unless it only makes room for a newer version. Backups, passwords and settings stay: removing the program must
; never take the only copy of somebody's work with it.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    ; What would start it at login.
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "${APP_ID}"
    ${ifNot} ${Silent}
      MessageBox MB_OK|MB_ICONINFORMATION "Vaultkeeper was removed. Your backups, their settings and their history are kept.$\r$\n$\r$\nThey are where your settings say, and in:$\r$\n$LOCALAPPDATA\vaultkeeper$\r$\n$APPDATA\vaultkeeper$\r$\n$\r$\nThe passwords are kept in the Credential Manager of Windows, under vaultkeeper."
    ${endIf}
  ${endIf}
!macroend
