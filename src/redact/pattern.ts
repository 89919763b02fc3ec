/** A regular expression that is made when it is first used: those of the rules take milliseconds to make. */
export class Pattern {
  readonly #source: () => string;
  readonly #flags: string;
  #regExp: RegExp | undefined;

  constructor(source: () => string, flags: string) {
    this.#source = source;
    this.#flags = flags;
  }

  get regExp(): RegExp {
    return (this.#regExp ??= new RegExp(this.#source(), this.#flags));
  }
}

type PatternTag = (source: TemplateStringsArray, ...parts: readonly string[]) => Pattern;

/** Makes a template tag for patterns in which `\h` is a blank or a tab. */
export function pattern(flags: string): PatternTag {
  return ({ raw }, ...parts) => new Pattern(() => String.raw({ raw }, ...parts).replaceAll('\\h', '[ \\t]'), flags);
}

export const sameCase: PatternTag = pattern('gm');
export const anyCase: PatternTag = pattern('gim');
