/** Lines that report normal progress, by the tool that prints them. */
const CHATTER: readonly RegExp[] = [
  // apt, dpkg
  /^(?:(?:Get|Hit|Ign):\d|Fetched |Need to get |After this op|\d+ upgraded|\(?Reading |Building dep|Selecting prev|Preparing to |Preconfig|Unpacking |Setting up |Processing trig|update-alt)/,
  // apk
  /^(?:\(\d+\/\d+\) |fetch http|Executing )/,
  // pip, npm
  /^ *(?:Collecting|Downloading|Using cached|Requirement already|Preparing metadata|npm (?:warn dep|http|notice|info|sill|verb)|added \d|changed \d|up to date|\d+ packages? are looking|run `npm fund)/i,
  // git, docker
  /^(?:remote: )?\w+ing (?:objects|deltas|files): |^[\da-f]{12}: /,
  // curl, wget, spinners and empty lines
  /^ *(?:% Total|Dload )|:--:|^ *\d+K [ .]{9}|^[^\p{L}\d]*(?:\d[\d.]*%[^\p{L}\d]*)?$/u,
  // progress bars: before a percentage, right after it, or in brackets
  /^(?=.*\d%)(?:\W*[#=.\u2500-\u28FF]{5}|.*(?:\d%[ |\][]{0,4}[#=.\u2500-\u28FF]{5}|\[[#=.>\u2500-\u28FF -]{5,}\]))/,
];

// Only as separate words: `libgpg-error0`, `texlive-full` and `http-errors` are packages.
const TROUBLE = [
  /(?<![\w/.-])(?:abort(?:ed|ing)?|can(?:no|')t|conflicts?|corrupt(?:ed)?|could(?: not|n't)|denied|EOF|errors?|exit(?:ed)?|fail(?:ed|s|ure)?|fatal|fault|forbidden|full|invalid|killed|mismatch|missing|not found|no (?:such|space|matching)|panic|refused|reset|timed? ?out|unable|unauthorized|unavailable|unexpected|unreachable)(?![\w/-]|\.\w)/i,
  // HTTP 404, but not 404 kB, 404 ms or 404 files
  /(?:: |HTTP[\w/. ]{0,9} |GET |status[ =:]{1,2}|code[ =:]{1,2})[45]\d\d(?![\w.,%/]| ?(?:[kKMG]i?)?B\b| ?m?s\b| (?:files|objects|packages)\b)/,
];

/** Whether a line says nothing about a failure: progress, success, or an empty line. */
export function isChatter(line: string): boolean {
  return CHATTER.some((pattern) => pattern.test(line)) && !TROUBLE.some((pattern) => pattern.test(line));
}
