import { withoutControlCodes } from '../control-codes.js';
import { COMMAND_SECRETS } from './commands.js';
import { redactCommandLines } from './command-lines.js';
import { IDENTITIES } from './identities.js';
import { KnownSecrets } from './known-secrets.js';
import type { Pattern } from './pattern.js';
import type { RedactionRule } from './rule.js';
import { PRIVATE_KEY, SECRETS } from './secrets.js';

// A replacement can create a new match for another rule; two passes are enough for any text from a machine.
const MAX_PASSES = 4;
/** A word or a version, as in most fields of a record. No built-in rule matches it. */
const PLAIN = /^(?:[a-z]{0,16}|\d{1,3}(?:\.\d{1,3}){0,2})$/;

/**
 * Makes a text safe to publish: replaces secrets and personal data with a word in brackets. Never throws. Takes linear
 * time. Redacting a text twice changes nothing more.
 *
 * | replacement | for |
 * | --- | --- |
 * | `[secret]` | passwords, tokens and keys: in URLs, headers, options and settings, or recognized by their form |
 * | `[private key]` | private keys |
 * | `[ip]`, `[mac]`, `[email]` | addresses |
 * | `[user]` | the name in a home directory |
 * | `[user]@[host]` | a shell prompt |
 *
 * A secret is replaced everywhere in the text where it is a separate word, if it has at least six characters, a letter,
 * and a digit or a sign such as `!`, or mixed case as in `kXvQmBs`. Plain words, numbers, dates and names such as
 * `debian12` or `v8.3.2` are kept.
 *
 * Versions, times, digests and UUIDs are kept. Four numbers up to 255 are an IP address unless the text marks them as a
 * version: `v8.3.2.1`, `version 8.3.2.1`, `==8.3.2.1`, `nginx_8.3.2.1`, `nginx/8.3.2.1`, `8.3.2.1-1` and `8.3.2.1
 * amd64` are kept, `pve-manager 8.3.2.1` is not. An address of a private network is always replaced, except in
 * 10.0.0.0/8, where a word such as `version`, a comparison such as `==` or an architecture marks a version.
 *
 * @param text - A value that is not a string is converted; `undefined` and `null` become the empty string.
 * @param rules - Additional rules, applied last. If a rule throws, the result is `[withheld]`, because it is unknown
 *   what the rule should have hidden.
 *
 * @example
 * ```ts
 * import { redact } from '@community-scripts/telemetry/failure';
 *
 * redact('curl -H "X-Api-Key: s3cret" http://192.168.7.42/x'); // 'curl -H "X-Api-Key: [secret]" http://[ip]/x'
 * ```
 */
export function redact(text: unknown, rules: readonly RedactionRule[] = []): string {
  return redactAfter('', text, rules);
}

/** Redacts a text with these words in front of it, which tell what it is. */
export function redactAfter(words: string, text: unknown, rules: readonly RedactionRule[]): string {
  if (rules.length === 0 && typeof text === 'string' && PLAIN.test(text)) return text;
  return redactKnowing(new KnownSecrets(), words, text, rules);
}

/** Redacts texts that belong together: a secret found in one is replaced in all. */
export function redactTogether(texts: readonly string[], rules: readonly RedactionRule[] = []): string[] {
  const known = new KnownSecrets();
  return texts.map((text) => redactKnowing(known, '', text, rules)).map((text) => known.replaceIn(text));
}

function redactKnowing(known: KnownSecrets, words: string, text: unknown, rules: readonly RedactionRule[]): string {
  try {
    const redacted = replaceAll(known, words, String((text as string | null | undefined) ?? ''), rules);
    // Without colours and control characters, the parts of a secret may join. So redact the shown text too.
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
    if (redacted.includes('-----')) redacted = redacted.replace(PRIVATE_KEY.regExp, '[private key]');
    redacted = hideSecrets(redacted, SECRETS, known);
    redacted = redactCommandLines(redacted, known.learn);
    redacted = hideSecrets(redacted, COMMAND_SECRETS, known);
    redacted = known.replaceIn(redacted);
    for (const [pattern, replacement, needed] of IDENTITIES) {
      if (redacted.includes(needed)) redacted = redacted.replace(pattern.regExp, replacement);
    }
  }
  redacted = redacted.slice(words.length);
  for (const { pattern, replacement } of rules) {
    const everywhere = new RegExp(pattern, `${pattern.flags.replace(/[gy]/g, '')}g`);
    redacted = redacted.replace(everywhere, replacement);
  }
  return redacted;
}

function hideSecrets(text: string, patterns: readonly Pattern[], known: KnownSecrets): string {
  const hide = (match: string, group: unknown) => {
    const before = typeof group === 'string' ? group : '';
    known.learn(match.slice(before.length));
    return `${before}[secret]`;
  };
  return patterns.reduce((hidden, { regExp }) => hidden.replace(regExp, hide), text);
}
