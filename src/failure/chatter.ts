/** Lines that say that something goes on as it should, by who writes them. */
const CHATTER: readonly RegExp[] = [
  // apt, dpkg
  /^(?:(?:Get|Hit|Ign):\d|Fetched |Need to get |After this op|\d+ upgraded|\(?Reading |Building dep|Selecting prev|Preparing to |Preconfig|Unpacking |Setting up |Processing trig|update-alt)/,
  // apk
  /^(?:\(\d+\/\d+\) |fetch http|Executing )/,
  // pip, npm
  /^ *(?:Collecting|Downloading|Using cached|Requirement already|Preparing metadata|npm (?:warn dep|http|notice|info|sill|verb)|added \d|changed \d|up to date|\d+ packages? are looking|run `npm fund)/i,
  // git, docker
  /^(?:remote: )?\w+ing (?:objects|deltas|files): |^[\da-f]{12}: /,
  // curl, wget, and bars of any kind, spinners and empty lines
  /^ *(?:% Total|Dload )|:--:|^ *\d+K [ .]{9}|^(?=.*\d%).*[#=.\u2500-\u28FF]{5}|^[^\p{L}\d]*(?:\d[\d.]*%[^\p{L}\d]*)?$/u,
];

const TROUBLE = /\b(?:cannot|denied|error|fail(?:ed|ure)?|fatal|refused|unable)\b/i;

/** Whether a line tells nothing of a failure: progress, success, or nothing at all. */
export function isChatter(line: string): boolean {
  return CHATTER.some((pattern) => pattern.test(line)) && !TROUBLE.test(line);
}
