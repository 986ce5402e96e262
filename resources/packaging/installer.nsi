; Installs Readiness for one person, without an administrator: files under the person's own programs, the readiness: links
; and the profile files under the person's own classes, an entry in the menu and one in "Apps". Removing it takes all of
; that away and leaves the person's own reports where they are.
;
; makensis -DVERSION=... -DFOLDER=... -DOUT=... -DWORK=... [-DSIGN=...] installer.nsi
; Paths are written as Windows does: on Windows makensis takes nothing else, and elsewhere it turns them round.

Unicode true
Target amd64-unicode
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetDateSave off

!define NAME "Readiness"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Readiness"
!define KIND "Readiness.Profile"
!define SESSION "Software\Microsoft\Windows\CurrentVersion\Run"
!define SESSION_CHOICE "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
Icon "${WORK}\readiness.ico"
UninstallIcon "${WORK}\readiness.ico"
XPStyle on
ShowInstDetails nevershow
BrandingText "${NAME} ${VERSION}"

!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
  !finalize '${SIGN} "%1"' = 0
!endif

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

LoadLanguageFile "${NSISDIR}\Contrib\Language files\English.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\Spanish.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\Japanese.nlf"

LangString IsRunning ${LANG_ENGLISH} "Readiness is still running. Close it, then try again."
LangString IsRunning ${LANG_SPANISH} "Readiness todavía está abierto. Ciérrelo y vuelva a intentarlo."
LangString IsRunning ${LANG_JAPANESE} "Readinessがまだ動いています。閉じてから、もう一度お試しください。"
LangString ProfileFile ${LANG_ENGLISH} "Readiness profile"
LangString ProfileFile ${LANG_SPANISH} "Perfil de Readiness"
LangString ProfileFile ${LANG_JAPANESE} "Readinessのプロファイル"

Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

; A running program keeps its file from being opened for writing.
!macro StopWhileRunning UN
Function ${UN}StopWhileRunning
  StrCpy $1 "$INSTDIR\readiness.exe"
look:
  IfFileExists "$1" 0 next
  ClearErrors
  FileOpen $0 "$1" a
  IfErrors 0 closed
  MessageBox MB_OK|MB_ICONEXCLAMATION "$(IsRunning)" /SD IDOK
  SetErrorLevel 1
  Quit
closed:
  FileClose $0
next:
  StrCmp $1 "$INSTDIR\readiness-window.exe" free
  StrCpy $1 "$INSTDIR\readiness-window.exe"
  Goto look
free:
FunctionEnd
!macroend
!insertmacro StopWhileRunning ""
!insertmacro StopWhileRunning "un."

Section
  Call StopWhileRunning
  ; What an older version had and this one has not must not stay.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\readiness-window.exe"

  WriteRegStr HKCU "Software\Classes\readiness" "" "URL:${NAME}"
  WriteRegStr HKCU "Software\Classes\readiness" "URL Protocol" ""
  WriteRegStr HKCU "Software\Classes\readiness\DefaultIcon" "" "$INSTDIR\readiness-window.exe,0"
  WriteRegStr HKCU "Software\Classes\readiness\shell\open\command" "" '"$INSTDIR\readiness-window.exe" --open "%1"'
  WriteRegStr HKCU "Software\Classes\.readiness" "" "${KIND}"
  WriteRegStr HKCU "Software\Classes\.readiness" "Content Type" "application/x-readiness-profile"
  WriteRegStr HKCU "Software\Classes\${KIND}" "" "$(ProfileFile)"
  WriteRegStr HKCU "Software\Classes\${KIND}\DefaultIcon" "" "$INSTDIR\readiness-window.exe,0"
  WriteRegStr HKCU "Software\Classes\${KIND}\shell\open\command" "" '"$INSTDIR\readiness-window.exe" --open "%1"'

  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\readiness-window.exe"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)'
SectionEnd

Section "Uninstall"
  Call un.StopWhileRunning
  Delete "$SMPROGRAMS\${NAME}.lnk"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\readiness.exe"
  Delete "$INSTDIR\readiness-window.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "Software\Classes\readiness"
  DeleteRegKey HKCU "Software\Classes\.readiness"
  DeleteRegKey HKCU "Software\Classes\${KIND}"
  DeleteRegKey HKCU "${KEY}"
  ; Starting with the session, where that was switched on for the program in this folder: with the quotation mark that a
  ; path with blanks begins with, or without.
  ReadRegStr $0 HKCU "${SESSION}" "${NAME}"
  StrCpy $1 $0 1
  StrCmp $1 '"' 0 +2
  StrCpy $0 $0 "" 1
  StrLen $1 "$INSTDIR\"
  StrCpy $0 $0 $1
  StrCmp $0 "$INSTDIR\" 0 elsewhere
  DeleteRegValue HKCU "${SESSION}" "${NAME}"
  DeleteRegValue HKCU "${SESSION_CHOICE}" "${NAME}"
elsewhere:
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)'
SectionEnd
