import type { Claim } from '../../core/document.ts';

/** Instructions of a Dockerfile, as BuildKit dispatches them. */
export const KEYWORDS: readonly string[] = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

const OTHER_SUFFIX =
  /\.(?:dockerignore|md|markdown|rst|adoc|html?|ya?ml|json|toml|xml|sh|bash|bats|ps1|py|js|mjs|cjs|ts|go|rs|rb|java|lock|log|patch|diff|sha256|sig|asc|gz|tgz|zip|tar|png|svg)$/i;
const INSTRUCTION_LINE = new RegExp(`^[ \\t]*(?:${KEYWORDS.join('|')})[ \\t]`, 'im');

/**
 * Claims Dockerfiles by their customary names: `Dockerfile`, `Containerfile`, with a suffix (`Dockerfile.dev`, `Dockerfile-windows`)
 * or as one (`app.Dockerfile`). All but the plain names must hold an instruction too.
 */
export function claims(name: string, text: string): Claim | undefined {
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (/^(?:dockerfile|containerfile)$/i.test(base)) return { sure: true, reason: 'name' };
  const named = /^(?:dockerfile|containerfile)[._-].|.\.(?:dockerfile|containerfile)$/i.test(base);
  if (!named || OTHER_SUFFIX.test(base) || !INSTRUCTION_LINE.test(text)) return undefined;
  return { sure: true, reason: 'name and instructions' };
}
