/** ANSI sequences: CSI (colours, cursor), OSC (titles, links) with its end, and the two-character ones. */
export const ANSI_SEQUENCE: RegExp =
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|(?:\u001B\]|\u009D)[^\u0007\u001B\u009C\u009D]*(?:\u0007|\u001B\\|\u009C)|\u001B[ -/]*[0-~]/g;

/** Control characters but tab and newline. */
export const CONTROL_CHARACTER: RegExp = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** A text without ANSI sequences and control characters but tab and newline. */
export function withoutControlCodes(text: string): string {
  return text.replace(ANSI_SEQUENCE, '').replace(CONTROL_CHARACTER, '');
}
