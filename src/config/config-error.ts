/** One mistake of a user in the configuration or on the command line. */
export interface Mistake {
  /** As `file:line:column` shows it: absolute path of the configuration file. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** One sentence, with the nearest right name where there is one. */
  readonly text: string;
}

/** What is wrong with the configuration: all mistakes at once, in file order. Ends a run with exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly mistakes: readonly Mistake[]) {
    super(mistakes.map(({ file, line, column, text }) => `${file}:${line}:${column}: ${text}`).join('\n'));
  }
}
