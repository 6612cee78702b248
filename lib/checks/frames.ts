/** From here to `synth` are nine calls; the rest is for those of a user's subclasses. */
const STACK_DEPTH = 16;

interface Frame {
  readonly name: string;
  readonly file: string | undefined;
}

function stackFrames(): readonly Frame[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  let frames: readonly Frame[] = [];
  try {
    Error.stackTraceLimit = STACK_DEPTH;
    Error.prepareStackTrace = (_, sites) => {
      frames = sites.map((site) => ({ name: site.getFunctionName() ?? '', file: site.getFileName() ?? undefined }));
      return '';
    };
    // V8 prepares the trace when it is read.
    String(new Error().stack);
    return frames;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function isOfChart({ name }: Frame): boolean {
  return name.endsWith('_synthChart');
}

function isOfApp({ name }: Frame): boolean {
  return name === 'synth' || name === 'synthYaml';
}

/**
 * Whether cdk8s asks again for one chart of an app that it is just writing as a whole: `App.synth` validates the app, and then once more for each chart,
 * with nothing of the user's in between. The call stack alone tells; where it does not, the app is judged again.
 */
export function isRepeated(): boolean {
  const frames = stackFrames();
  const chart = frames.find(isOfChart);
  return chart !== undefined && frames.some((frame) => frame.file === chart.file && isOfApp(frame));
}

/** Whether cdk8s asks, to write the app or a chart of it. A user may ask constructs too, and gets their answers. */
export function isSynthesis(): boolean {
  const frames = stackFrames();
  const asking = frames.findIndex((frame) => isOfChart(frame) || isOfApp(frame));
  return frames.slice(0, Math.max(asking, 0)).some(({ name, file }) => name === 'validate' && file === frames[asking]?.file);
}
