import type { Located, Related } from '../../core/document.ts';
import type { Surface } from '../../core/rule.ts';
import type { Span } from '../../core/source-file.ts';
import type { Value } from '../../core/value.ts';
import { type ImageName, parseReference } from './reference.ts';

/** What names the image. */
export type ImagePlace =
  | 'from'
  | 'copy-from'
  | 'mount-from'
  | 'syntax'
  | 'ecs-task'
  | 'batch-job'
  | 'codebuild'
  | 'apprunner'
  | 'pod'
  | 'container'
  | 'command';

/** A place that names a container image: the subject `image.reference`. Earlier build stages, `scratch` and build contexts are none. */
export interface ImageReference {
  readonly where: ImagePlace;
  readonly surface: Surface;
  /** The reference as it stands under the choices of the current run; read it anew in each visit. */
  value(): Value;
  /** The source of a part of the reference, `span` counted in the text of its pattern with each hole as one character. Left out where the value is a literal of the host file. */
  locate?(span: Span): Located;
  /** Whether credentials for the registry are configured next to it; undefined when only deployment knows. Left out where there is no such setting. */
  credentials?(): boolean | undefined;
}

export interface ImageSubjects {
  'image.reference': ImageReference;
}

/** The source of a part of a reference: exact where the file holds the reference as it is read, else the whole value. */
export function locate(reference: ImageReference, span: Span): Located {
  if (reference.locate) return reference.locate(span);
  const value = reference.value();
  const { file, path, string } = { file: value.file, path: value.path, string: value.string };
  if (string === undefined) return value;
  const written = file.text.slice(value.span.start, value.span.end);
  const shift = written === string ? 0 : /^(["'])([^\\]*)\1$/s.exec(written)?.[2] === string ? 1 : -1;
  if (shift < 0) return value;
  const start = value.span.start + shift;
  return { file, path, span: { start: start + span.start, end: start + span.end } };
}

/** The reference read as an image name; undefined when it is absent, unknown, or no string. */
export function imageName(value: Value): ImageName | undefined {
  return value.parts && parseReference(value.parts);
}

/** A value's text from an offset of its pattern on, holes as `${name}`. */
export function displayFrom(value: Value, start: number): string {
  let at = 0;
  let result = '';
  for (const part of value.parts ?? []) {
    const length = typeof part === 'string' ? part.length : 1;
    if (typeof part === 'string') result += part.slice(Math.max(0, start - at));
    else if (at >= start) result += `\${${part.name}}`;
    at += length;
  }
  return result;
}

/**
 * Where to report a part of a reference, and what explains it: the part itself; the value where something else brought it,
 * so that its chain is shown; or the default of a build argument, with the image that it became.
 */
export function placeToReport(reference: ImageReference, value: Value, span: Span): { readonly at: Located; readonly related: readonly Related[] } {
  const place = locate(reference, span);
  const elsewhere = place.span.start < value.span.start || place.span.end > value.span.end;
  if (elsewhere) return { at: place, related: [{ at: { file: value.file, span: value.span, path: value.path }, text: `becomes ${value.display}` }] };
  return { at: value.trace.length > 0 ? value : place, related: [] };
}
