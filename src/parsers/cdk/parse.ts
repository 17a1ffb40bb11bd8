import { ChoiceSpace } from '../../core/choices.ts';
import type { Document, Parser, SubjectOf } from '../../core/document.ts';
import type { Host } from '../../core/host.ts';
import type { Span } from '../../core/source-file.ts';
import { capacityReservationFleets } from '../cloudformation/fleets.ts';
import type { AwsPolicies } from '../iam/attached.ts';
import type { Subjects } from '../subjects.ts';
import { arns } from './arns.ts';
import { calls } from './calls.ts';
import { claims } from './claims.ts';
import { type Code, load } from './code.ts';
import { App } from './constructs.ts';
import { credentials } from './credentials.ts';
import { emrConfigurations } from './emr.ts';
import { Tests } from './holders.ts';
import { Holdings } from './holdings.ts';
import { images } from './images.ts';
import { policies } from './policies.ts';
import { grownPolicies, principals } from './principals.ts';
import { inCode } from './spelling.ts';
import { texts } from './texts.ts';

type Subject = SubjectOf<Subjects>;

/** Programs of the AWS CDK in TypeScript and JavaScript. */
const parser: Parser<Subjects> = {
  format: 'cdk',
  claims,
  async parse(file, host) {
    const code = await load(file);
    if (!('reason' in code)) {
      // What policies of AWS grant matters to those who name any.
      const aws = /managedPolic/i.test(file.text) ? await import('../iam/aws-policies.ts') : undefined;
      return { document: new CodeDocument(code, host, aws), problems: [] };
    }
    const note = { kind: 'incomplete' as const, reason: `not parsed: ${code.reason}` };
    return { document: { file, format: 'cdk', surface: 'cdk', subjects: () => [], comments: () => [], notes: [note] }, problems: [] };
  },
};
export default parser;

class CodeDocument implements Document<Subjects> {
  readonly format = 'cdk';
  readonly surface = 'cdk';
  /** What `if` and its like leave open of the policies of principals. */
  readonly choices = new ChoiceSpace();
  readonly spell: Document<Subjects>['spell'] = (advice, at) => inCode(advice, () => this.#isStatementProps(at));

  constructor(
    private readonly code: Code,
    private readonly host: Host,
    private readonly aws: AwsPolicies | undefined,
  ) {}

  get file(): Code['file'] {
    return this.code.file;
  }

  *subjects(): Generator<Subject> {
    const app = new App(this.code);
    if (app.resources.length > 0 || app.parameters.size > 0) yield { type: 'cfn.template', node: app };
    for (const resource of app.resources) yield { type: 'cfn.resource', node: resource, selector: resource.type };
    yield* policies(app);
    const holdings = new Holdings(app, new Tests(this.choices), this.aws);
    yield* grownPolicies(holdings);
    yield* principals(app, holdings);
    yield* images(app);
    yield* emrConfigurations(app);
    yield* capacityReservationFleets(app.resources);
    yield* credentials(app);
    yield* calls(app, this.host);
    for (const node of app.classes.all()) yield { type: 'code.class', node };
    yield* arns(app);
    yield* texts(app);
  }

  comments(): ReturnType<Code['comments']> {
    return this.code.comments();
  }

  /** Whether a place is in the props of a `PolicyStatement`, which have names of their own. */
  #isStatementProps({ start, end }: Span): boolean {
    const { code } = this;
    const around = code.nodes.findLast((node) => node.type === 'NewExpression' && code.span(node).start <= start && end <= code.span(node).end);
    return around?.type === 'NewExpression' && /\bPolicyStatement$/.test(code.text(around.callee));
  }

  /** The outermost thing that starts at or after an offset: a statement, a member of a class, a property. */
  nodeAt(offset: number): Span | undefined {
    const node = this.code.nodes.find((one) => one.type !== 'Program' && this.code.span(one).start >= offset);
    return node && this.code.span(node);
  }
}
