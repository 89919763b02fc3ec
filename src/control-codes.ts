/** ANSI sequences: CSI (colours, cursor), OSC (titles, links) including its end, and two-character ones. */
export const ANSI_SEQUENCE: RegExp =
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|(?:\u001B\]|\u009D)[^\u0007\u001B\u009C\u009D]*(?:\u0007|\u001B\\|\u009C)|\u001B[ -/]*[0-~]/g;

/** Control characters except tab and newline. */
export const CONTROL_CHARACTER: RegExp = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** Removes ANSI sequences and control characters except tab and newline. */
export function withoutControlCodes(text: string): string {
  return text.replace(ANSI_SEQUENCE, '').replace(CONTROL_CHARACTER, '');
}
