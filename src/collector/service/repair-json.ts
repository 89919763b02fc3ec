/**
 * A string, a word outside of strings, or a colon without a value after it. A string without its end goes on to the end
 * of the text, so that no quote is tried twice.
 */
const PART = /"([^"\\]*(?:\\[^][^"\\]*)*)(?:"|\\?$)|([^\s"{}[\],:]+)|:(?=\s*[,}\]])/g;
const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/**
 * Repairs what shells break in JSON: in strings, raw control characters, `\x1b`, and escapes that JSON does not have,
 * such as `\_`; outside of them, words such as `20G` and `007`, and values that are missing. Leaves an unescaped quote
 * as it is.
 */
export function repairJson(text: string): string {
  return text.replace(PART, (part, string: string | undefined, word: string | undefined) => {
    if (string !== undefined) return `"${repairString(string)}"`;
    if (word === undefined) return `${part}null`;
    return LITERAL.test(word) ? word : JSON.stringify(word);
  });
}

/** Repairs the content of a string. */
function repairString(content: string): string {
  if (!/[\\\u0000-\u001F]/.test(content)) return content;
  return content
    .replace(/\\(?:x([0-9A-Fa-f]{2})|(["\\/bfnrt]|u[0-9A-Fa-f]{4}))|\\/g, (escape, hex?: string, valid?: string) => {
      if (hex !== undefined) return `\\u00${hex}`;
      return valid === undefined ? '\\\\' : escape;
    })
    .replace(/[\u0000-\u001F]/g, (control) => CONTROL[control] ?? ' ');
}

const CONTROL: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
