import { isConsentGiven } from '../../consent.js';
import { type Environment, valueIn } from '../environment/environment.js';
import { answerIn, readDiagnosticsFile } from './diagnostics-file.js';

/** A place that may hold the user's answer, and what it holds. */
export interface ConsentSource {
  /** A variable's name, or the diagnostics file's path. */
  readonly name: string;
  readonly says: 'yes' | 'no' | 'nothing';
  /** The reason in words, such as `is not set`. */
  readonly because: string;
}

/** The answer in a text. */
type Answer = Pick<ConsentSource, 'says' | 'because'>;

/** Reads all sources in turn. Never rejects. */
export async function readConsentSources(path: string, env: Environment | undefined): Promise<ConsentSource[]> {
  return [
    await sourceIn(env, 'DO_NOT_TRACK', refusesTracking),
    await sourceIn(env, 'DIAGNOSTICS', answer),
    await sourceInFile(path),
  ];
}

/** Whether at least one source says yes and no source says no. */
export function isYes(sources: readonly ConsentSource[]): boolean {
  return sources.some(({ says }) => says === 'yes') && !sources.some(({ says }) => says === 'no');
}

/** Names the sources that decide: all that say no, else all that say yes, else all. */
export function consentInWords(sources: readonly ConsentSource[]): string {
  const saying = (says: ConsentSource['says']): ConsentSource[] => sources.filter((source) => source.says === says);
  const deciding = [saying('no'), saying('yes'), sources].find(({ length }) => length > 0) ?? [];
  return deciding.map(({ name, because }) => `${name} ${because}`).join(', ');
}

/** @see https://consoledonottrack.com */
function refusesTracking(text: string): Answer {
  const isOff = /^(?:0|false|no|off)?$/i.test(text.trim());
  return isOff ? { says: 'nothing', because: 'is off' } : { says: 'no', because: 'is set' };
}

async function answer(text: string): Promise<Answer> {
  if (await isConsentGiven(text)) return { says: 'yes', because: 'says yes' };
  return { says: 'no', because: `says ${JSON.stringify(text.slice(0, 20))}, which is not a yes` };
}

async function sourceIn(
  env: Environment | undefined,
  name: string,
  read: (text: string) => Answer | Promise<Answer>,
): Promise<ConsentSource> {
  try {
    const text = valueIn(env ?? process.env, name) ?? '';
    return { name, ...(text === '' ? { says: 'nothing', because: 'is not set' } : await read(text)) };
  } catch {
    // An unreadable variable may hold a no.
    return { name, says: 'no', because: 'cannot be read' };
  }
}

async function sourceInFile(name: string): Promise<ConsentSource> {
  const file = await readDiagnosticsFile(name);
  if (file.found === 'nothing') return { name, says: 'nothing', because: 'does not exist' };
  if (file.found === 'unusable') return { name, says: 'no', because: 'cannot be read as a text file' };
  const text = answerIn(file.text);
  return { name, ...(text === '' ? { says: 'no', because: 'has no line DIAGNOSTICS=yes' } : await answer(text)) };
}
