import { withoutControlCodes } from '../control-codes.js';
import { COMMAND_SECRETS } from './commands.js';
import { redactCommandLines } from './command-lines.js';
import { IDENTITIES } from './identities.js';
import { KnownSecrets } from './known-secrets.js';
import type { RedactionRule } from './rule.js';
import { PRIVATE_KEY, SECRETS } from './secrets.js';

// What one rule leaves can be what another one looks for; twice is enough for any text a machine wrote.
const MAX_PASSES = 4;
// A word or a version, as most fields of a record hold: no rule of ours finds anything in it.
const PLAIN = /^(?:[a-z]{0,16}|\d{1,3}(?:\.\d{1,3}){0,2})$/;

/**
 * Makes a text safe to publish: what is secret or tells who and where somebody is becomes a word in
 * brackets that says what was there. Never throws; takes linear time; a text redacted once stays as it is.
 *
 * `[secret]` passwords, tokens and keys, in URLs, headers, options, settings and by their shape;
 * `[private key]`; `[ip]`, whole; `[mac]`; `[email]`; `[user]` of a home directory; `[user]@[host]` of a prompt.
 *
 * A secret found is replaced wherever else it stands in the text as a word of its own, if it has six characters or more, a
 * letter, and a digit or a sign such as `!`, or changes between cases as `kXvQmBs` does. Plain words, numbers, dates and what
 * is named like `debian12` or `v8.3.2` stay.
 *
 * Versions, times, digests and UUIDs stay. A number of four parts up to 255 is an address, unless the
 * text says otherwise: `v8.3.2.1`, `version 8.3.2.1`, `==8.3.2.1`, `nginx_8.3.2.1`, `nginx/8.3.2.1`, `8.3.2.1-1`, `8.3.2.1 amd64` stay,
 * `pve-manager 8.3.2.1` does not. One of a private network is an address in any case, but for 10.0.0.0/8, which a word
 * such as `version`, a comparison such as `==` or an architecture makes a version.
 *
 * @param text - A value that is not text is turned into text; `undefined` and `null` are the empty text.
 * @param rules - What else to replace, afterwards. A rule that throws leaves `[withheld]` of the whole text,
 *   because what it was to hide cannot be told.
 * @see the contract, "Error text", which is public, and "Privacy facts"
 *
 * @example
 * ```ts
 * redact('curl -H "X-Api-Key: s3cret" http://192.168.7.42/x'); // 'curl -H "X-Api-Key: [secret]" http://[ip]/x'
 * ```
 */
export function redact(text: unknown, rules: readonly RedactionRule[] = []): string {
  return redactAfter('', text, rules);
}

/** As {@link redact}, of a text that stands behind these words, which say what it is. */
export function redactAfter(words: string, text: unknown, rules: readonly RedactionRule[]): string {
  return redactKnowing(new KnownSecrets(), words, text, rules);
}

/** As {@link redact}, of texts that belong together: a secret that one of them tells is replaced in all. */
export function redactTogether(texts: readonly string[], rules: readonly RedactionRule[] = []): string[] {
  const known = new KnownSecrets();
  return texts.map((text) => redactKnowing(known, '', text, rules)).map((text) => known.replaceIn(text));
}

function redactKnowing(known: KnownSecrets, words: string, text: unknown, rules: readonly RedactionRule[]): string {
  try {
    const redacted = replaceAll(known, words, String((text as string | null | undefined) ?? ''), rules);
    // What a colour or a control character tears apart comes together where somebody leaves those out.
    const shown = withoutControlCodes(redacted);
    const redactedAsShown = shown === redacted ? shown : replaceAll(known, words, shown, rules);
    return redactedAsShown === shown ? redacted : redactedAsShown;
  } catch {
    return '[withheld]';
  }
}

function replaceAll(known: KnownSecrets, words: string, text: string, rules: readonly RedactionRule[]): string {
  let redacted = words + text;
  const passes = PLAIN.test(text) ? 0 : MAX_PASSES;
  for (let pass = 0, before; pass < passes && redacted !== before; pass++) {
    before = redacted;
    if (redacted.includes('-----')) redacted = redacted.replace(PRIVATE_KEY, '[private key]');
    redacted = hideSecrets(redacted, SECRETS, known);
    redacted = redactCommandLines(redacted, known.learn);
    redacted = hideSecrets(redacted, COMMAND_SECRETS, known);
    redacted = known.replaceIn(redacted);
    for (const [pattern, replacement, needed] of IDENTITIES) {
      if (redacted.includes(needed)) redacted = redacted.replace(pattern, replacement);
    }
  }
  redacted = redacted.slice(words.length);
  for (const { pattern, replacement } of rules) {
    const everywhere = new RegExp(pattern, `${pattern.flags.replace(/[gy]/g, '')}g`);
    redacted = redacted.replace(everywhere, replacement);
  }
  return redacted;
}

function hideSecrets(text: string, patterns: readonly RegExp[], known: KnownSecrets): string {
  const hide = (match: string, group: unknown) => {
    const before = typeof group === 'string' ? group : '';
    known.learn(match.slice(before.length));
    return `${before}[secret]`;
  };
  return patterns.reduce((hidden, pattern) => hidden.replace(pattern, hide), text);
}
