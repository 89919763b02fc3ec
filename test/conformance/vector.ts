/** What the recording server said to one request. */
export type ScriptedAnswer =
  | { readonly drop: true }
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body: string;
      readonly delay_ms?: number;
    };

/** How the server of a recording behaved. */
export interface ServerScript {
  readonly mode: 'listening' | 'refused';
  readonly responses: readonly ScriptedAnswer[];
}

/** One recorded run of the shell client; `meta.reading` in the file says what each key means. */
export interface Vector {
  readonly id: string;
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly diagnostics_file: string | null;
  readonly curl_on_path: boolean;
  readonly pveversion: string | { readonly stdout: string } | null;
  readonly setup_after_source: readonly string[];
  readonly calls: readonly string[];
  readonly server: ServerScript;
  readonly requests: readonly {
    readonly method: string;
    readonly target: string;
    readonly body_json?: unknown;
  }[];
  readonly PB_RECORD_ID: string;
  readonly POST_UPDATE_DONE: string | null;
  readonly sdk: { readonly expect: 'match' | 'diverge'; readonly note?: string };
}
