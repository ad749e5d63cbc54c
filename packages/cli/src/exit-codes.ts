/** What the exit code of `kraus` says. Stable: scripts and continuous integration may rely on it. */
export const ExitCode = {
  /** Everything asked for was done. */
  Ok: 0,
  /** The script has errors; they were printed with file, line and column. */
  Script: 1,
  /** The command line was not understood, or names something that does not exist. */
  Usage: 2,
  /** Data is missing or not what it should be: a data set, a weights file, a checksum. */
  Data: 3,
  /** Stopped by the user or a signal after saving; the same command with `--resume` goes on. */
  Stopped: 4,
  /** A defect of Kraus itself; the message says how to report it. */
  Internal: 5,
  /** The run folder cannot be used: absent, damaged, in use, or made from another script. */
  Run: 6,
  /** The work was understood but could not be done, e.g. the loss is not finite; the message says what to change. */
  Failed: 7,
  /** Stopped at once by a second Ctrl-C; what was saved before stays. */
  Interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** One line for each exit code, for `kraus --help` and the reference. */
export const EXIT_CODE_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [ExitCode.Ok, 'done'],
  [ExitCode.Script, 'the script has errors'],
  [ExitCode.Usage, 'the command line was not understood, or names something that does not exist'],
  [ExitCode.Data, 'data is missing or not what it should be'],
  [ExitCode.Stopped, 'stopped and saved; --resume goes on'],
  [ExitCode.Internal, 'a defect of Kraus itself; --debug shows where'],
  [ExitCode.Run, 'the run folder cannot be used'],
  [ExitCode.Failed, 'understood, but could not be done; the message says what to change'],
  [ExitCode.Interrupted, 'stopped at once by a second Ctrl-C'],
];
