/** Whether a request to a host goes through the proxy that `http_proxy` names, by `no_proxy`. */
export interface ListRule {
  readonly host: string;
  readonly no_proxy: string;
  readonly goes: 'directly' | 'through it';
}

/** What curl does since 7.86; the test asks a curl that is installed. */
export const LIST_RULES: readonly ListRule[] = [
  { host: 'example.com', no_proxy: '', goes: 'through it' },
  { host: 'www.example.com', no_proxy: 'example.com', goes: 'directly' },
  { host: 'www.example.com', no_proxy: '.example.com', goes: 'directly' },
  { host: 'example.com', no_proxy: '.example.com', goes: 'directly' },
  { host: 'nonexample.com', no_proxy: 'example.com', goes: 'through it' },
  { host: 'www.example.com', no_proxy: 'www.example', goes: 'through it' },
  { host: 'www.example.com', no_proxy: 'com', goes: 'directly' },
  { host: 'www.example.com', no_proxy: '.com', goes: 'directly' },
  { host: 'www.example.com', no_proxy: 'EXAMPLE.com', goes: 'directly' },
  { host: 'WWW.EXAMPLE.COM', no_proxy: 'example.com', goes: 'directly' },
  { host: 'www.example.com.', no_proxy: 'example.com', goes: 'directly' },
  { host: 'www.example.com', no_proxy: 'example.com.', goes: 'directly' },
  { host: 'www.example.com', no_proxy: '..example.com', goes: 'through it' },
  { host: 'www.example.com', no_proxy: '.', goes: 'through it' },
  { host: 'www.example.com', no_proxy: '*', goes: 'directly' },
  { host: 'www.example.com', no_proxy: ' * ', goes: 'through it' },
  { host: 'www.example.com', no_proxy: 'a,*', goes: 'through it' },
  { host: 'www.example.com', no_proxy: '*,a', goes: 'through it' },
  { host: 'www.example.com', no_proxy: '*.example.com', goes: 'through it' },
  { host: 'www.example.com', no_proxy: 'a, example.com', goes: 'directly' },
  { host: 'www.example.com', no_proxy: 'a example.com', goes: 'directly' },
  { host: 'www.example.com', no_proxy: 'example.com a', goes: 'directly' },
  { host: 'www.example.com', no_proxy: ',,example.com', goes: 'directly' },
  { host: 'www.example.com', no_proxy: '\texample.com', goes: 'directly' },
  { host: 'www.example.com', no_proxy: 'a\nexample.com', goes: 'through it' },
  { host: 'www.example.com', no_proxy: 'example.com:PORT', goes: 'through it' },
  { host: 'www.example.com', no_proxy: 'example.com:80', goes: 'through it' },
  { host: 'localhost', no_proxy: '', goes: 'through it' },
  { host: 'localhost', no_proxy: 'localhost', goes: 'directly' },
  { host: 'localhost', no_proxy: '127.0.0.1', goes: 'through it' },
  { host: '127.0.0.1', no_proxy: '', goes: 'through it' },
  { host: '127.0.0.1', no_proxy: 'localhost', goes: 'through it' },
  { host: '127.1.2.3', no_proxy: '127.1.2.3', goes: 'directly' },
  { host: '127.1', no_proxy: '127.0.0.1', goes: 'directly' },
  { host: '127.1.2.3', no_proxy: '127.1.2.03', goes: 'through it' },
  { host: '127.1.2.3', no_proxy: '2.3', goes: 'through it' },
  { host: '127.1.2.3', no_proxy: '.2.3', goes: 'through it' },
  { host: '127.1.2.3', no_proxy: '127.1.2.3:PORT', goes: 'through it' },
  { host: '127.1.2.3', no_proxy: '127.0.0.0/8', goes: 'directly' },
  { host: '127.1.2.3', no_proxy: '10.0.0.0/8,127.1.2.0/24', goes: 'directly' },
  { host: '127.1.3.3', no_proxy: '127.1.2.0/24', goes: 'through it' },
  { host: '127.1.3.3', no_proxy: '127.1.2.0/23', goes: 'directly' },
  { host: '127.1.2.3', no_proxy: '127.1.2.3/32', goes: 'directly' },
  { host: '127.1.2.3', no_proxy: '127.1.2.3/33', goes: 'through it' },
  { host: '127.1.2.3', no_proxy: '127.0.0.0/0', goes: 'through it' },
  { host: '127.1.2.3', no_proxy: '127.1.2.3/0', goes: 'directly' },
  { host: '127.1.2.3', no_proxy: '127.1.2.3/-1', goes: 'through it' },
  { host: '127.1.2.3', no_proxy: '127.1.2.3/', goes: 'directly' },
  { host: '127.1.2.3', no_proxy: '127.1.2.3/x', goes: 'directly' },
  { host: '127.1.2.3', no_proxy: '127.0.0.0/8x', goes: 'directly' },
  { host: '127.1.2.3', no_proxy: '127.0.0.0/8/9', goes: 'directly' },
  { host: '127.1.2.3', no_proxy: '127.0.0.0/ 8', goes: 'through it' },
  { host: '[::1]', no_proxy: '', goes: 'through it' },
  { host: '[::1]', no_proxy: '::1', goes: 'directly' },
  { host: '[::1]', no_proxy: '[::1]', goes: 'through it' },
  { host: '[::1]', no_proxy: '*', goes: 'directly' },
  { host: '[0:0:0:0:0:0:0:1]', no_proxy: '::1', goes: 'directly' },
  { host: '[::ffff:127.0.0.1]', no_proxy: '127.0.0.0/8', goes: 'through it' },
];

/** What curl documents. Some of its releases compare IPv6 addresses as texts, so that none is asked. */
export const IPV6_RULES: readonly ListRule[] = [
  { host: '[::1]', no_proxy: '0:0::1', goes: 'directly' },
  { host: '[::1]', no_proxy: '::1/128', goes: 'directly' },
  { host: '[::1]', no_proxy: '::/64', goes: 'directly' },
  { host: '[fd00::1:2]', no_proxy: 'fd00::/8', goes: 'directly' },
  { host: '[fd00::1:2]', no_proxy: 'fd00:1::/32', goes: 'through it' },
  { host: '[::1]', no_proxy: '::1/129', goes: 'through it' },
];

/** Which variables name the proxy of a URL's scheme. `PROXY` is its URL. */
export interface VariableRule {
  readonly scheme: 'http' | 'https';
  readonly env: Readonly<Record<string, string>>;
  /** The variable that is obeyed; `undefined`: none. */
  readonly by: string | undefined;
}

export const VARIABLE_RULES: readonly VariableRule[] = [
  { scheme: 'http', env: {}, by: undefined },
  { scheme: 'http', env: { http_proxy: 'PROXY' }, by: 'http_proxy' },
  { scheme: 'http', env: { HTTP_PROXY: 'PROXY' }, by: undefined },
  { scheme: 'http', env: { Http_Proxy: 'PROXY' }, by: undefined },
  { scheme: 'http', env: { https_proxy: 'PROXY', HTTPS_PROXY: 'PROXY' }, by: undefined },
  { scheme: 'http', env: { all_proxy: 'PROXY' }, by: 'all_proxy' },
  { scheme: 'http', env: { ALL_PROXY: 'PROXY' }, by: 'ALL_PROXY' },
  { scheme: 'http', env: { all_proxy: 'PROXY', ALL_PROXY: 'http://127.0.0.1:2' }, by: 'all_proxy' },
  { scheme: 'http', env: { http_proxy: 'PROXY', all_proxy: 'http://127.0.0.1:2' }, by: 'http_proxy' },
  { scheme: 'http', env: { http_proxy: '', all_proxy: 'PROXY' }, by: 'all_proxy' },
  { scheme: 'http', env: { http_proxy: 'PROXY', NO_PROXY: '*' }, by: undefined },
  { scheme: 'http', env: { http_proxy: 'PROXY', NO_PROXY: '*', no_proxy: '' }, by: undefined },
  { scheme: 'http', env: { http_proxy: 'PROXY', NO_PROXY: '*', no_proxy: 'a' }, by: 'http_proxy' },
  { scheme: 'https', env: { http_proxy: 'PROXY' }, by: undefined },
  { scheme: 'https', env: { https_proxy: 'PROXY' }, by: 'https_proxy' },
  { scheme: 'https', env: { HTTPS_PROXY: 'PROXY' }, by: 'HTTPS_PROXY' },
  { scheme: 'https', env: { https_proxy: 'PROXY', HTTPS_PROXY: 'http://127.0.0.1:2' }, by: 'https_proxy' },
  { scheme: 'https', env: { https_proxy: '', HTTPS_PROXY: 'PROXY' }, by: 'HTTPS_PROXY' },
  { scheme: 'https', env: { all_proxy: 'PROXY' }, by: 'all_proxy' },
  { scheme: 'https', env: { ALL_PROXY: 'PROXY' }, by: 'ALL_PROXY' },
];

/** A proxy as `http_proxy` has it. `PORT` is that of a proxy that answers. */
export interface UrlRule {
  readonly url: string;
  /** Host and port that are connected to, and for a proxy that answers the user and password it got; or why it is refused. */
  readonly is: string;
}

export const URL_RULES: readonly UrlRule[] = [
  { url: 'http://127.0.0.1:PORT', is: '127.0.0.1:PORT' },
  { url: '127.0.0.1:PORT', is: '127.0.0.1:PORT' },
  { url: 'HTTP://127.0.0.1:PORT', is: '127.0.0.1:PORT' },
  { url: 'http:///127.0.0.1:PORT', is: '127.0.0.1:PORT' },
  { url: 'http://127.0.0.1:PORT/path?x#y', is: '127.0.0.1:PORT' },
  { url: 'http://u:p@127.0.0.1:PORT', is: '127.0.0.1:PORT as u:p' },
  { url: 'u:p@127.0.0.1:PORT', is: '127.0.0.1:PORT as u:p' },
  { url: 'http://u@127.0.0.1:PORT', is: '127.0.0.1:PORT as u:' },
  { url: 'http://u:@127.0.0.1:PORT', is: '127.0.0.1:PORT as u:' },
  { url: 'http://:p@127.0.0.1:PORT', is: '127.0.0.1:PORT as :p' },
  { url: 'http://@127.0.0.1:PORT', is: '127.0.0.1:PORT as :' },
  { url: 'http://u:p:q@127.0.0.1:PORT', is: '127.0.0.1:PORT as u:p:q' },
  { url: 'http://u%40x:p%3Aq%2F@127.0.0.1:PORT', is: '127.0.0.1:PORT as u@x:p:q/' },
  { url: 'http://u:p%zz@127.0.0.1:PORT', is: '127.0.0.1:PORT as u:p%zz' },
  { url: 'http://u:ä@127.0.0.1:PORT', is: '127.0.0.1:PORT as u:ä' },
  { url: 'http://127.0.0.1', is: '127.0.0.1:1080' },
  { url: 'http://127.0.0.1:', is: '127.0.0.1:1080' },
  { url: '127.0.0.1', is: '127.0.0.1:1080' },
  { url: 'http://[::1]', is: '[::1]:1080' },
  { url: 'http://127.0.0.1:2', is: '127.0.0.1:2' },
  { url: 'http://127.0.0.1:80', is: '127.0.0.1:80' },
  { url: 'https://127.0.0.1', is: '127.0.0.1:443' },
  { url: 'https://127.0.0.1:2', is: '127.0.0.1:2' },
  { url: 'http://u:p@ss@127.0.0.1:PORT', is: 'not a valid URL' },
  { url: 'http://u:p/q@127.0.0.1:PORT', is: 'not a valid URL' },
  { url: 'http://127.0.0.1:65536', is: 'not a valid URL' },
  { url: 'http://127.0.0.1:8x', is: 'not a valid URL' },
  { url: ' http://127.0.0.1:PORT', is: 'not a valid URL' },
  { url: 'http://127.0.0.1:PORT ', is: 'not a valid URL' },
  { url: 'http://a b:2', is: 'not a valid URL' },
  { url: 'http:127.0.0.1:2', is: 'not a valid URL' },
  { url: 'http:////127.0.0.1:2', is: 'not a valid URL' },
  { url: '//127.0.0.1:2', is: 'not a valid URL' },
  { url: 'http://', is: 'not a valid URL' },
  { url: ' ', is: 'not a valid URL' },
  { url: 'ftp://127.0.0.1:2', is: 'its scheme is not supported, only http and https' },
  { url: 'socks9://127.0.0.1:2', is: 'SOCKS is not supported, only http and https' },
];

/** curl has these. */
export const SOCKS_URLS: readonly string[] = [
  'socks://127.0.0.1:2',
  'socks4://127.0.0.1:2',
  'socks4a://127.0.0.1:2',
  'socks5://127.0.0.1:2',
  'SOCKS5h://me:s3cret@127.0.0.1:2',
];
