import type { Claim } from '../../core/document.ts';

/** Files that only Hadoop and its relatives have, by name. */
const NAME =
  /(?:^|\/)(?:capacity-scheduler[^/]*|(?:core|hdfs|yarn|mapred|hive|hbase|tez|httpfs|kms|ozone|oozie|sentry|ranger|livy)-(?:site|default)[^/]*|hadoop-policy|resource-types)\.xml$/i;
/** Statements of template engines: such a text is no XML yet. `{{NAME}}` alone is Hadoop's own way to name a variable of the container. */
const TEMPLATE = /<%|\{%|^[ \t]*\{\{[ \t]*[-#/]/m;

/** Hadoop's configuration: by name, or a `<configuration>` of properties with names inside (other programs write the name as an attribute). */
export function claims(name: string, text: string): Claim | undefined {
  if (!/\.xml$/i.test(name) || TEMPLATE.test(text)) return undefined;
  if (NAME.test(name) && /<(?:configuration|property)\b/.test(text)) return { sure: true, reason: 'a configuration of Hadoop by its name' };
  if (/<configuration[\s>]/.test(text) && /<property>\s{0,200}<name>/.test(text)) return { sure: true, reason: 'a <configuration> of properties' };
  return undefined;
}
