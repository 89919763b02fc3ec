type PatternTag = (source: TemplateStringsArray, ...parts: readonly string[]) => RegExp;

/** Makes a template tag for patterns in which `\h` is a blank or a tab. */
export function pattern(flags: string): PatternTag {
  return ({ raw }, ...parts) => new RegExp(String.raw({ raw }, ...parts).replaceAll('\\h', '[ \\t]'), flags);
}

export const sameCase: PatternTag = pattern('gm');
export const anyCase: PatternTag = pattern('gim');
