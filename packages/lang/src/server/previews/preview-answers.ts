import { type DatasetSample, type DatasetSpec, KrausError } from '@kraus/core';
import type { LangiumDocument } from 'langium';
import { withUnitsTried } from '../../api/index.js';
import { lowerCircuitDeclaration } from '../../circuits/index.js';
import { Budget, fail, limits, ScriptInterpreter } from '../../evaluate/index.js';
import { type Declaration, isDeclaration, isScript, type Parameter, type Script } from '../../generated/index.js';
import { spanOf } from '../../language/index.js';
import { lowerDataset, lowerModel } from '../../lowering/index.js';
import { numberValue, type Value } from '../../values/index.js';
import { typicalValues } from '../figures/index.js';
import type { ServerHost } from '../host.js';
import { isAdjustable, previewParameters } from './parameters.js';
import type { PreviewAnswer, PreviewParams } from './preview-answer.js';

type DistributedOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** An answer without what all have. */
type Content = DistributedOmit<PreviewAnswer, 'name' | 'span' | 'parameters'>;
type Values = ReadonlyMap<Parameter, Value>;

/** Points at which a schedule is shown. */
const SCHEDULE_POINTS = 101;
/** Samples of data sets that are kept, the last ones asked for. */
const KEPT = 4;

const kinds: Readonly<Partial<Record<Declaration['$type'], Exclude<PreviewAnswer['kind'], 'broken'>>>> = {
  CircuitDeclaration: 'circuit',
  GateDeclaration: 'gate',
  ChannelDeclaration: 'channel',
  GeneratorDeclaration: 'generator',
  ScheduleDeclaration: 'schedule',
  ModelDeclaration: 'model',
  DatasetDeclaration: 'dataset',
};

/** Answers {@link previewRequest}. */
export class PreviewAnswers {
  readonly #host: ServerHost;
  readonly #samples = new Map<string, Promise<DatasetSample>>();

  constructor(host: ServerHost) {
    this.#host = host;
  }

  /** The declaration that is asked for; null if nothing that can be shown stands there. */
  async answer(document: LangiumDocument, params: PreviewParams): Promise<PreviewAnswer | null> {
    const { value: root, parserErrors, lexerErrors } = document.parseResult;
    if (!isScript(root)) return null;
    const declaration = declarationAt(root, document, params);
    const name = declaration?.name ?? params.name;
    if (name === undefined) return null;
    if (parserErrors.length > 0 || lexerErrors.length > 0) {
      return { kind: 'broken', name, parameters: [], message: 'The text is incomplete.' };
    }
    if (declaration === undefined) return null;
    const span = spanOf(declaration);
    try {
      const { parameters, content } = this.#worked(declaration, params.set ?? {}, document);
      return { name, span, parameters, ...(await content) };
    } catch (error) {
      if (!(error instanceof KrausError)) throw error;
      return { kind: 'broken', name, span, parameters: [], message: error.message };
    }
  }

  #worked(declaration: Declaration, given: Readonly<Record<string, number>>, document: LangiumDocument) {
    const all = 'parameters' in declaration ? declaration.parameters : [];
    // The time of a schedule is what is drawn to the right.
    const own = declaration.$type === 'ScheduleDeclaration' ? all.slice(1) : all;
    const typical = typicalValues(own);
    if (typical === undefined) {
      const open = own.find((parameter) => parameter.default === undefined && !isAdjustable(parameter));
      const message = `\`${declaration.name}\` needs a value for \`${open?.name}\` (${open?.type?.name}); give it a default to see it here.`;
      throw new KrausError('lang/parameter-without-value', message);
    }
    const known = own.filter(isAdjustable).map(({ name }) => name);
    const chosen = Object.entries(given).filter(([name]) => known.includes(name));
    const set = { ...typical, ...Object.fromEntries(chosen) };
    return withUnitsTried(declaration, set, (values) => {
      const time: Values =
        own.length < all.length && all[0] !== undefined ? new Map([[all[0], numberValue(0)]]) : new Map();
      const parameters = previewParameters(declaration, new Map([...time, ...values]), new ScriptInterpreter());
      return {
        parameters: parameters.filter(({ name }) => known.includes(name)),
        content: this.#content(declaration, values, document),
      };
    });
  }

  #content(declaration: Declaration, values: Values, document: LangiumDocument): Content | Promise<Content> {
    const { catalogue } = this.#host;
    const interpreter = new ScriptInterpreter();
    switch (declaration.$type) {
      case 'CircuitDeclaration': {
        const roomy = new ScriptInterpreter(new Budget(limits.circuitSteps));
        return { kind: 'circuit', circuit: lowerCircuitDeclaration(declaration, values, roomy) };
      }
      case 'GateDeclaration':
      case 'ChannelDeclaration':
      case 'GeneratorDeclaration': {
        const value = interpreter.instantiate(declaration, values, declaration);
        const kind = kinds[declaration.$type] as 'gate' | 'channel' | 'generator';
        if (value.kind === 'channel' || value.kind === 'generator') return { kind, program: value.program };
        return fail({ code: 'K106', message: `\`${declaration.name}\` is not a ${kind}`, node: declaration });
      }
      case 'ScheduleDeclaration': {
        const [time] = declaration.parameters;
        const at = (t: number): Value =>
          time === undefined
            ? interpreter.scheduleAt(declaration, t, declaration)
            : interpreter.instantiate(declaration, new Map([...values, [time, numberValue(t)]]), declaration);
        const shown = Array.from({ length: SCHEDULE_POINTS }, (_, k) => at(k / (SCHEDULE_POINTS - 1)));
        return { kind: 'schedule', values: shown.map((value) => (value.kind === 'number' ? value.re : Number.NaN)) };
      }
      case 'ModelDeclaration': {
        const model = lowerModel(declaration, values, catalogue, interpreter);
        return this.#sample(model.data, document).then((sample) => ({ kind: 'model', model, sample }));
      }
      case 'DatasetDeclaration': {
        const dataset = lowerDataset(declaration, catalogue, interpreter);
        return this.#sample(dataset, document).then((sample) => ({ kind: 'dataset', dataset, sample }));
      }
      default:
        return fail({ code: 'K106', message: `\`${declaration.name}\` cannot be shown`, node: declaration });
    }
  }

  /** Some items of a data set; read once while its specification stays. */
  #sample(dataset: DatasetSpec, document: LangiumDocument): Promise<DatasetSample> {
    const { sample } = this.#host;
    const none = (reason: string): DatasetSample => ({ kind: 'none', reason });
    if (sample === undefined)
      return Promise.resolve(none('This editor cannot read data; open the folder on a desktop.'));
    const { component, options } = dataset.source;
    const { scheme } = document.uri;
    const folder =
      scheme === 'file' ? document.uri.with({ path: document.uri.path.replace(/\/[^/]*$/, '') }).fsPath : '';
    const key = JSON.stringify([component, options, folder]);
    const known = this.#samples.get(key);
    const made =
      known ??
      sample(dataset, folder).catch((error: unknown) => {
        // A file may be there the next time.
        this.#samples.delete(key);
        if (error instanceof KrausError) return none(error.message);
        throw error;
      });
    this.#samples.delete(key);
    this.#samples.set(key, made);
    const [oldest] = this.#samples.keys();
    if (this.#samples.size > KEPT && oldest !== undefined) this.#samples.delete(oldest);
    return made;
  }
}

function declarationAt(root: Script, document: LangiumDocument, { name, position }: PreviewParams) {
  const shown = root.statements.filter(isDeclaration).filter(({ $type }) => kinds[$type] !== undefined);
  if (name !== undefined) return shown.find((declaration) => declaration.name === name);
  if (position === undefined) return undefined;
  const offset = document.textDocument.offsetAt(position);
  return shown.find(({ $cstNode }) => $cstNode !== undefined && $cstNode.offset <= offset && offset <= $cstNode.end);
}
